"""Traces are held back until they are complete, or watched passing; what cannot be gathered passes."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from otelevals.api.batch import Batch, Payload
from otelevals.api.gathering import Completion
from otelevals.api.trace_key import TraceKey
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import Account
from otelevals.processors.group_by_trace import GroupByTraceProcessor
from otelevals.testing import context
from tests.processors.build import batch, names_of, payload
from tests.strategies import requests
from tests.traces.build import LOCAL, span, trace_id

STOPPED = "the pipeline stopped"


def processor(**options: Any) -> GroupByTraceProcessor:
    return GroupByTraceProcessor(GroupByTraceProcessor.Config.model_validate(options), context("group_by_trace"))


def under(account: Any, *messages: Any) -> Payload:
    result = payload(*messages)
    result.account = account
    return result


def account(*, durable: bool) -> Account:
    keep: Any = (lambda *arguments: None) if durable else None
    return Account([], lambda *end: None, lambda *refused: True, set_aside=keep)


def sample(subject: GroupByTraceProcessor, name: str) -> float:
    return subject.context.telemetry.value(name, processor="group_by_trace")


def counts(subject: GroupByTraceProcessor) -> list[float]:
    names = ("traces_released_total", "spans_released_total", "incomplete_releases_total", "traces_evicted_total")
    return [sample(subject, f"otelcol_processor_groupbytrace_{name}") for name in names]


class Listener:
    def __init__(self) -> None:
        self.told: list[tuple[TraceKey, str]] = []

    def __call__(self, key: TraceKey, completion: Completion, /) -> None:
        self.told.append((key, completion.partial))


# Held back


def test_spans_are_held_until_their_trace_is_complete() -> None:
    subject = processor()
    assert list(subject.take(batch(payload(span(1, 2, 1), span(2, 2, 1))), 0.0)) == []
    assert list(subject.take(batch(payload(span(1, 1))), 5.0)) == []
    assert subject.due() is not None
    assert list(subject.tick(6.9)) == []
    (sent,) = subject.tick(7.0)
    assert names_of(sent) == ["1.2", "1.1"]
    (gathering,) = {part.gathering for part in sent.payloads}
    assert gathering is not None
    assert gathering.completion(trace_id(1)) == Completion()
    (rest,) = subject.drain()
    assert names_of(rest) == ["2.2"]
    assert rest.payloads[0].gathering is not None
    assert rest.payloads[0].gathering.completion(trace_id(2)) == Completion(STOPPED)
    assert (list(subject.drain()), subject.due()) == ([], None)
    assert counts(subject) == [2, 3, 1, 0]


def test_traces_for_which_there_is_no_room_go_on() -> None:
    subject = processor(num_traces=2)
    subject.start()
    (sent,) = subject.take(batch(payload(span(1, 2, 1), span(2, 2, 1), span(3, 2, 1))), 0.0)
    assert names_of(sent) == ["1.2"]
    assert counts(subject) == [1, 1, 1, 1]
    assert sample(subject, "otelcol_processor_groupbytrace_num_traces_in_memory") == 2
    assert sample(subject, "otelcol_processor_groupbytrace_conf_num_traces") == 2
    assert sample(subject, "otelevals_processor_groupbytrace_bytes_in_memory") > 2 * 1500


def test_what_belongs_to_no_trace_passes_at_once_with_its_account() -> None:
    subject, one = processor(), account(durable=True)
    (sent,) = subject.take(batch(under(one, span(1, 1), span(1, 2, trace_id=b""))), 0.0)
    assert names_of(sent) == ["1.2"]
    assert sent.payloads[0].account is one
    assert sent.payloads[0].gathering is None
    assert list(subject.rest()) == []


def test_what_comes_again_is_not_given_as_partial() -> None:
    subject, kept, other = processor(), account(durable=True), account(durable=False)
    blue = (("tenant", "blue"),)
    subject_in = [
        batch(under(kept, span(1, 2, 1), span(2, 2, 1))),
        batch(under(other, span(1, 3, 1)), payload(span(1, 4, 1))),
        batch(under(kept, span(3, 2, 1)), metadata=blue),
    ]
    assert [list(subject.take(each, 0.0)) for each in subject_in] == [[]] * 3
    (sent,) = subject.drain()
    assert [(part.account, names_of(part)) for part in sent.payloads] == [(other, ["1.3"]), (None, ["1.4"])]
    rest = list(subject.rest())
    assert [(each.metadata, [part.account for part in each.payloads]) for each in rest] == [
        ((), [kept]),
        (blue, [kept]),
    ]
    assert [names_of(each) for each in rest] == [["1.2", "2.2"], ["3.2"]]
    assert list(subject.rest()) == []
    assert counts(subject) == [1, 2, 1, 0]


# Watched passing


def test_spans_pass_and_listeners_hear_when_their_trace_is_complete() -> None:
    subject, listener = processor(hold="none"), Listener()
    given = payload(span(1, 2, 1, flags=LOCAL), span(2, 1))
    (sent,) = subject.take(batch(given), 0.0)
    assert sent.payloads[0].raw == given.raw
    gathering = sent.payloads[0].gathering
    assert gathering is not None
    assert gathering.completion(trace_id(1)) is None
    gathering.listen(listener)
    gathering.listen(listener)
    assert list(subject.tick(2.0)) == []
    assert listener.told == [(trace_id(2), "")]
    assert list(subject.tick(600.0)) == []
    assert listener.told[1:] == [(trace_id(1), "it took more than 600 seconds")]
    assert counts(subject) == [2, 2, 1, 0]


def test_requests_are_followed_until_all_their_traces_are_complete() -> None:
    subject = processor(hold="none", num_traces=2)
    done = Counter[Any]()
    subject.followed_up = lambda account, items: done.update({account: items})
    first, second = account(durable=True), account(durable=True)
    list(subject.take(batch(under(first, span(1, 1), span(1, 2, 1), span(2, 2, 1), span(2, 2, trace_id=b""))), 0.0))
    assert done == {first: 1}  # what belongs to no trace
    list(subject.take(batch(under(second, span(1, 3, 1), span(3, 2, 1))), 0.0))
    list(subject.tick(0.0))
    assert done == {first: 2}  # the second trace had to go
    list(subject.tick(2.0))
    assert done == {first: 4, second: 1}
    assert list(subject.drain()) == []
    assert done == {first: 4, second: 1}  # the last one comes again
    assert (subject.follows_up, processor().follows_up) == (True, False)


def test_without_a_journal_open_traces_are_announced_at_the_end() -> None:
    subject, listener = processor(hold="none"), Listener()
    (passed,) = subject.take(batch(payload(span(1, 2, 1, flags=LOCAL))), 0.0)
    gathering = passed.payloads[0].gathering
    assert gathering is not None
    gathering.listen(listener)
    list(subject.take(batch(under(account(durable=True), span(2, 2, 1, flags=LOCAL))), 0.0))
    assert list(subject.drain()) == []
    assert listener.told == [(trace_id(1), STOPPED)]


def test_a_listener_that_fails_costs_no_trace_and_no_request() -> None:
    subject, listener, done = processor(hold="none"), Listener(), Counter[Any]()
    subject.followed_up = lambda account, items: done.update({account: items})

    def fail(key: TraceKey, completion: Completion) -> None:
        listener(key, completion)
        raise ValueError(f"listener failed on {key[-1]!r}")

    request = account(durable=True)
    (sent,) = subject.take(batch(under(request, span(1, 1), span(2, 1))), 0.0)
    gathering = sent.payloads[0].gathering
    assert gathering is not None
    gathering.listen(fail)
    gathering.listen(other := Listener())
    with pytest.raises(ValueError, match="listener failed on 2"):
        list(subject.tick(2.0))
    assert other.told == listener.told
    assert [trace for trace, _ in listener.told] == [trace_id(1), trace_id(2)]
    assert (done, counts(subject), subject.due()) == ({request: 2}, [2, 2, 0, 0], None)


@pytest.mark.parametrize("hold", ["all", "none"])
def test_traces_that_were_given_up_while_a_span_had_not_ended_are_counted(hold: str) -> None:
    subject = processor(hold=hold)
    name = "otelevals_processor_groupbytrace_parents_given_up_total"
    list(subject.take(batch(payload(span(1, 2, 1, flags=LOCAL), span(2, 2, 1))), 0.0))
    list(subject.tick(10.0))
    assert sample(subject, name) == 0
    list(subject.tick(600.0))
    assert sample(subject, name) == 1


# Options


def test_a_wait_of_the_collector_takes_the_place_of_the_others() -> None:
    subject = processor(wait_duration="1s", num_workers=4, discard_orphans=False, store_on_disk=False)
    list(subject.take(batch(payload(span(1, 1))), 0.0))
    list(subject.take(batch(payload(span(1, 2, 1))), 0.9))
    (sent,) = subject.tick(1.0)
    assert names_of(sent) == ["1.1", "1.2"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"discard_orphans": True}, "not available, as in the Collector"),
        ({"store_on_disk": True}, "not available, as in the Collector"),
        ({"hold": "some"}, "all"),
        ({"num_traces": 0}, "greater than or equal to 1"),
        ({"idle": "-1s"}, "expected a duration that is not negative"),
    ],
)
def test_what_it_cannot_do_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        GroupByTraceProcessor.Config.model_validate(options)


@pytest.mark.parametrize(
    ("options", "seconds"),
    [({}, 600), ({"max_wait": "5s"}, 5), ({"wait_duration": "1s"}, 1), ({"hold": "none"}, 0)],
)
def test_it_says_how_long_it_may_hold_spans(options: dict[str, Any], seconds: float) -> None:
    assert processor(**options).longest_hold == seconds


def raws(batches: list[Batch]) -> Counter[bytes]:
    return Counter(raw for each in batches for part in each.payloads for raws in part.parts for raw in raws)


@given(st.lists(requests(Signal.TRACES, nan=True, unknown=True), max_size=4), st.integers(1, 5), st.booleans())
def test_every_span_goes_on_once_byte_for_byte(messages: list[Any], limit: int, hold: bool) -> None:
    subject = processor(hold="all" if hold else "none", num_traces=limit)
    given_ = [batch(Payload.received(Signal.TRACES, message.SerializeToString())) for message in messages]
    sent = [result for each in given_ for result in subject.take(each, 0.0)]
    sent += [*subject.tick(5.0), *subject.drain()]
    assert raws(sent) == raws(given_)
    assert all(part.items == sum(map(len, part.parts)) for each in sent for part in each.payloads)
