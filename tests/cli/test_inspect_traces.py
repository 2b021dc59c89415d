"""What is inspected is gathered by traces, and a trace is given when nothing more of it is expected."""

from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.batch import Payload
from otelevals.cli.inspect_traces import Gathered, Traces
from otelevals.otlp.signals import Signal
from otelevals.testing import trace_payload


def spans(*given: tuple[int, int, int]) -> Payload:
    """A request with spans of these traces and ids, and parents."""
    request: Any = Signal.TRACES.wire.request()
    found = request.resource_spans.add().scope_spans.add().spans
    for trace, span, parent in given:
        parent_id = parent.to_bytes(8) if parent else b""
        trace_id = trace.to_bytes(16) if trace else b""
        found.append(SpanMessage(trace_id=trace_id, span_id=span.to_bytes(8), parent_span_id=parent_id, name=str(span)))
    return Payload.received(Signal.TRACES, request.SerializeToString())


def logs(*given: tuple[int, int, str]) -> Payload:
    """A request with messages for spans of these traces and ids."""
    request: Any = Signal.LOGS.wire.request()
    records = request.resource_logs.add().scope_logs.add().log_records
    for trace, span, text in given:
        record = records.add(event_name="gen_ai.user.message", trace_id=trace.to_bytes(16), span_id=span.to_bytes(8))
        record.body.kvlist_value.values.add(key="content").value.string_value = text
    return Payload.received(Signal.LOGS, request.SerializeToString())


def ids(traces: list[Gathered]) -> list[list[int]]:
    return [[int.from_bytes(span.ids.span_id) for span in trace.spans] for trace in traces]


def test_a_trace_is_complete_when_its_root_is_here_and_it_was_quiet_for_a_second() -> None:
    traces = Traces()
    traces.add(spans((1, 2, 1)), 10.0)
    assert traces.wait(10.0) == 5.0
    traces.add(spans((1, 1, 0)), 12.0)
    assert traces.wait(12.5) == 0.5
    assert ids(list(traces.complete(12.9))) == []
    assert ids(list(traces.complete(13.0))) == [[2, 1]]
    assert traces.wait(13.0) is None


def test_a_trace_without_its_root_is_complete_after_five_seconds() -> None:
    traces = Traces()
    traces.add(spans((1, 2, 1)), 10.0)
    traces.add(spans((2, 1, 0)), 12.0)
    assert traces.wait(12.0) == 1.0
    assert ids(list(traces.complete(13.0))) == [[1]]
    assert traces.wait(13.0) == 2.0
    assert ids(list(traces.complete(15.0))) == [[2]]


def test_what_is_left_is_given_in_the_order_in_which_it_began_to_come() -> None:
    traces = Traces()
    for payload in (spans((1, 1, 0), (2, 2, 0)), spans((0, 3, 0), (0, 4, 0)), spans((1, 5, 1))):
        assert traces.add(payload) == []
    assert list(traces.complete()) == []
    assert ids(list(traces.rest())) == [[1, 5], [2], [3], [4]]
    assert list(traces.rest()) == []


def test_what_there_is_no_room_for_is_given_without_the_rest_of_its_trace() -> None:
    traces = Traces(limit=100)
    traces.add(spans((1, 2, 1), (2, 3, 1), (1, 4, 2)))
    (oldest,) = traces.complete()
    assert (ids([oldest]), oldest.whole) == ([[3]], False)
    (other,) = traces.rest()
    assert (ids([other]), other.whole) == ([[2, 4]], True)


def test_log_events_wait_for_their_span_and_are_joined_to_it() -> None:
    traces = Traces()
    traces.add(logs((1, 1, "Where?"), (1, 9, "Who?")), 1.0)
    request = trace_payload([{"gen_ai.operation.name": "chat"}])
    traces.add(request, 5.0)
    (found,) = traces.complete(6.0)
    (view,) = found.trace.interactions
    assert (view.input, found.joined) == ("Where?", {view.span.ids.span_id: 1})
    assert [log.event.interaction.input for log in found.loose] == ["Who?"]


def test_log_records_that_are_not_about_genai_are_counted() -> None:
    traces = Traces()
    request: Any = Signal.LOGS.wire.request()
    request.resource_logs.add().scope_logs.add().log_records.add(event_name="request")
    assert traces.add(Payload.received(Signal.LOGS, request.SerializeToString())) == []
    assert (traces.plain_logs, list(traces.rest())) == (1, [])


@pytest.mark.parametrize(
    ("signal", "raw", "reason"),
    [
        (Signal.TRACES, b"\x0a\x06\x12\x04\x12\x02\x4b\x4b", "a span is not valid protobuf"),
        (Signal.LOGS, b"\x0a\x06\x12\x04\x12\x02\x4b\x4b", "a log record is not valid protobuf"),
    ],
)
def test_what_is_broken_is_said_and_left_out(signal: Signal, raw: bytes, reason: str) -> None:
    traces = Traces()
    assert traces.add(Payload.received(signal, raw)) == [reason]
    assert list(traces.rest()) == []


def test_metrics_are_no_part_of_a_trace() -> None:
    traces = Traces()
    assert traces.add(Payload.received(Signal.METRICS, b"")) == []
    assert list(traces.rest()) == []
