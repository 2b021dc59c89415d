"""Protobuf messages to OTLP JSON as the Collector writes it, by tables compiled from the message descriptors.

Scalar fields that hold their default are left out, message fields that are present stay, even when empty.
"""

import base64
import math
from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from otelevals.otlp.json_values import ID_SIZES

# The JSON name, how one value is converted, and whether the field is repeated.
_Field = tuple[str, Callable[[Any], Any], bool]
_Table = dict[int, _Field]


def encode_json(message: Message) -> bytes:
    """One line of OTLP JSON; unknown fields are lost, JSON has no place for them."""
    return orjson.dumps(to_json(message))


def to_json(message: Message) -> dict[str, Any]:
    """The OTLP JSON object of a message, of values that any JSON library writes."""
    return _message(_compile(message.DESCRIPTOR), message)


def _message(table: _Table, message: Message) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for field, value in message.ListFields():
        name, convert, repeated = table[field.number]
        out[name] = [convert(item) for item in value] if repeated else convert(value)
    return out


@cache
def _compile(descriptor: Descriptor) -> _Table:
    return _compile_into({}, descriptor)


def _compile_into(tables: dict[str, _Table], descriptor: Descriptor) -> _Table:
    if descriptor.full_name in tables:
        return tables[descriptor.full_name]
    table = tables[descriptor.full_name] = {}
    for field in descriptor.fields:
        table[field.number] = (field.json_name, _converter(tables, field), field.is_repeated)
    return table


def _converter(tables: dict[str, _Table], field: FieldDescriptor) -> Callable[[Any], Any]:
    if field.message_type is not None:
        table = _compile_into(tables, field.message_type)
        return lambda message: _message(table, message)
    if field.name in ID_SIZES:
        return bytes.hex
    return _CONVERTERS.get(field.type, _same)


def _same(value: Any) -> Any:
    return value


def _double(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


# what JSON numbers, strings and booleans cannot hold as they are
_CONVERTERS: dict[int, Callable[[Any], Any]] = {
    FieldDescriptor.TYPE_DOUBLE: _double,
    FieldDescriptor.TYPE_BYTES: _base64,
    FieldDescriptor.TYPE_INT64: str,
    FieldDescriptor.TYPE_UINT64: str,
    FieldDescriptor.TYPE_FIXED64: str,
    FieldDescriptor.TYPE_SFIXED64: str,
}
