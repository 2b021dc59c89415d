"""The export queue merges what waits, retries with growing waits, and finds the one request that is refused."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import NumberDataPoint

from otelevals.api.batch import Batch, Payload
from otelevals.api.export_config import QueueBatchConfig, QueueConfig, RetryConfig
from otelevals.otlp.signals import Signal
from otelevals.pipeline.queue import LINGER, Attempt, ExportQueue
from otelevals.testing import trace_batch

STEADY = RetryConfig(randomization_factor=0.0)


def make(limit: int | None = None, retry: RetryConfig = STEADY, **queue: Any) -> ExportQueue:
    return ExportQueue(QueueConfig(**queue), retry, limit, seed=1)


def taken(queue: ExportQueue, now: float = 0.0) -> Attempt:
    attempt = queue.take(now)
    assert attempt is not None
    return attempt


def test_what_waits_is_merged_into_one_request() -> None:
    queue = make()
    first, second = trace_batch(2), trace_batch(3)
    assert queue.offer(first, 0)
    assert queue.offer(second, 0)
    assert taken(queue).batch.payloads == first.payloads + second.payloads
    assert queue.take(0) is None


def test_batches_of_different_metadata_are_never_merged() -> None:
    queue = make()
    queue.offer(trace_batch(metadata=(("tenant", "a"),)), 0)
    queue.offer(trace_batch(metadata=(("tenant", "b"),)), 0)
    queue.succeeded(first := taken(queue))
    assert first.batch.metadata == (("tenant", "a"),)
    assert taken(queue).batch.metadata == (("tenant", "b"),)


def test_a_request_stays_under_the_limit_of_bytes() -> None:
    size = trace_batch(1).size
    queue = make(limit=2 * size)
    for _ in range(3):
        queue.offer(trace_batch(1), 0)
    queue.succeeded(first := taken(queue))
    assert len(first.batch.payloads) == 2
    assert len(taken(queue).batch.payloads) == 1


def test_one_payload_above_the_limit_is_split_by_spans() -> None:
    whole = trace_batch(8)
    queue = make(limit=whole.size // 2)
    queue.offer(whole, 0)
    sizes, items = [], 0
    while attempt := queue.take(0):
        queue.succeeded(attempt)
        sizes.append(attempt.batch.size)
        items += attempt.batch.items
    assert items == 8
    assert max(sizes) <= whole.size // 2


def test_metrics_of_many_points_are_split_too() -> None:
    request = ExportMetricsServiceRequest()
    metrics = request.resource_metrics.add().scope_metrics.add().metrics
    for number in range(8):
        points = metrics.add(name=str(number)).gauge.data_points
        points.extend([NumberDataPoint(as_int=point) for point in range(50)])
    payload = Payload.received(Signal.METRICS, request.SerializeToString())
    queue = make(limit=len(payload.raw) // 2)
    queue.offer(Batch(Signal.METRICS, (payload,)), 0)
    items = 0
    while attempt := queue.take(0):
        assert attempt.batch.size <= len(payload.raw) // 2
        items += attempt.batch.items
        queue.succeeded(attempt)
    assert items == 400


def test_a_single_span_above_the_limit_is_sent_all_the_same() -> None:
    queue = make(limit=10)
    queue.offer(trace_batch(1), 0)
    assert taken(queue).batch.items == 1


def test_while_a_request_is_under_way_what_comes_is_collected_for_a_moment() -> None:
    queue = make()
    queue.offer(trace_batch(), 0)
    first = taken(queue)
    queue.offer(trace_batch(), 1.0)
    queue.offer(trace_batch(), 1.0 + LINGER / 2)
    assert queue.take(1.0 + LINGER / 2) is None
    assert queue.due() == 1.0 + LINGER
    second = taken(queue, 1.0 + LINGER)
    assert second.batch.items == 2
    assert queue.in_flight == 2
    queue.succeeded(first)
    queue.succeeded(second)
    assert queue.empty


def test_no_more_requests_are_under_way_than_there_are_consumers() -> None:
    queue = make(num_consumers=1)
    queue.offer(trace_batch(), 0)
    first = taken(queue)
    queue.offer(trace_batch(), 0)
    assert queue.due() is None
    assert queue.take(100) is None
    queue.succeeded(first)
    assert taken(queue, 100).batch.items == 1


@pytest.mark.parametrize(
    ("options", "accepted"),
    [
        ({"queue_size": 2}, 2),
        ({"queue_size": 5, "sizer": "items"}, 2),
        ({"max_bytes": 2 * trace_batch(2).size}, 2),
        ({"enabled": False}, 1),
    ],
)
def test_a_full_queue_takes_no_more(options: dict[str, Any], accepted: int) -> None:
    queue = make(**options)
    assert [queue.offer(trace_batch(2), 0) for _ in range(3)].count(True) == accepted


def test_one_batch_is_always_taken_however_large() -> None:
    assert make(queue_size=1, sizer="bytes").offer(trace_batch(9), 0)


def test_waits_grow_to_the_maximum_and_the_server_s_wish_counts() -> None:
    queue = make(retry=RetryConfig(randomization_factor=0.0, max_interval=10.0, max_elapsed_time=0.0))
    queue.offer(trace_batch(), 0)
    waits, now = [], 0.0
    for after in (None, None, None, None, 60.0):
        assert queue.failed(taken(queue, now), now, after) is not None
        due = queue.due()
        assert due is not None
        waits.append(due - now)
        now = due
    assert waits == [5.0, 7.5, 10.0, 10.0, 60.0]


def test_a_batch_is_given_up_when_the_next_try_would_be_too_late() -> None:
    queue = make(retry=RetryConfig(randomization_factor=0.0, max_elapsed_time=6.0))
    queue.offer(trace_batch(), 0)
    assert queue.failed(taken(queue), 0, None) is not None
    assert queue.failed(taken(queue, 5.0), 5.0, None) is None
    assert queue.empty


def test_without_retries_a_failure_is_final() -> None:
    queue = make(retry=RetryConfig(enabled=False))
    queue.offer(trace_batch(), 0)
    assert queue.failed(taken(queue), 0, None) is None


def test_a_retried_batch_is_not_merged_with_new_ones() -> None:
    queue = make()
    queue.offer(trace_batch(1), 0)
    queue.failed(taken(queue), 0, None)
    queue.offer(trace_batch(2), 5.0)
    assert taken(queue, 5.0).batch.items == 1


def test_a_refused_batch_is_bisected_to_its_requests() -> None:
    queue = make()
    bad = trace_batch(5)
    for batch in (trace_batch(1), bad, trace_batch(2), trace_batch(3)):
        queue.offer(batch, 0)
    delivered, refused = [], []
    while attempt := queue.take(0):
        if not set(bad.payloads) & set(attempt.batch.payloads):
            delivered.append(attempt.batch.items)
            queue.succeeded(attempt)
        elif not queue.refused(attempt):
            refused.append(attempt.batch)
    assert [batch.payloads for batch in refused] == [bad.payloads]
    assert sum(delivered) == 6
    assert queue.empty


def test_a_configured_batch_waits_for_its_size_or_its_time() -> None:
    queue = make(batch=QueueBatchConfig(min_size=3, flush_timeout=1.0))
    queue.offer(trace_batch(2), 0)
    assert queue.take(0.5) is None
    assert queue.due() == 1.0
    queue.offer(trace_batch(1), 0.5)
    assert taken(queue, 0.5).batch.items == 3
    queue.offer(trace_batch(1), 2.0)
    assert taken(queue, 3.0).batch.items == 1


def test_flush_ends_the_collecting() -> None:
    queue = make(batch=QueueBatchConfig(min_size=100))
    queue.offer(trace_batch(), 0)
    queue.flush()
    assert taken(queue).batch.items == 1


def test_max_size_of_a_configured_batch_splits_by_items() -> None:
    queue = make(batch=QueueBatchConfig(min_size=1, max_size=3))
    queue.offer(trace_batch(7), 0)
    counts = []
    while attempt := queue.take(0):
        counts.append(attempt.batch.items)
    assert sum(counts) == 7
    assert max(counts) <= 3


@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 6))
def test_every_span_leaves_once_whatever_happens(seed: int, steps: int, consumers: int) -> None:
    """Random offers, successes, failures and refusals: nothing is lost, nothing is sent twice, counts end at zero."""
    chance = random.Random(seed)
    queue = make(limit=400, num_consumers=consumers, retry=RetryConfig(max_elapsed_time=0.0))
    offered: dict[int, Batch] = {}
    gone: list[int] = []
    under_way: list[Attempt] = []
    now = 0.0
    for _ in range(steps):
        now += chance.random()
        if chance.random() < 0.6:
            batch = trace_batch(1)
            if queue.offer(batch, now):
                offered[id(batch.payloads[0])] = batch
        if attempt := queue.take(now):
            under_way.append(attempt)
        if under_way and chance.random() < 0.7:
            gone += finish(queue, under_way.pop(), now, chance.random())
    while not queue.empty:
        now += 60
        if attempt := queue.take(now):
            under_way.append(attempt)
        while under_way:
            gone += finish(queue, under_way.pop(), now, 0.0)
    assert sorted(gone) == sorted(offered)
    assert (queue.requests, queue.items, queue.bytes) == (0, 0, 0)


def finish(queue: ExportQueue, attempt: Attempt, now: float, chance: float) -> list[int]:
    payloads = [id(payload) for payload in attempt.batch.payloads]
    if chance < 0.5:
        queue.succeeded(attempt)
        return payloads
    if chance < 0.8:
        assert queue.failed(attempt, now, None) is not None
        return []
    return [] if queue.refused(attempt) else payloads
