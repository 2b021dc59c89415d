"""What a lane holds goes to the chains that it feeds now, and to nobody else."""

from collections.abc import Iterable

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.component import Processor
from otelevals.api.health import Health
from otelevals.api.telemetry import Telemetry
from otelevals.journal.entry import Target
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import Account, Outcome
from otelevals.pipeline.chain import Chain
from otelevals.pipeline.intake import Lane
from otelevals.pipeline.runner import Route
from otelevals.pipeline.sender import Sender
from otelevals.pipeline.stage import Stage
from otelevals.testing import MemoryExporter, context, trace_payload
from tests.pipeline.test_chain import Hold

HERE, GONE, NOWHERE = Target("traces", "memory"), Target("traces", "gone"), Target("traces/gone", "memory")


class Place:
    """A lane with one chain and one exporter."""

    def __init__(self, *processors: Hold | Processor) -> None:
        self.telemetry = Telemetry()
        exporter = MemoryExporter(MemoryExporter.Config(), context("memory", telemetry=self.telemetry))
        self.sender = Sender(exporter, Signal.TRACES, ManualClock(), self.telemetry, Health())
        stages = [Stage(processor, Signal.TRACES, self.telemetry) for processor in processors]
        self.chain = Chain("traces", Signal.TRACES, stages, [self.sender])
        self.lane = Lane(Signal.TRACES, lambda: None)
        self.ends: list[tuple[Target, Outcome]] = []

    def put(self, payload: Payload, *targets: Target) -> None:
        """Let a payload in that these targets wait for, and through."""
        account = Account(targets, lambda *end: self.ends.append(end), lambda target, part, reason: True)
        payload.account = account
        self.lane.submit(payload, ())
        Route(self.lane, [self.chain]).step(0)


def test_an_exporter_that_is_gone_has_not_got_what_was_accepted_for_it() -> None:
    place = Place()
    place.put(trace_payload(), HERE, GONE, NOWHERE)
    assert sorted(place.ends) == [(GONE, Outcome.MISSED), (NOWHERE, Outcome.MISSED)]
    place.sender.send_next()
    assert place.ends[2:] == [(HERE, Outcome.DELIVERED)]


class Picky(Hold):
    """Does not take spans that are not valid."""

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        for payload in batch.payloads:
            for span in payload.spans:
                _ = span.message
        return super().take(batch, now)


def test_spans_that_a_holding_processor_could_not_take_do_not_count_as_held() -> None:
    frame = trace_payload(2).frame
    frame.groups[0].scopes[0].items.append(b"\x2a\x02\xff\xff")  # a name that is not UTF-8
    place = Place(Picky())
    place.put(Payload.received(Signal.TRACES, frame.SerializeToString()), HERE)
    assert place.ends == []
    place.chain.drain(0)
    place.sender.send_next()
    assert place.ends == [(HERE, Outcome.REFUSED)]


class Wrong(Hold):
    """Finds everything invalid."""

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        raise MalformedRequest("it is wrong")


def test_a_processor_that_finds_an_empty_request_invalid_does_not_end_the_pipeline() -> None:
    place = Place(Wrong())
    place.put(trace_payload(0), HERE)
    assert place.ends == [(HERE, Outcome.REFUSED)]


class Stubborn(Hold):
    """Gives nothing back."""

    def drain(self) -> Iterable[Batch]:
        raise ValueError("no")


def test_what_a_processor_does_not_give_at_the_end_is_missed() -> None:
    place = Place(Stubborn())
    place.put(trace_payload(), HERE)
    assert place.ends == []
    place.chain.drain(0)
    assert place.ends == [(HERE, Outcome.MISSED)]
