"""The tracestate is found without decoding spans, and its absence proven for a whole request."""

from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span, TracesData

from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.span_head import has_tracestate, no_tracestates, tracestate_field

SPANS = st.builds(
    Span,
    trace_id=st.sampled_from([b"", bytes(range(16))]),
    trace_state=st.sampled_from(["", "", "ot=th:8", "vendor=" + "x" * 200]),
    name=st.sampled_from(["", "\x1a\x03abc", "chat"]),
)


def _request(scopes: list[list[Span]]) -> bytes:
    data = TracesData()
    for number, spans in enumerate(scopes):
        if number % 2 == 0:
            group = data.resource_spans.add()
        group.scope_spans.add().spans.extend(spans)
    return data.SerializeToString()


@given(st.lists(st.lists(SPANS, max_size=4), max_size=4))
def test_a_request_is_without_tracestates_when_every_span_is(scopes: list[list[Span]]) -> None:
    expected = not any(span.trace_state for spans in scopes for span in spans)
    assert no_tracestates(_request(scopes)) is expected


@given(SPANS)
def test_a_tracestate_is_seen(span: Span) -> None:
    assert has_tracestate(span.SerializeToString()) is bool(span.trace_state)


def test_an_appended_field_is_the_tracestate() -> None:
    span = Span(name="chat", span_id=b"12345678")
    appended = Span.FromString(span.SerializeToString() + tracestate_field("ot=th:8"))
    assert appended.trace_state == "ot=th:8"
    assert appended.name == "chat"


@given(st.binary(max_size=40))
def test_broken_bytes_prove_nothing(data: bytes) -> None:
    request = b"\x0a" + bytes([len(data) + 4, 0x12, len(data) + 2, 0x12, len(data)]) + data
    proven = no_tracestates(request)
    try:
        found = has_tracestate(data)
    except MalformedRequest:
        found = True
    assert not (proven and found)
