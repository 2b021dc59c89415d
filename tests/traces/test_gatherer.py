"""A trace is complete when its root has ended and it was quiet, and goes on as partial when that cannot be awaited."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Metadata, Payload
from otelevals.otlp.signals import Signal
from otelevals.traces import alarms
from otelevals.traces import gatherer as module
from otelevals.traces.gatherer import Done, Gatherer, Limits, Waits
from tests.processors.build import payload
from tests.traces.build import LOCAL, REMOTE, span, spans

TOO_LATE = "it took more than 600 seconds"
NO_ROOT = "its root has not come"
MISSING = "a span is missing that others are under"
PUSHED_OUT = "it was pushed out of memory"
SERVER = Span.SPAN_KIND_SERVER


def gatherer(
    *, traces: int = 1000, spans: int = 1000, size: int = 10**9, fixed: float | None = None, keep: bool = True
) -> Gatherer:
    return Gatherer(Limits(traces, spans, size), Waits(2.0, 10.0, 600.0, fixed), keep=keep)


def add(subject: Gatherer, *messages: Span, now: float = 0.0, metadata: Metadata = ()) -> None:
    assert subject.add(payload(*messages), metadata, now) is None


def seen(done: Iterable[Done]) -> list[tuple[str, int, str]]:
    """The traces that went on, by the last digit of their ids, how many spans they had, and what they lack."""
    return [(each.trace.trace_id.hex().lstrip("0"), each.trace.spans, each.completion.partial) for each in done]


def waits_until(subject: Gatherer, due: float) -> None:
    """Nothing goes on before that time."""
    at = subject.due()
    while at is not None and at < due:
        assert seen(subject.ripe(at)) == []
        at = subject.due()
    assert at == due


@pytest.fixture(params=[True, False], ids=["kept", "watched"])
def subject(request: pytest.FixtureRequest) -> Gatherer:
    return gatherer(keep=request.param)


# When a trace is complete


def test_a_trace_is_complete_when_its_root_came_and_it_was_quiet(subject: Gatherer) -> None:
    add(subject, span(1, 3, 2, flags=LOCAL))
    add(subject, span(1, 2, 1, flags=LOCAL), now=1)
    add(subject, span(1, 1), now=8)
    waits_until(subject, 10)
    assert seen(subject.ripe(10)) == [("1", 3, "")]
    assert subject.due() is None
    assert seen(subject.everything()) == []


def test_what_comes_after_the_root_is_waited_for_anew(subject: Gatherer) -> None:
    add(subject, span(1, 1))
    add(subject, span(1, 2, 1), now=1.5)
    waits_until(subject, 3.5)
    assert seen(subject.ripe(3.5)) == [("1", 2, "")]


def test_without_a_root_it_is_complete_when_all_missing_parents_are_remote(subject: Gatherer) -> None:
    add(subject, span(1, 2, 9, flags=REMOTE), span(1, 3, 8, kind=SERVER), span(1, 4, 3, flags=LOCAL))
    add(subject, span(1, 5, 7, kind=SERVER, flags=1))
    waits_until(subject, 10)
    assert seen(subject.ripe(10)) == [("1", 4, "")]


def test_without_a_root_it_is_partial_when_nobody_knows_where_parents_are(subject: Gatherer) -> None:
    add(subject, span(1, 2, 9, flags=REMOTE), span(1, 3, 8))
    waits_until(subject, 10)
    assert seen(subject.ripe(10)) == [("1", 2, NO_ROOT)]


def test_a_parent_in_the_same_process_is_still_running_and_waited_for(subject: Gatherer) -> None:
    add(subject, span(1, 2, 9, flags=LOCAL), span(1, 3, 8, flags=REMOTE))
    waits_until(subject, 600)
    assert seen(subject.ripe(600)) == [("1", 2, TOO_LATE)]


def test_when_that_parent_came_the_trace_is_waited_for_as_any(subject: Gatherer) -> None:
    add(subject, span(1, 2, 9, flags=LOCAL))
    assert seen(subject.ripe(10)) == []
    add(subject, span(1, 9, 5, flags=REMOTE), now=100)
    waits_until(subject, 110)
    assert seen(subject.ripe(110)) == [("1", 2, "")]


def test_a_parent_that_came_first_is_not_missing(subject: Gatherer) -> None:
    add(subject, span(1, 9, 5, flags=REMOTE), span(1, 2, 9, flags=LOCAL))
    add(subject, span(1, 3, 9, flags=LOCAL), now=1)
    waits_until(subject, 11)
    assert seen(subject.ripe(11)) == [("1", 3, "")]


def test_a_root_ends_the_waiting_for_a_parent(subject: Gatherer) -> None:
    add(subject, span(1, 2, 9, flags=LOCAL))
    assert seen(subject.ripe(10)) == []
    add(subject, span(1, 1), now=100)
    waits_until(subject, 102)


def test_it_is_partial_when_a_parent_in_the_same_process_never_came(subject: Gatherer) -> None:
    add(subject, span(1, 2, 9, flags=LOCAL), span(1, 1))
    waits_until(subject, 2)
    assert seen(subject.ripe(2)) == [("1", 2, MISSING)]


@pytest.mark.parametrize("flags", [0, REMOTE])
def test_it_is_complete_when_a_parent_is_elsewhere(subject: Gatherer, flags: int) -> None:
    add(subject, span(1, 2, 9, flags=flags), span(1, 1))
    assert seen(subject.ripe(2)) == [("1", 2, "")]


def test_parents_may_be_in_an_earlier_part(subject: Gatherer) -> None:
    add(subject, span(1, 3, 1))
    assert seen(subject.ripe(10)) == [("1", 1, NO_ROOT)]
    add(subject, span(1, 2, 3, flags=LOCAL), span(1, 1), now=20)
    assert seen(subject.ripe(22)) == [("1", 2, "")]
    add(subject, span(1, 4, 2, flags=LOCAL), now=30)
    assert seen(subject.ripe(32)) == [("1", 1, "")]


def test_a_trace_that_is_never_quiet_goes_on_at_the_limit(subject: Gatherer) -> None:
    add(subject, span(1, 1))
    for second in range(1, 600):
        add(subject, span(1, 1 + second, 1), now=second)
        assert seen(subject.ripe(second)) == []
    assert seen(subject.ripe(600)) == [("1", 600, TOO_LATE)]


def test_a_complete_trace_is_no_partial_one_because_somebody_was_slow(subject: Gatherer) -> None:
    add(subject, span(1, 2, 1), span(1, 1))
    assert seen(subject.ripe(5000)) == [("1", 2, "")]


@pytest.mark.parametrize(
    ("messages", "partial"),
    [
        ([span(1, 1), span(1, 2, 9, flags=LOCAL)], MISSING),
        ([span(1, 1), span(1, 2, 9)], ""),
        ([span(1, 2, 9, flags=REMOTE)], ""),
        ([span(1, 2, 9, flags=LOCAL)], NO_ROOT),
    ],
)
def test_a_fixed_wait_counts_from_the_first_span(messages: list[Span], partial: str) -> None:
    subject = gatherer(fixed=1.0)
    add(subject, *messages)
    add(subject, *messages, now=0.9)
    waits_until(subject, 1)
    assert seen(subject.ripe(1)) == [("1", 2 * len(messages), partial)]


# Late spans


def test_late_spans_of_a_complete_trace_wait_only_for_quiet(subject: Gatherer) -> None:
    add(subject, span(1, 1))
    assert seen(subject.ripe(2)) == [("1", 1, "")]
    add(subject, span(1, 2, 1, flags=LOCAL), now=60)
    waits_until(subject, 62)
    assert seen(subject.ripe(62)) == [("1", 1, "")]


def test_late_spans_of_a_partial_trace_wait_for_its_root(subject: Gatherer) -> None:
    add(subject, span(1, 2, 1))
    assert seen(subject.ripe(10)) == [("1", 1, NO_ROOT)]
    add(subject, span(1, 3, 1), now=20)
    waits_until(subject, 30)
    add(subject, span(1, 1), now=25)
    assert seen(subject.ripe(27)) == [("1", 2, "")]


def test_the_root_of_a_trace_that_was_pushed_out_is_not_waited_for_again() -> None:
    subject = gatherer(traces=1)
    add(subject, span(1, 1))
    add(subject, span(2, 1), now=1)
    assert seen(subject.surplus()) == [("1", 1, PUSHED_OUT)]
    add(subject, span(1, 2, 1, flags=LOCAL), now=1)
    assert seen(subject.surplus()) == [("2", 1, PUSHED_OUT)]
    waits_until(subject, 3)


def test_only_the_latest_traces_that_left_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    subject = gatherer()
    add(subject, *(span(trace, 1) for trace in (1, 2, 3)))
    assert len(seen(subject.ripe(2))) == 3
    add(subject, *(span(trace, 2, 1) for trace in (1, 2, 3)), now=10)
    assert seen(subject.ripe(12)) == [("2", 1, ""), ("3", 1, "")]
    assert seen(subject.ripe(20)) == [("1", 1, NO_ROOT)]


# What belongs to which trace


def test_what_came_with_other_metadata_is_another_trace(subject: Gatherer) -> None:
    blue, red = (("tenant", "blue"),), (("tenant", "red"),)
    add(subject, span(1, 2, 1), metadata=blue)
    add(subject, span(1, 1), metadata=red)
    add(subject, span(1, 1))
    done = list(subject.ripe(2))
    assert [each.trace.metadata for each in done] == [red, ()]
    assert seen(subject.ripe(10)) == [("1", 1, NO_ROOT)]


def test_spans_without_a_trace_are_given_back(subject: Gatherer) -> None:
    raws = [
        span(1, 1, trace_id=bytes(16)).SerializeToString(),
        span(1, 1, trace_id=b"").SerializeToString(),
        span(1, 1, trace_id=b"\x01" * 8).SerializeToString(),
        span(1, 1, trace_id=b"\x01" * 500_000).SerializeToString(),
        b"\x0a\x09broken",
        b"",
    ]
    received = payload(span(1, 1))
    mixed = received.with_parts([[raws[0], *received.parts[0], *raws[1:]]])
    assert mixed is not None
    assert subject.add(mixed, (), 0.0) == [raws]
    assert (len(subject), subject.spans) == (1, 1)
    alone = mixed.with_parts([raws])
    assert alone is not None
    assert subject.add(alone, (), 0.0) == [raws]
    assert (len(subject), subject.spans) == (1, 1)


def test_copies_of_a_span_go_on_with_it(subject: Gatherer) -> None:
    add(subject, span(1, 2, 1), span(1, 2, 1), span(1, 1))
    add(subject, span(1, 1), now=1)
    assert seen(subject.ripe(3)) == [("1", 4, "")]


def test_spans_go_on_in_the_order_in_which_they_came_under_what_they_came() -> None:
    subject = gatherer()
    first, second = payload(span(1, 2, 1), scope="one"), payload(span(1, 1), scope="two")
    subject.add(first, (), 0.0)
    subject.add(second, (), 0.0)
    ((trace, _, _),) = subject.ripe(2)
    assert trace.raws == [first.parts[0][0], second.parts[0][0]]
    assert [origin.envelope.group.scopes[0].scope[0] for origin in trace.origins] == [b"\x0a\x03one", b"\x0a\x03two"]


def test_scopes_that_lost_their_spans_before_move_nothing() -> None:
    subject = gatherer()
    first, second = payload(span(1, 3, 1), scope="one"), payload(span(1, 2, 1), scope="two")
    left = Payload.received(Signal.TRACES, first.raw + second.raw).map_spans(
        lambda each: None if each.message.name == "1.3" else each.raw
    )
    assert left is not None
    subject.add(left, (), 0.0)
    ((trace, _, _),) = subject.everything()
    assert [origin.envelope.group.scopes[0].scope[0] for origin in trace.origins] == [b"\x0a\x03two"]


# Bounds


def test_traces_that_were_quiet_for_longest_are_pushed_out() -> None:
    subject = gatherer(traces=3)
    for number in (1, 2, 3):
        subject.add(spans(number, 1), (), 0.0)
    subject.add(spans(1, 2), (), 1.0)
    subject.add(spans(4, 1), (), 2.0)
    assert seen(subject.surplus()) == [("2", 1, PUSHED_OUT)]
    assert seen(subject.surplus()) == []


def test_watched_traces_are_pushed_out_when_their_spans_have_passed() -> None:
    subject = gatherer(traces=1, keep=False)
    subject.add(spans(1, 1), (), 0.0)
    subject.add(spans(2, 1), (), 0.0)
    assert seen(subject.surplus()) == []
    due = subject.due()
    assert due is not None
    assert due <= 0
    assert seen(subject.ripe(0.0)) == [("1", 1, PUSHED_OUT)]
    waits_until(subject, 10)


@pytest.mark.parametrize("limit", [{"spans": 3}, {"size": 2000}])
def test_a_trace_that_alone_is_too_large_goes_on_at_once(limit: Any) -> None:
    subject = gatherer(**limit)
    subject.add(spans(1, 1, 2, 3, 4), (), 0.0)
    assert seen(subject.surplus()) == [("1", 4, PUSHED_OUT)]
    assert (len(subject), subject.spans, subject.bytes) == (0, 0, 0)


def test_large_metadata_counts() -> None:
    subject, huge = gatherer(), (("authorization", "x" * 100_000),)
    subject.add(spans(1, 1), huge, 0.0)
    assert subject.bytes > 100_000
    assert len(seen(subject.everything())) == 1
    assert subject.bytes == 0


def test_large_resources_count_once_for_as_long_as_a_span_needs_them() -> None:
    subject = gatherer(size=250_000)
    for number in (1, 3, 5):
        request = payload(span(number, 1), span(number + 1, 1), resource={"command": "x" * 100_000})
        subject.add(request, (), 0.0)
        assert subject.bytes > 100_000
    done = list(subject.surplus())
    assert seen(done) == [("1", 1, PUSHED_OUT), ("2", 1, PUSHED_OUT)]
    assert [each.size > 100_000 for each in done] == [False, True]
    assert 200_000 < subject.bytes < 210_000
    assert len(list(subject.everything())) == 4
    assert subject.bytes == 0


def test_alarms_are_as_many_as_traces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "_SPARED", 10)
    subject = gatherer(traces=5)
    for number in range(1, 500):
        add(subject, span(number, 2, 1), now=number / 1000)
        add(subject, span(number, 1), now=number / 1000)
        assert len(seen(subject.surplus())) == (number > 5)
        assert len(subject._alarms) <= 10 + 2 * 6  # the one that is pushed out is there first
    assert len(seen(subject.ripe(10))) == 5
    assert subject.due() is None


SPANS = st.tuples(
    st.integers(0, 5),
    st.integers(1, 6),
    st.integers(0, 6),
    st.sampled_from([0, LOCAL, REMOTE]),
    st.integers(0, 500),
)
STEPS = st.one_of(
    st.tuples(st.just("add"), st.lists(SPANS, max_size=6), st.sampled_from([(), (("tenant", "blue"),)])),
    st.tuples(st.just("wait"), st.floats(0, 30) | st.floats(0, 700)),
)


def check_sums(subject: Gatherer) -> None:
    traces = subject._traces.values()
    assert subject.spans == sum(trace.spans for trace in traces)
    envelopes = {origin.envelope for trace in traces for origin in trace.origins}
    assert subject.bytes == sum(trace.size for trace in traces) + sum(envelope.size for envelope in envelopes)


@given(
    st.lists(STEPS, max_size=40),
    st.integers(1, 6),
    st.integers(1, 20),
    st.integers(1, 20_000),
    st.sampled_from([None, 5.0]),
    st.booleans(),
)
def test_whatever_comes_goes_on_once_with_its_trace_within_the_bounds(
    steps: list[Any], traces: int, most_spans: int, size: int, fixed: float | None, keep: bool
) -> None:
    subject = gatherer(traces=traces, spans=most_spans, size=size, fixed=fixed, keep=keep)
    now, came, went = 0.0, 0, 0
    for kind, *arguments in steps:
        done: list[Done] = []
        if kind == "add":
            messages = [
                span(number, me, parent, flags=flags, name="x" * length)
                for number, me, parent, flags, length in arguments[0]
            ]
            strays = subject.add(payload(*messages), arguments[1], now) or []
            came += len(messages) - sum(map(len, strays))
            done += subject.surplus() if keep else subject.ripe(now)
            assert (len(subject) <= traces, subject.spans <= most_spans, subject.bytes <= size) == (True, True, True)
        else:
            now += arguments[0]
            done += subject.ripe(now)
            due = subject.due()
            assert due is None or due > now
        check_sums(subject)
        went += sum(each.trace.spans for each in done)
        for each in done:
            assert len(each.trace.raws) == (each.trace.spans if keep else 0)
            assert {raw[2:18] for raw in each.trace.raws} <= {each.trace.trace_id}
    went += sum(each.trace.spans for each in subject.everything())
    assert went == came
    assert (len(subject), subject.spans, subject.bytes, subject.due()) == (0, 0, 0, None)
