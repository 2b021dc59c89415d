"""Refuses pipelines that keep clients waiting: those who are answered when everything is delivered."""

from collections.abc import Iterable, Iterator, Sequence

from otelevals.api.component import ComponentId, HoldingProcessor
from otelevals.api.errors import ConfigError
from otelevals.api.receive_config import JournaledConfig
from otelevals.config import Loaded, PipelineSpec, Problem

_LONGEST = 30.0


def long_waits(loaded: Loaded, pipelines: Iterable[tuple[PipelineSpec, Sequence[object]]]) -> Iterator[Problem]:
    """A problem for each receiver with `ack: delivered` that feeds processors which hold data for long."""
    for pipeline, processors in pipelines:
        holding = [each for each in processors if isinstance(each, HoldingProcessor) and each.longest_hold]
        seconds = sum(each.longest_hold for each in holding)
        if seconds > _LONGEST:
            names = " and ".join(str(each.context.id) for each in holding)
            error = ConfigError(
                f"clients would wait for {names} in {pipeline}, up to {seconds:g} seconds: use journaled or accepted, "
                f"or have data held for {_LONGEST:g} seconds at most",
                ("ack",),
            )
            yield from (loaded.problem("receivers", id_, error) for id_ in pipeline.receivers if _waits(loaded, id_))


def _waits(loaded: Loaded, receiver: ComponentId) -> bool:
    config = loaded.sections["receivers"][receiver].config
    return isinstance(config, JournaledConfig) and config.ack == "delivered"
