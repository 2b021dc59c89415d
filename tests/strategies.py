"""Hypothesis strategies for arbitrary valid OTLP messages, driven by the message descriptors."""

from functools import cache
from typing import Any

from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from hypothesis import strategies as st

from otelevals.otlp.anyvalue import varint
from otelevals.otlp.signals import Signal

_ID_SIZES = {"trace_id": 16, "span_id": 8, "parent_span_id": 8}
_TEXT = st.text(max_size=20)
_TEXT.validate()  # computes hypothesis' table of characters, which takes too long inside the first test of a checkout
_INT32 = st.integers(-(2**31), 2**31 - 1)
_INT64 = st.integers(-(2**63), 2**63 - 1)
_UINT32 = st.integers(0, 2**32 - 1)
_UINT64 = st.integers(0, 2**64 - 1)
_SCALARS: dict[int, st.SearchStrategy[Any]] = {
    FieldDescriptor.TYPE_STRING: _TEXT,
    FieldDescriptor.TYPE_BYTES: st.binary(max_size=20),
    FieldDescriptor.TYPE_BOOL: st.booleans(),
    FieldDescriptor.TYPE_INT32: _INT32,
    FieldDescriptor.TYPE_SINT32: _INT32,
    FieldDescriptor.TYPE_INT64: _INT64,
    FieldDescriptor.TYPE_SFIXED64: _INT64,
    FieldDescriptor.TYPE_UINT32: _UINT32,
    FieldDescriptor.TYPE_FIXED32: _UINT32,
    FieldDescriptor.TYPE_UINT64: _UINT64,
    FieldDescriptor.TYPE_FIXED64: _UINT64,
}


def requests(signal: Signal, *, nan: bool = False, unknown: bool = False) -> st.SearchStrategy[Any]:
    """Export requests; `unknown` puts fields into them that the schema does not know, `nan` doubles that differ from
    themselves (compare by serialisation then)."""
    return messages(signal.wire.request, nan=nan, unknown=unknown)


def messages(
    kind: type[Message], *, nan: bool = False, unknown: bool = False, nesting: int = 3
) -> st.SearchStrategy[Any]:
    """Messages of one type, whose attribute values nest at most `nesting` deep."""
    return _messages(kind.DESCRIPTOR, nesting, nan, unknown)


@cache
def _messages(descriptor: Descriptor, nesting: int, nan: bool, unknown: bool) -> st.SearchStrategy[Any]:
    if descriptor.name == "AnyValue":
        nesting -= 1
    plain: dict[Any, st.SearchStrategy[Any]] = {}
    choices = []
    for field in descriptor.fields:
        if field.containing_oneof is None:
            plain[field.name] = _field(field, nesting, nan, unknown)
    for oneof in descriptor.oneofs:
        leaves = [field for field in oneof.fields if field.message_type is None or nesting > 0]
        options = [st.fixed_dictionaries({field.name: _field(field, nesting, nan, unknown)}) for field in leaves]
        choices.append(st.one_of(st.just({}), *options))
    extra = _UNKNOWN if unknown else st.just(b"")
    return st.builds(_build, st.just(descriptor), extra, st.fixed_dictionaries({}, optional=plain), *choices)


def _build(descriptor: Descriptor, unknown: bytes, *parts: dict[str, Any]) -> Message:
    fields = {name: value for part in parts for name, value in part.items()}
    message = message_factory.GetMessageClass(descriptor)(**fields)
    message.MergeFromString(unknown)
    return message


def _field(field: FieldDescriptor, nesting: int, nan: bool, unknown: bool) -> st.SearchStrategy[Any]:
    if field.message_type is not None:
        one = st.deferred(lambda: _messages(field.message_type, nesting, nan, unknown))
        return st.lists(one, max_size=2) if field.is_repeated else one
    one = _scalar(field, nan)
    return st.lists(one, max_size=4) if field.is_repeated else one


def _scalar(field: FieldDescriptor, nan: bool) -> st.SearchStrategy[Any]:
    if field.name in _ID_SIZES:
        size = _ID_SIZES[field.name]
        return st.just(b"") | st.binary(min_size=size, max_size=size)
    if field.enum_type is not None:
        return st.sampled_from([value.number for value in field.enum_type.values]) | _INT32
    if field.type == FieldDescriptor.TYPE_DOUBLE:
        return st.floats(allow_nan=nan)
    return _SCALARS[field.type]


def _unknown_field(number: int, wire: int, payload: bytes) -> bytes:
    tag = varint(number << 3 | wire)
    return tag + varint(len(payload)) + payload if wire == 2 else tag + payload


_UNKNOWN = st.one_of(
    st.just(b""),
    st.builds(_unknown_field, st.integers(1000, 1003), st.just(0), _UINT64.map(varint)),
    st.builds(_unknown_field, st.integers(1000, 1003), st.just(2), st.binary(max_size=20)),
)
