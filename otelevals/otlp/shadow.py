"""The shadow schema: OTLP requests with their spans, log records and metrics left as bytes.

It is wire-compatible with the three export requests, which number their fields alike: a request holds groups (of one
resource), a group holds scopes, a scope holds items. Whatever it does not declare survives as unknown fields, so that
a frame serialises to a request equal to the one it was read from.
"""

import struct
from collections.abc import Iterator
from typing import Any, Protocol, cast

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message
from google.protobuf.unknown_fields import UnknownFieldSet

from otelevals.otlp.anyvalue import varint
from otelevals.otlp.census import TooMany, check_metric, check_request
from otelevals.otlp.signals import Signal


class MalformedRequest(ValueError):
    """The bytes are not an OTLP request."""


class FrameScope(Protocol):
    """ScopeSpans, ScopeLogs or ScopeMetrics."""

    scope: Any  # repeated bytes: the parts of the scope message
    items: Any  # repeated bytes: a span, log record or metric each


class FrameGroup(Protocol):
    """ResourceSpans, ResourceLogs or ResourceMetrics."""

    resource: Any  # repeated bytes: the parts of the resource message
    scopes: Any  # repeated FrameScope


_BYTES, _MESSAGE, _REPEATED = 12, 11, 3
_SCHEMA: dict[str, list[tuple[str, int, str | None]]] = {
    "Scope": [("scope", 1, None), ("items", 2, None)],
    "Group": [("resource", 1, None), ("scopes", 2, "Scope")],
    "Frame": [("groups", 1, "Group")],
    "Points": [("points", 1, None)],
    "Metric": [(name, number, "Points") for name, number in (("a", 5), ("b", 7), ("c", 9), ("d", 10), ("e", 11))],
}


def _build() -> dict[str, type[Message]]:
    file = descriptor_pb2.FileDescriptorProto(
        name="otelevals/shadow.proto", package="otelevals.shadow", syntax="proto3"
    )
    for name, fields in _SCHEMA.items():
        message = file.message_type.add(name=name)
        for field, number, kind in fields:
            added = message.field.add(name=field, number=number, label=cast(Any, _REPEATED))
            added.type = cast(Any, _MESSAGE if kind else _BYTES)
            if kind:
                added.type_name = f".otelevals.shadow.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"otelevals.shadow.{name}"))
        for name in ("Frame", "Group", "Metric")
    }


_CLASSES = _build()
Frame: Any = _CLASSES["Frame"]
_Group: Any = _CLASSES["Group"]
_Metric: Any = _CLASSES["Metric"]


def read_frame(body: bytes) -> Any:
    """The frame of a request; MalformedRequest when its framing is broken, or when it has too many parts."""
    try:
        check_request(body)
        return Frame.FromString(body)
    except TooMany as error:
        raise MalformedRequest(f"the request has {error}") from None
    except DecodeError as error:
        raise MalformedRequest("the request is not a valid OTLP protobuf message") from error


def frame_scopes(frame: Any) -> Iterator[tuple[FrameGroup, FrameScope]]:
    for group in frame.groups:
        for scope in group.scopes:
            yield group, scope


def without_items(group: FrameGroup, scope: FrameScope) -> Any:
    """The group with that one scope and no items."""
    empty = _Group()
    empty.resource.extend(group.resource)
    empty.scopes.add().scope.extend(scope.scope)
    _add_unknown(group, empty)
    _add_unknown(scope, empty.scopes[0])
    return empty


def _add_unknown(source: Any, target: Any) -> None:
    """Whatever the shadow schema does not declare."""
    unknown: Any = UnknownFieldSet(source)
    if len(unknown):
        target.MergeFromString(b"".join([_encode_unknown(field) for field in unknown]))


def _encode_unknown(field: Any) -> bytes:
    tag = varint(field.field_number << 3 | field.wire_type)
    match field.wire_type:
        case 0:
            return tag + varint(field.data)
        case 1:
            return tag + struct.pack("<Q", field.data)
        case 2:
            return tag + varint(len(field.data)) + bytes(field.data)
        case 5:
            return tag + struct.pack("<I", field.data)
        case _:
            return tag + b"".join(map(_encode_unknown, field.data)) + varint(field.field_number << 3 | 4)


def count_items(signal: Signal, frame: Any) -> int:
    """Spans, log records or metric data points in a frame."""
    if signal is not Signal.METRICS:
        return sum(len(scope.items) for _, scope in frame_scopes(frame))
    return sum(_count_points(item) for _, scope in frame_scopes(frame) for item in scope.items)


def _count_points(metric: bytes) -> int:
    try:
        check_metric(metric)
        shadow = _Metric.FromString(metric)
    except TooMany as error:
        raise MalformedRequest(f"a metric has {error}") from None
    except DecodeError as error:
        raise MalformedRequest("the request is not a valid OTLP protobuf message") from error
    return sum(len(data.points) for _, kind in shadow.ListFields() for data in kind)
