"""What a configuration means without writing it: evaluations that no pipeline takes are kept in the ledger."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from otelevals.api.component import ComponentId
from otelevals.api.registry import Registry
from otelevals.config.components import ComponentSpec, Specs
from otelevals.config.nodes import List, Map, Node, Scalar, descend, locate
from otelevals.config.pipelines import PipelineSpec
from otelevals.config.problem import Location, Problem, join
from otelevals.config.service import ServiceConfig
from otelevals.config.validate import validate
from otelevals.otlp.signals import Signal

_SCORER = "scorer"
_LEDGER = "ledger"
_PIPELINES = ("service", "pipelines")
_SWITCH = ("service", "store", "enabled")


def without_store(
    root: Map, specs: Specs, pipelines: Sequence[PipelineSpec], service: ServiceConfig
) -> Iterator[Problem]:
    """What is kept in a store that is switched off: evaluations of pipelines, and what judges spend and say."""
    for pipeline in pipelines if not service.store.enabled else ():
        if any(_is_a(specs, "exporters", id_, _LEDGER) for id_ in pipeline.exporters):
            message = f"the pipeline {pipeline} keeps evaluations in the store, which is switched off"
            yield Problem(locate(root, _SWITCH), join(*_SWITCH), "false", message)
    if not service.store.enabled and any(map(_asks_judges, specs["processors"].values())):
        message = "judges keep their budgets and verdicts in the store, which is switched off"
        yield Problem(locate(root, _SWITCH), join(*_SWITCH), "false", message)


def _asks_judges(spec: ComponentSpec) -> bool:
    scorers: Any = getattr(spec.config, "scorers", {}) if spec.cls.type == _SCORER else {}
    return any(each.scorer.engine for each in scorers.values())


def implied_pipelines(
    root: Map,
    specs: Specs,
    pipelines: Sequence[PipelineSpec],
    service: ServiceConfig,
    registry: Registry,
    base_dir: Path,
) -> list[PipelineSpec]:
    """A pipeline of evaluations to the ledger where spans are scored and no pipeline takes evaluations.

    It is put into the tree as if it was written, and so is the ledger, which need not be there for the rest to run.
    """
    scoring = any(
        pipeline.signal is Signal.TRACES and _is_a(specs, "processors", id_, _SCORER)
        for pipeline in pipelines
        for id_ in pipeline.processors
    )
    taken = any(pipeline.signal is Signal.EVALS for pipeline in pipelines)
    if not scoring or taken or not service.store.enabled or _LEDGER not in registry.types("exporters"):
        return []
    where = locate(root, _PIPELINES)
    ledger = next((id_ for id_ in specs["exporters"] if _is_a(specs, "exporters", id_, _LEDGER)), None)
    if ledger is None:
        ledger = ComponentId(_LEDGER)
        _put(root, ("exporters", _LEDGER), Map({"required": Scalar(False, where, "false")}, where), where)
        cls = registry.find("exporters", _LEDGER)
        config, _ = validate(cls.Config, root, ("exporters", _LEDGER), base_dir)
        assert config is not None
        specs["exporters"][ledger] = ComponentSpec(ledger, cls, config, where, {"required": False})
    names = List([Scalar(str(ledger), where, str(ledger))], where)
    _put(root, (*_PIPELINES, Signal.EVALS.value), Map({"exporters": names}, where), where)
    return [PipelineSpec(Signal.EVALS, "", (), (), (ledger,))]


def _is_a(specs: Specs, kind: str, id_: ComponentId, type_: str) -> bool:
    spec = specs[kind].get(id_)
    return spec is not None and spec.cls.type == type_


def _put(root: Map, path: tuple[str, ...], node: Node, where: Location) -> None:
    section = descend(root, path[:-1])
    assert isinstance(section, Map)
    section.keys[path[-1]] = where
    section.entries[path[-1]] = node
