"""Sender threads deliver what is offered, several at once when one is slow, and say what they could not deliver."""

import threading
from collections.abc import Iterable
from typing import Any

import pytest
from structlog.testing import capture_logs

from otelevals.api.batch import Batch
from otelevals.api.clock import SystemClock
from otelevals.api.errors import Retryable
from otelevals.api.export_config import QueueConfig, RetryConfig
from otelevals.api.health import Health
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.signals import Signal
from otelevals.pipeline.sender import Leftover, Sender
from otelevals.testing import MemoryExporter, context, trace_batch

CLOCK = SystemClock()


@pytest.fixture(autouse=True)
def _quiet() -> Iterable[None]:
    with capture_logs():
        yield


def make(retry: RetryConfig | None = None, **queue: Any) -> tuple[MemoryExporter, Sender]:
    telemetry = Telemetry()
    config = MemoryExporter.Config(sending_queue=QueueConfig(**queue), retry_on_failure=retry or RetryConfig())
    exporter = MemoryExporter(config, context("memory", CLOCK, telemetry=telemetry))
    return exporter, Sender(exporter, Signal.TRACES, CLOCK, telemetry, Health())


def test_everything_offered_from_many_threads_is_delivered_once() -> None:
    exporter, sender = make(queue_size=100_000)
    sender.start()

    def offer() -> None:
        for _ in range(200):
            assert sender.offer(trace_batch())

    threads = [threading.Thread(target=offer) for _ in range(4)]
    for thread in threads:
        thread.start()
    exporter.wait_for(800)
    for thread in threads:
        thread.join()
    assert sender.drain(CLOCK.now() + 10) is None
    assert exporter.items == 800


def test_a_request_that_hangs_does_not_keep_others_waiting() -> None:
    exporter, sender = make()
    began, release = threading.Event(), threading.Event()
    hangs = trace_batch(name="hangs")

    def outcome(batch: Batch) -> None:
        if hangs.payloads[0] in batch.payloads:
            began.set()
            release.wait(30)

    exporter.outcome = outcome
    sender.start()
    sender.offer(hangs)
    assert began.wait(30)
    for number in range(3):
        sender.offer(trace_batch())
        exporter.wait_for(number + 1)
    release.set()
    exporter.wait_for(4)
    assert sender.drain(CLOCK.now() + 10) is None


def test_room_is_announced_as_soon_as_a_full_queue_has_some_and_not_when_the_request_is_over() -> None:
    exporter, sender = make(queue_size=1)
    release, room = threading.Event(), threading.Event()
    exporter.outcome = lambda batch: _ignore(release.wait(60))
    sender.on_room.add(room.set)
    assert sender.offer(trace_batch())
    assert not sender.offer(trace_batch())
    sender.start()
    assert room.wait(30)
    release.set()
    assert sender.drain(CLOCK.now() + 10) is None


def test_a_drain_that_runs_out_of_time_names_what_is_left() -> None:
    exporter, sender = make()
    tried = threading.Event()

    def fail(batch: Batch) -> None:
        tried.set()
        raise Retryable("down", after=60)

    exporter.outcome = fail
    sender.start()
    sender.offer(trace_batch(3))
    assert tried.wait(30)
    assert sender.drain(CLOCK.now()) == Leftover("memory", Signal.TRACES, 1, 3)


def test_a_drain_sends_at_once_what_was_collecting() -> None:
    exporter, sender = make(batch={"min_size": 1000, "flush_timeout": 60.0})
    sender.start()
    sender.offer(trace_batch(3))
    assert sender.drain(CLOCK.now() + 30) is None
    assert exporter.items == 3


def test_a_drain_that_runs_out_of_time_sends_no_more() -> None:
    exporter, sender = make(num_consumers=1, batch={"min_size": 1, "max_size": 1})
    began, release = threading.Event(), threading.Event()

    def outcome(batch: Batch) -> None:
        began.set()
        release.wait(30)

    exporter.outcome = outcome
    sender.start()
    sender.offer(trace_batch(3))
    assert began.wait(30)
    assert sender.drain(CLOCK.now()) == Leftover("memory", Signal.TRACES, 3, 3)
    release.set()
    exporter.wait_for(1)
    assert sender.send_next() is False
    assert exporter.items == 1


def test_a_retry_that_is_far_away_does_not_keep_others_waiting() -> None:
    exporter, sender = make()
    hangs, fails = trace_batch(name="hangs"), trace_batch(name="fails")
    failed, began, release = threading.Event(), threading.Event(), threading.Event()

    def outcome(batch: Batch) -> None:
        if fails.payloads[0] in batch.payloads:
            failed.set()
            raise Retryable("down", after=60)
        if hangs.payloads[0] in batch.payloads:
            began.set()
            release.wait(60)

    exporter.outcome = outcome
    sender.start()
    sender.offer(fails)
    assert failed.wait(30)
    sender.offer(hangs)
    assert began.wait(30)
    sender.offer(trace_batch())
    exporter.wait_for(1)
    release.set()
    exporter.wait_for(2)
    sender.drain(CLOCK.now())


def _ignore(result: object) -> None:
    return None
