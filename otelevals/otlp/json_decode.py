"""OTLP JSON to serialised protobuf, straight to wire bytes by tables compiled from the message descriptors."""

from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from otelevals.otlp.anyvalue import varint
from otelevals.otlp.json_values import (
    DELIMITED,
    ID_SIZES,
    SCALARS,
    VARINT,
    Encoder,
    MalformedJSON,
    enumeration,
    expected,
    identifier,
    length,
)

MAX_DEPTH = 100  # nested messages that protobuf parsers accept

# A JSON value of a field, and the depth of the message it is in, to the field on the wire.
_Field = Callable[[Any, int], bytes]
_Table = dict[str, _Field]

_KEY_VALUE = "opentelemetry.proto.common.v1.KeyValue"
_ANY_VALUE = "opentelemetry.proto.common.v1.AnyValue"


def decode_message(message: type[Message], data: bytes, *, lenient: bool = False) -> bytes:
    """The serialised message that a JSON document holds; MalformedJSON when it does not hold one."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedJSON(f"invalid JSON: {error}") from None
    return _message(_compile(message.DESCRIPTOR, lenient), document, 1)


def _message(table: _Table, value: Any, depth: int) -> bytes:
    if type(value) is not dict:
        raise expected("an object", value)
    if depth > MAX_DEPTH:
        raise MalformedJSON(f"nested deeper than {MAX_DEPTH} messages")
    parts = []
    for key, item in value.items():
        field = table.get(key)
        if field is None or item is None:
            continue
        try:
            parts.append(field(item, depth))
        except MalformedJSON as error:
            error.inside(key)
            raise
    return b"".join(parts)


@cache
def _compile(descriptor: Descriptor, lenient: bool) -> _Table:
    return _compile_into({}, descriptor, lenient)


def _compile_into(tables: dict[str, _Table], descriptor: Descriptor, lenient: bool) -> _Table:
    if descriptor.full_name in tables:
        return tables[descriptor.full_name]
    table = tables[descriptor.full_name] = {}
    for field in descriptor.fields:
        # the specification allows only the camel-case name; the Collector takes both
        table[field.json_name] = table[field.name] = _compile_field(tables, field, lenient)
    return table


def _compile_field(tables: dict[str, _Table], field: FieldDescriptor, lenient: bool) -> _Field:
    message = field.message_type
    if message is not None:
        table = _compile_into(tables, message, lenient)
        tag = _tag(field, DELIMITED)
        one = _key_value(tag, table, tables) if message.full_name == _KEY_VALUE else _delimited(tag, table)
        return _repeated(one) if field.is_repeated else one
    wire, encode = _scalar(field, lenient)
    if not field.is_repeated:
        return _tagged(_tag(field, wire), encode)
    if wire == DELIMITED:
        return _repeated(_tagged(_tag(field, wire), encode))
    return _packed(_tag(field, DELIMITED), _repeated(_tagged(b"", encode)))


def _tag(field: FieldDescriptor, wire: int) -> bytes:
    return varint(field.number << 3 | wire)


def _scalar(field: FieldDescriptor, lenient: bool) -> tuple[int, Encoder]:
    if field.name in ID_SIZES:
        return DELIMITED, identifier(ID_SIZES[field.name], lenient)
    if field.enum_type is not None:
        return VARINT, enumeration(field.enum_type, lenient)
    return SCALARS[field.type]


def _tagged(tag: bytes, encode: Encoder) -> _Field:
    return lambda value, depth: tag + encode(value)


def _delimited(tag: bytes, table: _Table) -> _Field:
    def field(value: Any, depth: int) -> bytes:
        body = _message(table, value, depth + 1)
        return tag + length(len(body)) + body

    return field


def _packed(tag: bytes, elements: _Field) -> _Field:
    def field(value: Any, depth: int) -> bytes:
        body = elements(value, depth)
        return tag + length(len(body)) + body

    return field


def _repeated(one: _Field) -> _Field:
    def field(value: Any, depth: int) -> bytes:
        if type(value) is not list:
            raise expected("an array", value)
        parts: list[bytes] = []
        try:
            for item in value:
                parts.append(one(item, depth))  # noqa: PERF401  the error needs to know how many went well
        except MalformedJSON as error:
            error.inside(f"[{len(parts)}]")
            raise
        return b"".join(parts)

    return field


def _key_value(tag: bytes, table: _Table, tables: dict[str, _Table]) -> _Field:
    """A KeyValue, with a short way for the usual shape: `{"key": "k", "value": {"stringValue": "v"}}`."""
    kinds = tables[_ANY_VALUE]
    any_shape = _delimited(tag, table)

    def field(value: Any, depth: int) -> bytes:
        if type(value) is dict and len(value) == 2 and depth + 2 <= MAX_DEPTH:
            key = value.get("key")
            held = value.get("value")
            if type(key) is str and type(held) is dict and len(held) == 1:
                ((kind, item),) = held.items()
                encode = kinds.get(kind)
                if encode is not None and item is not None:
                    try:
                        body = encode(item, depth + 2)
                    except MalformedJSON as error:
                        error.inside(f"value.{kind}")
                        raise
                    name = key.encode()
                    body = b"\x0a%b%b\x12%b%b" % (length(len(name)), name, length(len(body)), body)
                    return b"%b%b%b" % (tag, length(len(body)), body)
        return any_shape(value, depth)

    return field
