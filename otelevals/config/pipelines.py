"""Checks what `service` refers to: every pipeline and extension names components that exist and fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from otelevals.api.component import ComponentId
from otelevals.config.ids import BadId, parse_pipeline_id
from otelevals.config.nodes import List, Map, Node, Scalar, child, descend, is_null, locate, show
from otelevals.config.problem import Problem, join
from otelevals.config.service import PipelineConfig, ServiceConfig
from otelevals.config.validate import validate
from otelevals.otlp.signals import Signal

_LISTS = ("receivers", "processors", "exporters")
_PIPELINES = ("service", "pipelines")
_EXTENSIONS = ("service", "extensions")

Classes = Mapping[str, Mapping[str, type[Any] | None]]
"""By section and id; None where the definition itself is wrong."""


@dataclass(frozen=True)
class PipelineSpec:
    """One pipeline: data of one signal goes from its receivers through its processors to each of its exporters.

    That of evaluations has no receivers: it gets those that this service makes.
    """

    signal: Signal
    name: str
    receivers: tuple[ComponentId, ...]
    processors: tuple[ComponentId, ...]
    exporters: tuple[ComponentId, ...]

    def __str__(self) -> str:
        return f"{self.signal.value}/{self.name}" if self.name else self.signal.value


def read_service(
    root: Map, classes: Classes, base_dir: Path
) -> tuple[ServiceConfig, list[PipelineSpec], list[Problem]]:
    """The service and its pipelines; they only make sense when there are no problems."""
    if is_null(root.entries.get("service")):
        return (
            ServiceConfig(),
            [],
            [Problem(root.where, "service", "(nothing)", "service must have at least one pipeline")],
        )
    _fill_in(descend(root, _PIPELINES))
    service, problems = validate(ServiceConfig, root, ("service",), base_dir)
    if isinstance(extensions := descend(root, _EXTENSIONS), List):
        problems.extend(_references(root, _EXTENSIONS, extensions, "extensions", classes))
    pipelines = descend(root, _PIPELINES)
    if is_null(pipelines) or (isinstance(pipelines, Map) and not pipelines.entries):
        where = locate(root, _PIPELINES)
        problems.append(Problem(where, join(*_PIPELINES), "(nothing)", "service must have at least one pipeline"))
    elif isinstance(pipelines, Map):
        problems.extend(_check_source(root, pipelines))
        for key, pipeline in pipelines.entries.items():
            problems.extend(_check(root, key, pipeline, classes))
    if service is None or problems:
        return ServiceConfig(), [], problems
    return service, [_spec(key, pipeline) for key, pipeline in service.pipelines.items()], []


def _fill_in(pipelines: Node | None) -> None:
    """A pipeline without a value is one with empty lists."""
    if isinstance(pipelines, Map):
        for key, pipeline in pipelines.entries.items():
            if is_null(pipeline):
                pipelines.entries[key] = Map({}, pipeline.where)


def _spec(key: str, pipeline: PipelineConfig) -> PipelineSpec:
    signal, name = parse_pipeline_id(key)
    return PipelineSpec(signal, name, pipeline.receivers, pipeline.processors, pipeline.exporters)


def _check_source(root: Map, pipelines: Map) -> Iterator[Problem]:
    """Evaluations are made of what other pipelines take."""
    keys = list(pipelines.entries)
    if all(key.partition("/")[0] == Signal.EVALS.value for key in keys):
        reason = "nothing to evaluate: there must be a pipeline of another signal"
        yield Problem(locate(root, _PIPELINES), join(*_PIPELINES), ", ".join(keys), reason)


def _check(root: Map, key: str, pipeline: Node, classes: Classes) -> Iterator[Problem]:
    path = (*_PIPELINES, key)
    signal = None
    try:
        signal, _ = parse_pipeline_id(key)
    except BadId as error:
        yield Problem(locate(root, path), join(*_PIPELINES), key, f"not a pipeline: {error}", error.valid)
    if not isinstance(pipeline, Map):
        return
    for kind in _LISTS:
        found = child(pipeline, kind)
        if kind == "receivers" and signal is Signal.EVALS:
            if isinstance(found, List) and found.items:
                reason = "evals has no receivers: it gets the evaluations of this service"
                yield Problem(locate(root, (*path, kind)), join(*path, kind), show(found), reason)
        elif isinstance(found, List) and found.items:
            yield from _references(root, (*path, kind), found, kind, classes, signal)
        elif kind != "processors" and (is_null(found) or isinstance(found, List)):
            written = "(nothing)" if found is None else show(found)
            yield Problem(locate(root, (*path, kind)), join(*path), written, f"must have at least one {kind[:-1]}")


def _references(
    root: Map, path: tuple[str, ...], found: List, kind: str, classes: Classes, signal: Signal | None = None
) -> Iterator[Problem]:
    defined, singular = classes[kind], kind.removesuffix("s")
    seen: set[str] = set()
    for number, item in enumerate(found.items):
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            continue
        where, whole, text = locate(root, (*path, number)), join(*path), item.value
        if text in seen:
            yield Problem(where, whole, text, f'references {singular} "{text}" multiple times')
        elif text not in defined:
            valid = tuple(sorted(defined))
            yield Problem(where, whole, text, f'references {singular} "{text}" which is not configured', valid)
        elif (cls := defined[text]) is not None and signal is not None and signal not in cls.signals:
            valid = tuple(sorted(supported.value for supported in cls.signals))
            yield Problem(where, whole, text, f"the {singular} does not support {signal.value}", valid)
        seen.add(text)
