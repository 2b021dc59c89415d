"""Who a serialised span is and who its parent is, for a tenth of what decoding it costs."""

import struct
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from google.protobuf.message import DecodeError
from opentelemetry.proto.trace.v1.trace_pb2 import Span, SpanFlags

from otelevals.otlp.shadow import MalformedRequest

_HEAD = struct.Struct(">H16sH8sH8s")  # how every known exporter begins a span that has a parent
_SIZE, _unpack = _HEAD.size, _HEAD.unpack_from
_TRACE_ID, _SPAN_ID, _PARENT_ID = 0x0A10, 0x1208, 0x2208  # tag and length; to compare bytes takes longer
_NAME = 0x2A  # the tag of what comes next in a span that has none
_NO_PARENT = bytes(8)  # as some SDKs say it
_SAYS_WHERE = SpanFlags.SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK
_REMOTE = SpanFlags.SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK


class Parent(Enum):
    """Where the parent of a span is, as far as the span says it."""

    NONE = "none"
    LOCAL = "local"
    """In the same process: when it is not here, it has not ended."""
    REMOTE = "remote"
    UNKNOWN = "unknown"


END_SIZE = 6
PARENT_BY_END = {
    b"\x85\x01" + (_SAYS_WHERE | remote | flags).to_bytes(4, "little"): parent
    for remote, parent in ((0, Parent.LOCAL), (_REMOTE, Parent.REMOTE))
    for flags in range(256)
}
"""By the last bytes of a span, which are its flags. The same bytes in another field would make a trace be waited for,
or not, and nothing else."""

NO_IDS = (b"", b"", b"")


class SpanIds(NamedTuple):
    """What is of another length than ids have counts as empty."""

    trace_id: bytes
    span_id: bytes
    parent_id: bytes
    """Empty for a root."""


def span_ids(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """The ids of a span, as those of SpanIds; MalformedRequest when it has to be decoded for them and is not valid."""
    if len(raw) >= _SIZE:
        first, trace_id, second, span_id, third, parent_id = _unpack(raw)
        if first == _TRACE_ID and second == _SPAN_ID:
            if third == _PARENT_ID:
                return trace_id, span_id, parent_id if parent_id != _NO_PARENT else b""
            if third >> 8 == _NAME:
                return trace_id, span_id, b""
    span = _decode(raw)
    parent_id = _id(span.parent_span_id, 8)
    return _id(span.trace_id, 16), _id(span.span_id, 8), parent_id if parent_id != _NO_PARENT else b""


def ids_of(raws: Iterable[bytes]) -> list[tuple[bytes, bytes, bytes]]:
    """The ids of each span, NO_IDS for one that is not valid."""
    found: list[tuple[bytes, bytes, bytes]] = []
    for raw in raws:  # all spans of all requests: the usual ones without a call for each
        if len(raw) >= _SIZE:
            first, trace_id, second, span_id, third, parent_id = _unpack(raw)
            if third == _PARENT_ID and first == _TRACE_ID and second == _SPAN_ID and parent_id != _NO_PARENT:
                found.append((trace_id, span_id, parent_id))
                continue
        try:
            found.append(span_ids(raw))
        except MalformedRequest:
            found.append(NO_IDS)
    return found


def parent_of(raw: bytes) -> Parent:
    """Where the parent is; MalformedRequest when the span has to be decoded for that and is not valid."""
    said = PARENT_BY_END.get(raw[-END_SIZE:])
    if said is not None:
        return said
    span = _decode(raw)
    if span.parent_span_id in (b"", _NO_PARENT):
        return Parent.NONE
    if span.flags & _SAYS_WHERE:
        return Parent.REMOTE if span.flags & _REMOTE else Parent.LOCAL
    return Parent.REMOTE if span.kind in (Span.SPAN_KIND_SERVER, Span.SPAN_KIND_CONSUMER) else Parent.UNKNOWN


def _id(found: bytes, size: int) -> bytes:
    return found if len(found) == size else b""


def _decode(raw: bytes) -> Span:
    try:
        return Span.FromString(raw)
    except DecodeError as error:
        raise MalformedRequest("a span is not valid protobuf") from error
