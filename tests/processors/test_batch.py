"""The batch processor waits for larger batches, mixes no metadata, and loses and reorders nothing."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.otlp.signals import Signal
from otelevals.processors.batch import BatchProcessor
from otelevals.testing import context
from tests.processors.build import batch, names_of, payload, span
from tests.strategies import requests


def processor(**options: Any) -> BatchProcessor:
    return BatchProcessor(BatchProcessor.Config(**options), context("batch"))


def spans(count: int, start: int = 0) -> Payload:
    return payload(*(span(str(number)) for number in range(start, start + count)))


def sizes(batches: Iterable[Batch]) -> list[int]:
    return [batch.items for batch in batches]


def sample(subject: BatchProcessor, name: str) -> float:
    return subject.context.telemetry.value(f"otelcol_processor_batch_{name}", processor="batch")


def test_data_waits_for_the_timeout_of_what_came_first() -> None:
    subject = processor(timeout="200ms")
    assert subject.due() is None
    assert subject.take(batch(spans(2)), 10.0) == []
    assert subject.take(batch(spans(3)), 10.1) == []
    assert subject.due() == pytest.approx(10.2)
    assert sizes(subject.tick(10.1)) == []
    assert sizes(subject.tick(10.3)) == [5]
    assert subject.due() is None
    assert sample(subject, "timeout_trigger_send_total") == 1
    assert sample(subject, "batch_send_size_sum") == 5


def test_a_full_batch_goes_at_once_with_the_requests_apart() -> None:
    subject = processor(send_batch_size=4)
    first, second = spans(2), spans(3)
    assert subject.take(batch(first), 1.0) == []
    (sent,) = subject.take(batch(second), 1.1)
    assert sent.payloads == (first, second)
    assert subject.due() is None
    assert sample(subject, "batch_size_trigger_send_total") == 1


@pytest.mark.parametrize("options", [{"timeout": 0}, {"send_batch_size": 0}])
def test_without_a_timeout_or_a_size_nothing_waits(options: dict[str, Any]) -> None:
    subject = processor(**options, send_batch_max_size=8192)
    assert sizes(subject.take(batch(spans(3)), 1.0)) == [3]
    assert subject.due() is None


def test_only_a_request_that_is_too_large_is_divided() -> None:
    subject = processor(send_batch_size=4, send_batch_max_size=4)
    whole = spans(3)
    sent = subject.take(batch(whole, spans(10)), 1.0)
    assert sizes(sent) == [3, 4, 4]
    assert sent[0].payloads == (whole,)
    assert sizes(subject.drain()) == [2]


def test_what_remains_after_a_full_batch_waits_anew() -> None:
    subject = processor(send_batch_size=4, send_batch_max_size=4, timeout="1s")
    subject.take(batch(spans(3)), 1.0)
    assert sizes(subject.take(batch(spans(3)), 1.5)) == [3]
    assert subject.due() == 2.5
    assert sizes(subject.tick(2.5)) == [3]


def test_metrics_are_divided_between_metrics_by_their_data_points() -> None:
    message = Signal.METRICS.wire.request()
    metrics = message.resource_metrics.add().scope_metrics.add().metrics  # type: ignore[attr-defined]
    for points in (1, 0, 5, 2, 0, 0):
        added = metrics.add(name=str(points))
        for _ in range(points):
            added.sum.data_points.add()
    received = Payload.received(Signal.METRICS, message.SerializeToString())
    subject = processor(send_batch_size=3, send_batch_max_size=3)
    sent = [*subject.take(Batch(Signal.METRICS, (received,)), 1.0), *subject.drain()]
    assert sum(sizes(sent)) == 8
    assert max(size for size in sizes(sent) if size != 5) <= 3
    joined = Signal.METRICS.wire.request.FromString(b"".join(part.body() for part in sent))
    names = [m.name for g in joined.resource_metrics for s in g.scope_metrics for m in s.metrics]  # type: ignore[attr-defined]
    assert names == ["1", "0", "5", "2", "0", "0"]


def test_different_metadata_is_never_merged() -> None:
    subject = processor(timeout="1s")
    blue: Metadata = (("tenant", "blue"),)
    red: Metadata = (("tenant", "red"),)
    subject.take(batch(spans(1), metadata=blue), 1.0)
    subject.take(batch(spans(2), metadata=red), 1.5)
    subject.take(batch(spans(3), metadata=blue), 1.6)
    assert sample(subject, "metadata_cardinality") == 2
    assert [(part.metadata, part.items) for part in subject.tick(2.0)] == [(blue, 4)]
    assert [(part.metadata, part.items) for part in subject.tick(2.5)] == [(red, 2)]
    assert sample(subject, "metadata_cardinality") == 0


def test_metadata_keys_choose_what_keeps_batches_apart_and_what_is_kept() -> None:
    subject = processor(metadata_keys=["Tenant"])
    subject.take(batch(spans(1), metadata=(("user-agent", "a"), ("tenant", "blue"))), 1.0)
    subject.take(batch(spans(2), metadata=(("tenant", "blue"), ("user-agent", "b"))), 1.0)
    subject.take(batch(spans(3), metadata=(("user-agent", "a"),)), 1.0)
    subject.take(batch(spans(4), metadata=(("tenant", ""),)), 1.0)
    sent = [(part.metadata, part.items) for part in subject.drain()]
    assert sent == [((("tenant", "blue"),), 3), ((), 3), ((("tenant", ""),), 4)]


def test_more_sets_of_metadata_than_allowed_are_sent_unbatched() -> None:
    subject = processor(metadata_keys=["tenant"], metadata_cardinality_limit=1)
    subject.take(batch(spans(1), metadata=(("tenant", "blue"),)), 1.0)
    sent = subject.take(batch(spans(2), metadata=(("tenant", "red"),)), 1.0)
    assert [(part.metadata, part.items) for part in sent] == [((("tenant", "red"),), 2)]
    assert subject.take(batch(spans(1), metadata=(("tenant", "blue"),)), 1.0) == []
    telemetry = subject.context.telemetry
    assert telemetry.value("otelevals_processor_batch_unbatched_total", processor="batch") == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"send_batch_size": 5, "send_batch_max_size": 4},
            "send_batch_max_size must not be less than send_batch_size",
        ),
        ({"metadata_keys": ["a", "A"]}, "metadata_keys names 'a' more than once (case does not matter)"),
        ({"timeout": "-1s"}, "expected a duration that is not negative"),
    ],
)
def test_options_that_contradict_each_other_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        BatchProcessor.Config(**options)
    assert message in str(caught.value)


@given(
    arrivals=st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ab"), st.floats(0, 0.3)), max_size=20),
    size=st.integers(0, 12),
    room=st.integers(0, 6),
    limit=st.integers(0, 2),
)
def test_every_span_goes_on_once_in_the_order_of_its_metadata(
    arrivals: list[tuple[int, str, float]], size: int, room: int, limit: int
) -> None:
    maximum = size + room if room else 0
    subject = processor(send_batch_size=size, send_batch_max_size=maximum, metadata_cardinality_limit=limit)
    now, number, given_names, sent = 100.0, 0, [], []
    for count, tenant, wait in arrivals:
        now += wait
        if (due := subject.due()) is not None and due <= now:
            sent += subject.tick(now)
        taken = batch(spans(count, number), metadata=(("tenant", tenant),))
        given_names += [(tenant, name) for name in names_of(taken)]
        number += count
        sent += subject.take(taken, now)
        assert maximum == 0 or max(sizes(sent), default=0) <= maximum
    sent += subject.drain()
    assert subject.due() is None
    for tenant in "ab":
        got = [name for part in sent if part.metadata == (("tenant", tenant),) for name in names_of(part)]
        assert got == [name for of, name in given_names if of == tenant]


@given(st.sampled_from(Signal).flatmap(lambda s: st.tuples(st.just(s), requests(s, unknown=True))), st.integers(1, 3))
def test_dividing_ends_and_keeps_every_item(case: tuple[Signal, Any], size: int) -> None:
    signal, request = case
    received = Payload.received(signal, request.SerializeToString())
    subject = processor(send_batch_size=1, send_batch_max_size=size)
    sent = [*subject.take(Batch(signal, (received,)), 1.0), *subject.drain()]
    assert sum(sizes(sent)) == received.items
