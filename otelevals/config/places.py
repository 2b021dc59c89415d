"""Asks each processor and exporter what it has to say of its places in pipelines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from otelevals.api.component import ComponentId
from otelevals.api.places import Neighbour, Place
from otelevals.config.components import ComponentSpec
from otelevals.config.pipelines import PipelineSpec
from otelevals.config.problem import Problem, join
from otelevals.otlp.signals import Signal

Specs = Mapping[ComponentId, ComponentSpec]


def misplaced(sections: Mapping[str, Specs], pipelines: Sequence[PipelineSpec]) -> Iterator[Problem]:
    processors, exporters = sections["processors"], sections["exporters"]
    wanting = dict.fromkeys(id_ for each in pipelines if each.signal is Signal.EVALS for id_ in each.exporters)
    used = dict.fromkeys(id_ for each in pipelines for id_ in each.processors)
    all_ = _neighbours(exporters, wanting), _neighbours(processors, used)
    for id_, spec in processors.items():
        places = [_place(processors, each, id_, *all_) for each in pipelines if id_ in each.processors]
        yield from _said("processors", spec, places)
    for id_, spec in exporters.items():
        places = [_place(processors, each, None, *all_) for each in pipelines if id_ in each.exporters]
        yield from _said("exporters", spec, places)


def _said(section: str, spec: ComponentSpec, places: Sequence[Place]) -> Iterator[Problem]:
    if places:
        for warning in dict.fromkeys(spec.cls.warnings(spec.config, places)):
            yield Problem(spec.location, join(section, str(spec.id)), "", warning)


def _place(
    specs: Specs,
    pipeline: PipelineSpec,
    id_: ComponentId | None,
    evaluations: tuple[Neighbour, ...],
    processors: tuple[Neighbour, ...],
) -> Place:
    """That of a processor, or at the end."""
    all_ = _neighbours(specs, pipeline.processors)
    at = len(all_) if id_ is None else pipeline.processors.index(id_)
    return Place(str(pipeline), pipeline.signal, all_[:at], all_[at + 1 :], evaluations, processors)


def _neighbours(specs: Specs, ids: Iterable[ComponentId]) -> tuple[Neighbour, ...]:
    return tuple(Neighbour(each, specs[each].cls, specs[each].config) for each in ids)
