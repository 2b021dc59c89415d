"""Components that a simulation can make ill, and that let other actors work in the middle of what they do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Exporter, HoldingProcessor, Processor, Receiver
from otelevals.api.config import Config
from otelevals.api.errors import Permanent, Retryable
from otelevals.api.export_config import ExporterConfig, QueueConfig, RetryConfig
from otelevals.api.receive_config import JournaledConfig
from otelevals.api.registry import Registry
from otelevals.journal.entry import Target
from otelevals.otlp.shadow import MalformedRequest
from otelevals.processors.batch import BatchProcessor
from otelevals.testing import names_in

DROPPED, BAD = "dropped", "bad"
"""Parts of the names of items that sieves drop, and that ill exporters and processors refuse."""


@dataclass
class Weather:
    """What components do at the moment. It outlives them."""

    moods: dict[str, str] = field(default_factory=dict)
    """Of exporters: `late`, `picky`, `closed` or `broken`; healthy when it is not there."""
    clumsy: bool = False
    """Whether processors fail on bad items."""
    guarded: bool = False
    """Whether the door is shut by a processor that guards it."""
    delivered: set[tuple[str, Target]] = field(default_factory=set)
    sent: int = 0
    """Items that came to exporters, with duplicates."""
    meanwhile: Callable[[], None] = lambda: None
    """Lets others work in the middle of something."""


WEATHER = Weather()
"""Of the simulation that runs: there is one at a time."""


def names(payload: Payload) -> list[str]:
    return names_in(payload.signal, payload.raw)


class Door(Receiver):
    type = "door"

    class Config(JournaledConfig):
        pass


class Sieve(Processor):
    """Drops some items, and fails on others when it is clumsy."""

    type = "sieve"

    class Config(Config):
        keeps: str = ""
        """Something to change."""

    def process(self, batch: Batch) -> Batch | None:
        WEATHER.meanwhile()
        if WEATHER.clumsy and any(BAD in name for payload in batch.payloads for name in names(payload)):
            raise ValueError("it is clumsy")
        return batch.map(
            lambda payload: payload.map_spans(lambda span: None if DROPPED in span.message.name else span.raw)
        )

    def guard(self, payload: Payload) -> None:
        if WEATHER.guarded:
            raise Retryable("not now")


class Shelf(HoldingProcessor):
    """Holds everything for some seconds, unless it is clumsy: then it takes bad items for invalid ones, or fails."""

    type = "shelf"

    def __init__(self, config: Any, context: Any) -> None:
        super().__init__(config, context)
        self._held: list[Batch] = []
        self._due: float | None = None

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        if WEATHER.clumsy and any(BAD in name for payload in batch.payloads for name in names(payload)):
            raise MalformedRequest("it is clumsy")
        self._held.append(batch)
        self._due = self._due or now + 3
        return ()

    def due(self) -> float | None:
        return self._due

    def tick(self, now: float) -> Iterable[Batch]:
        return self.drain()

    def drain(self) -> Iterable[Batch]:
        if WEATHER.clumsy:
            raise ValueError("it is clumsy")
        held, self._held, self._due = self._held, [], None
        return held


class Exit(Exporter):
    """Remembers what it got and for whom."""

    type = "exit"

    class Config(ExporterConfig):
        sending_queue: QueueConfig = QueueConfig()
        retry_on_failure: RetryConfig = RetryConfig(randomization_factor=0)

    def export(self, batch: Batch) -> None:
        mood = WEATHER.moods.get(str(self.context.id), "")
        WEATHER.meanwhile()
        WEATHER.sent += batch.items
        match mood:
            case "late":
                raise Retryable("down", after=2)
            case "closed":
                raise Permanent("wrong token", everything=True)
            case "broken":
                raise KeyError("a defect")
            case "picky" if any(BAD in name for payload in batch.payloads for name in names(payload)):
                raise Permanent("bad data")
        for payload in batch.payloads:
            if payload.account is not None:
                WEATHER.delivered.update((name, payload.account.target) for name in names(payload))


def registry() -> Registry:
    result = Registry(points=[])
    result.add("receivers", Door)
    for processor in (Sieve, Shelf, BatchProcessor):
        result.add("processors", processor)
    result.add("exporters", Exit)
    return result
