"""Asks each processor what it has to say of its places in pipelines."""

from collections.abc import Iterator, Mapping, Sequence

from otelevals.api.component import ComponentId
from otelevals.api.places import Neighbour, Place
from otelevals.config.components import ComponentSpec
from otelevals.config.pipelines import PipelineSpec
from otelevals.config.problem import Problem, join
from otelevals.otlp.signals import Signal


def misplaced(specs: Mapping[ComponentId, ComponentSpec], pipelines: Sequence[PipelineSpec]) -> Iterator[Problem]:
    evaluations = any(pipeline.signal is Signal.EVALS for pipeline in pipelines)
    for id_, spec in specs.items():
        places = [_place(specs, each, id_, evaluations) for each in pipelines if id_ in each.processors]
        if places:
            for warning in dict.fromkeys(spec.cls.warnings(spec.config, places)):
                yield Problem(spec.location, join("processors", str(id_)), "", warning)


def _place(
    specs: Mapping[ComponentId, ComponentSpec], pipeline: PipelineSpec, id_: ComponentId, evaluations: bool
) -> Place:
    all_ = tuple(Neighbour(each, specs[each].cls, specs[each].config) for each in pipeline.processors)
    at = pipeline.processors.index(id_)
    return Place(str(pipeline), pipeline.signal, all_[:at], all_[at + 1 :], evaluations)
