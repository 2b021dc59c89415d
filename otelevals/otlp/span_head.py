"""Looks at one field of serialised spans, the tracestate, for much less than what decoding them costs."""

from typing import Any, cast

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message

from otelevals.otlp.anyvalue import varint
from otelevals.otlp.shadow import MalformedRequest

_TRACE_STATE = 3
_BYTES, _MESSAGE, _REPEATED = 12, 11, 3
_SCHEMA: dict[str, tuple[int, str | None]] = {
    "Head": (_TRACE_STATE, None),
    "Scope": (2, "Head"),
    "Group": (2, "Scope"),
    "Request": (1, "Group"),
}


def _build() -> dict[str, type[Message]]:
    file = descriptor_pb2.FileDescriptorProto(
        name="otelevals/span_head.proto", package="otelevals.span_head", syntax="proto3"
    )
    for name, (number, kind) in _SCHEMA.items():
        field = file.message_type.add(name=name).field.add(name="inner", number=number, label=cast(Any, _REPEATED))
        field.type = cast(Any, _MESSAGE if kind else _BYTES)
        if kind:
            field.type_name = f".otelevals.span_head.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"otelevals.span_head.{name}"))
        for name in ("Head", "Request")
    }


_CLASSES = _build()
_Head: Any = _CLASSES["Head"]
_Request: Any = _CLASSES["Request"]


def has_tracestate(span: bytes) -> bool:
    """MalformedRequest when the framing of the span is broken."""
    try:
        return any(_Head.FromString(span).inner)
    except DecodeError as error:
        raise MalformedRequest("a span is not valid protobuf") from error


def no_tracestates(request: bytes) -> bool:
    """Whether no span of a request of traces has a tracestate, and the framing of all of them is sound."""
    try:
        message = _Request.FromString(request)
    except DecodeError:
        return False
    message.DiscardUnknownFields()
    without = sum(_delimited(sum(_delimited(2 * len(scope.inner)) for scope in group.inner)) for group in message.inner)
    return bool(message.ByteSize() == without)


def _delimited(size: int) -> int:
    """How many bytes a message of this size takes inside another one."""
    return 1 + len(varint(size)) + size


def tracestate_field(tracestate: str) -> bytes:
    """A tracestate as a serialised field, to append to a span that has none."""
    data = tracestate.encode()
    return varint(_TRACE_STATE << 3 | 2) + varint(len(data)) + data
