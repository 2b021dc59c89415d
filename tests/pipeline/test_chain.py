"""Chains run processors in order, keep exporters apart, and wait rather than lose when nobody has room."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from structlog.testing import capture_logs

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.component import HoldingProcessor, Processor
from otelevals.api.errors import Permanent, Retryable
from otelevals.api.export_config import QueueConfig
from otelevals.api.health import Health
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.signals import Signal
from otelevals.pipeline.chain import Chain
from otelevals.pipeline.intake import Lane
from otelevals.pipeline.runner import Route, Runner
from otelevals.pipeline.sender import Sender
from otelevals.pipeline.stage import Stage
from otelevals.testing import MemoryExporter, context, trace_batch, trace_payload

COUNTERS = (
    "otelevals_processor_undecodable_spans",
    "otelcol_processor_incoming_items",
    "otelcol_processor_outgoing_items",
    "otelevals_processor_failed_items",
)
METRIC_LABELS = {"exporter": "memory"}


class World:
    """A lane, a chain and its exporters under a clock that stands still: no threads anywhere."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.telemetry = Telemetry()
        self.health = Health()
        self.runner = Runner(self.clock)
        self.lane = Lane(Signal.TRACES, self.runner.wake)
        self.senders: list[Sender] = []

    def exporter(self, name: str = "memory", **queue: Any) -> MemoryExporter:
        config = MemoryExporter.Config(sending_queue=QueueConfig(**queue))
        exporter = MemoryExporter(config, context(name, self.clock, telemetry=self.telemetry))
        self.senders.append(Sender(exporter, Signal.TRACES, self.clock, self.telemetry, self.health))
        return exporter

    def chain(self, *processors: Processor | HoldingProcessor, senders: list[Sender] | None = None) -> Chain:
        stages = [Stage(processor, Signal.TRACES, self.telemetry) for processor in processors]
        chain = Chain("traces", Signal.TRACES, stages, senders or self.senders)
        self.runner.chains = [*self.runner.chains, chain]
        self.runner.routes = [Route(self.lane, self.runner.chains)]
        return chain

    def settle(self) -> None:
        """Let everything happen that happens without time passing."""
        while self.runner.step() or any(sender.send_next() for sender in self.senders):
            pass


class Keep(Processor):
    """Keeps what a test says, and fails when it says so."""

    type = "keep"

    def __init__(self, keep: Callable[[Batch], Batch | None]) -> None:
        super().__init__(None, context("keep"))
        self.keep = keep

    def process(self, batch: Batch) -> Batch | None:
        return self.keep(batch)


class Hold(HoldingProcessor):
    """Holds everything for ten seconds."""

    type = "hold"

    def __init__(self) -> None:
        super().__init__(None, context("hold"))
        self.held: list[Batch] = []
        self.since = 0.0

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        self.held.append(batch)
        self.since = now
        return ()

    def due(self) -> float | None:
        return self.since + 10 if self.held else None

    def tick(self, now: float) -> Iterable[Batch]:
        return self.drain()

    def drain(self) -> Iterable[Batch]:
        held, self.held = self.held, []
        return held


class Waits(Hold):
    """Waits for what never comes."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock
        self.waited = 0.0

    def finish(self, seconds: float) -> None:
        self._clock.advance(seconds)
        self.waited += seconds


def test_a_payload_goes_through_to_every_exporter() -> None:
    world = World()
    exporters = [world.exporter("one"), world.exporter("two")]
    world.chain()
    world.lane.submit(trace_payload(3), ())
    world.settle()
    assert [exporter.items for exporter in exporters] == [3, 3]
    assert world.telemetry.value("otelcol_exporter_sent_spans_total", exporter="one") == 3


def test_a_dead_exporter_neither_blocks_nor_duplicates_another() -> None:
    world = World()
    dead, alive = world.exporter("dead", queue_size=1), world.exporter("alive")

    def fail(batch: Batch) -> None:
        raise Retryable("down")

    dead.outcome = fail
    world.chain()
    for _ in range(20):
        world.lane.submit(trace_payload(), ())
        world.settle()
    assert alive.items == 20
    assert dead.items == 0
    lost = world.telemetry.value("otelcol_exporter_enqueue_failed_spans_total", exporter="dead")
    assert 0 < lost < 20
    assert world.health.failing(world.clock.now()) == {"dead": (0.0, "down")}


def test_when_nobody_has_room_the_data_waits_and_nothing_is_lost() -> None:
    world = World()
    exporter = world.exporter(queue_size=1)
    chain = world.chain()
    for _ in range(5):
        world.lane.submit(trace_payload(), (("batch", str(_)),))
    while world.runner.step():
        pass
    assert chain.blocked
    assert not world.lane.empty
    world.settle()
    assert exporter.items == 5
    assert world.telemetry.value("otelcol_exporter_enqueue_failed_spans_total", **METRIC_LABELS) == 0


def test_an_exporter_that_blocks_on_overflow_loses_nothing_while_another_has_room() -> None:
    world = World()
    insisting, other = world.exporter("insisting", queue_size=1, block_on_overflow=True), world.exporter("other")
    world.chain()
    for number in range(5):
        world.lane.submit(trace_payload(), (("batch", str(number)),))
    while world.runner.step():
        pass
    assert not world.lane.empty
    world.settle()
    assert (insisting.items, other.items) == (5, 5)


def test_a_blocked_pipeline_does_not_hold_up_another_of_the_same_receiver() -> None:
    world = World()
    world.exporter("dead", queue_size=1).outcome = lambda batch: _raise(Retryable("down"))
    alive = world.exporter("alive")
    world.chain(senders=world.senders[:1])
    world.chain(senders=world.senders[1:])
    for number in range(10):
        world.lane.submit(trace_payload(), (("batch", str(number)),))
    world.settle()
    assert alive.items == 10


def test_a_batch_refused_for_good_costs_only_the_request_that_is_bad() -> None:
    world = World()
    exporter = world.exporter()
    bad = trace_payload(name="bad")
    exporter.outcome = lambda batch: _raise(Permanent("bad data")) if bad in batch.payloads else None
    world.chain()
    for payload in (trace_payload(), trace_payload(), bad, trace_payload()):
        world.lane.submit(payload, ())
    world.settle()
    assert exporter.items == 3
    assert world.telemetry.value("otelcol_exporter_send_failed_spans_total", **METRIC_LABELS) == 1


def test_a_destination_that_refuses_everything_is_asked_once() -> None:
    world = World()
    asked: list[Batch] = []
    exporter = world.exporter()

    def refuse(batch: Batch) -> None:
        asked.append(batch)
        raise Permanent("wrong token", everything=True)

    exporter.outcome = refuse
    world.chain()
    for _ in range(4):
        world.lane.submit(trace_payload(), ())
    world.settle()
    assert len(asked) == 1
    assert world.telemetry.value("otelcol_exporter_send_failed_spans_total", **METRIC_LABELS) == 4


def test_a_retry_comes_after_its_wait() -> None:
    world = World()
    exporter = world.exporter()
    exporter.outcome = lambda batch: _raise(Retryable("busy", after=7)) if world.clock.now() < 1005 else None
    world.chain()
    world.lane.submit(trace_payload(), ())
    world.settle()
    world.clock.advance(6.9)
    world.settle()
    assert exporter.items == 0
    world.clock.advance(3)
    world.settle()
    assert exporter.items == 1


def test_a_processor_that_fails_takes_one_request_with_it_and_says_so() -> None:
    world = World()
    exporter = world.exporter()
    bad = trace_payload()

    def fail(batch: Batch) -> Batch:
        if bad in batch.payloads:
            raise ValueError("no")
        return batch

    world.chain(Keep(fail))
    for payload in (trace_payload(), bad, trace_payload()):
        world.lane.submit(payload, ())
    with capture_logs() as logs:
        world.settle()
    assert exporter.items == 2
    assert world.telemetry.value("otelevals_processor_failed_items_total", processor="keep", otel_signal="traces") == 1
    assert [entry["event"] for entry in logs] == ["processor failed, data dropped"]


@pytest.mark.parametrize("passes", [True, False])
def test_spans_that_are_not_valid_take_no_others_with_them(passes: bool) -> None:
    frame = trace_payload(2).frame
    sound = list(frame.groups[0].scopes[0].items)
    broken = b"\x2a\x02\xff\xff"  # a name that is not UTF-8
    frame.groups[0].scopes[0].items.append(broken)
    mixed = Payload.received(Signal.TRACES, frame.SerializeToString())

    def drop_first(batch: Batch) -> Batch | None:
        names = {span.raw: span.message.name for payload in batch.payloads for span in payload.spans}
        assert all(names.values())
        return batch.map(lambda payload: payload.map_spans(lambda span: None if span.raw == sound[0] else span.raw))

    other = trace_payload(1, name="another")
    world = World()
    exporter = world.exporter()
    keep = Keep(drop_first)
    keep.passes_unsound = passes  # type: ignore[misc]
    world.chain(keep)
    world.lane.submit(other, ())
    world.lane.submit(mixed, ())
    with capture_logs() as logs:
        world.settle()
    left = [raw for batch in exporter.batches for payload in batch.payloads for raw in payload.parts[0]]
    assert sorted(left) == sorted([*other.parts[0], sound[1], *([broken] if passes else [])])
    labels = {"processor": "keep", "otel_signal": "traces"}
    counts = {name: world.telemetry.value(f"{name}_total", **labels) for name in COUNTERS}
    assert counts == dict(zip(COUNTERS, (1, 4, 3, 0) if passes else (1, 4, 2, 1), strict=True))
    assert [(entry["event"], entry["action"]) for entry in logs] == [
        ("spans are not valid", "passed by" if passes else "dropped")
    ]


def test_a_processor_may_drop_everything() -> None:
    world = World()
    exporter = world.exporter()
    world.chain(Keep(lambda batch: None))
    world.lane.submit(trace_payload(), ())
    world.settle()
    assert exporter.items == 0
    labels = {"processor": "keep", "otel_signal": "traces"}
    assert world.telemetry.value("otelcol_processor_incoming_items_total", **labels) == 1
    assert world.telemetry.value("otelcol_processor_outgoing_items_total", **labels) == 0


def test_what_a_processor_holds_goes_on_when_its_time_has_come() -> None:
    world = World()
    exporter = world.exporter()
    world.chain(Hold())
    world.lane.submit(trace_payload(), ())
    world.settle()
    assert exporter.items == 0
    assert world.runner.due() == world.clock.now() + 10
    world.clock.advance(10)
    world.settle()
    assert exporter.items == 1


def test_draining_empties_lanes_and_processors() -> None:
    world = World()
    exporter = world.exporter()
    world.chain(Hold(), Hold())
    world.lane.submit(trace_payload(), ())
    world.runner.drain(world.clock.now() + 1)
    world.settle()
    assert exporter.items == 1


@pytest.mark.parametrize(("seconds", "waited"), [(25.0, 5.0), (2.0, 1.0), (0.0, 0.0)])
def test_at_the_end_processors_wait_for_others_all_of_them_together(seconds: float, waited: float) -> None:
    world = World()
    waiting = [Waits(world.clock) for _ in range(4)]
    world.exporter()
    world.chain(*waiting[:2])
    world.chain(*waiting[2:])
    world.runner.drain(world.clock.now() + seconds)
    assert sum(each.waited for each in waiting) == waited


def test_an_exporter_with_a_defect_is_reported_and_goes_on() -> None:
    world = World()
    exporter = world.exporter()
    exporter.outcome = lambda batch: _raise(KeyError("x"))
    chain = world.chain()
    chain.feed(trace_batch(), 0)
    with capture_logs() as logs:
        world.settle()
    assert [entry["event"] for entry in logs] == [
        "exporter raised an unexpected error",
        "export failed, data dropped",
    ]
    exporter.outcome = None
    chain.feed(trace_batch(), 0)
    world.settle()
    assert exporter.items == 1


def _raise(error: Exception) -> None:
    raise error


@pytest.fixture(autouse=True)
def _quiet() -> Iterable[None]:
    with capture_logs():
        yield
