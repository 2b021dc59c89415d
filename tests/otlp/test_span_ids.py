"""The ids of a span, and where its parent is, are what decoding it says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.span_ids import Parent, parent_of, span_ids
from tests.strategies import messages

TRACE, ME, PARENT, ZEROS = b"\x01" * 16, b"\x02" * 8, b"\x03" * 8, bytes(8)
KNOWN, REMOTE = 0x100, 0x300
SERVER, CONSUMER, CLIENT = Span.SPAN_KIND_SERVER, Span.SPAN_KIND_CONSUMER, Span.SPAN_KIND_CLIENT


def encoded(**fields: Any) -> bytes:
    return Span(**{"trace_id": TRACE, "span_id": ME, "name": "chat"} | fields).SerializeToString()


@given(messages(Span, unknown=True))
def test_they_are_those_of_the_decoded_span(span: Span) -> None:
    parent_id = b"" if span.parent_span_id == ZEROS else span.parent_span_id
    assert span_ids(span.SerializeToString()) == (span.trace_id, span.span_id, parent_id)


@pytest.mark.parametrize("state", ["", "vendor=x"])
def test_a_parent_of_zeros_is_none(state: str) -> None:
    assert span_ids(encoded(parent_span_id=ZEROS, trace_state=state)) == (TRACE, ME, b"")


@pytest.mark.parametrize("field", ["trace_id", "span_id", "parent_span_id"])
@pytest.mark.parametrize("length", [1, 7, 9, 15, 17, 1000])
def test_what_is_of_another_length_counts_as_empty(field: str, length: int) -> None:
    found = span_ids(encoded(**{"parent_span_id": PARENT, field: b"\x07" * length}))
    expected = {"trace_id": TRACE, "span_id": ME, "parent_span_id": PARENT, field: b""}
    assert found == tuple(expected.values())


@given(st.binary(max_size=60))
def test_broken_bytes_have_ids_or_are_malformed(data: bytes) -> None:
    for function in (span_ids, parent_of):
        try:
            function(data)
        except MalformedRequest:
            with pytest.raises(Exception, match="Error parsing message"):
                Span.FromString(data)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, Parent.NONE),
        ({"parent_span_id": ZEROS, "kind": SERVER}, Parent.NONE),
        ({"parent_span_id": PARENT}, Parent.UNKNOWN),
        ({"parent_span_id": PARENT, "flags": 1}, Parent.UNKNOWN),
        ({"parent_span_id": PARENT, "kind": CLIENT, "flags": 1}, Parent.UNKNOWN),
        ({"parent_span_id": PARENT, "kind": SERVER}, Parent.REMOTE),
        ({"parent_span_id": PARENT, "kind": SERVER, "flags": 1}, Parent.REMOTE),
        ({"parent_span_id": PARENT, "kind": CONSUMER}, Parent.REMOTE),
        ({"parent_span_id": PARENT, "kind": SERVER, "flags": KNOWN}, Parent.LOCAL),
        ({"parent_span_id": PARENT, "flags": KNOWN | 1}, Parent.LOCAL),
        ({"parent_span_id": PARENT, "flags": REMOTE | 1}, Parent.REMOTE),
    ],
)
def test_flags_say_where_the_parent_is_and_else_the_kind_does(fields: dict[str, Any], where: Parent) -> None:
    raw = encoded(**fields)
    assert parent_of(raw) is where
    assert parent_of(raw + Span(name="more of it").SerializeToString()) is where  # the flags are not its end then
