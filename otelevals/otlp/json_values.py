"""Single values of OTLP JSON as protobuf wire bytes, and the error that says where a value is wrong."""

import binascii
import json
import math
import re
import struct
from collections.abc import Callable
from typing import Any

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor

from otelevals.otlp.anyvalue import varint
from otelevals.otlp.shadow import MalformedRequest

# A JSON value to the bytes that follow the tag of its field.
Encoder = Callable[[Any], bytes]

VARINT, FIXED64, DELIMITED, FIXED32 = 0, 1, 2, 5

ID_SIZES = {"trace_id": 16, "span_id": 8, "parent_span_id": 8}  # bytes, by field name, in whatever message

_SHOWN = 40  # characters of a wrong value that an error repeats
_UINT64_MASK = 2**64 - 1
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NON_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_pack_double = struct.Struct("<d").pack
_LENGTHS = [varint(number) for number in range(1024)]


class MalformedJSON(MalformedRequest):
    """The body is not OTLP JSON; the text names the place, as in `resourceSpans[0].resource: expected an object`."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path

    def inside(self, step: str) -> None:
        """Puts one more step, a field name or `[index]`, before the path."""
        separator = "" if not self.path or self.path.startswith("[") else "."
        self.path = f"{step}{separator}{self.path}"

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


def expected(what: str, got: object) -> MalformedJSON:
    return MalformedJSON(f"expected {what}, got {_show(got)}")


def _show(value: object) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "an array"
        case str() if len(value) > _SHOWN:
            return json.dumps(value[:_SHOWN], ensure_ascii=False) + "..."
        case _:
            return json.dumps(value, ensure_ascii=False)


def length(number: int) -> bytes:
    return _LENGTHS[number] if number < 1024 else varint(number)


def string(value: Any) -> bytes:
    if type(value) is not str:
        raise expected("a string", value)
    data = value.encode()
    return length(len(data)) + data


def boolean(value: Any) -> bytes:
    if type(value) is not bool:
        raise expected("true or false", value)
    return b"\x01" if value else b"\x00"


def double(value: Any) -> bytes:
    kind = type(value)
    if kind is str:
        value = _NON_FINITE[value] if value in _NON_FINITE else _parse_double(value)
    elif kind is not float and kind is not int:
        raise expected("a number", value)
    return _pack_double(value)


def _parse_double(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise expected("a number", text)
    number = float(text)
    if math.isinf(number):
        raise expected("a number in the range of a double", text)
    return number


def base64_bytes(value: Any) -> bytes:
    """Standard or URL-safe base64, with or without padding, as the protobuf JSON mapping allows."""
    if type(value) is not str:
        raise expected("base64", value)
    data = _from_base64(value)
    if data is None:
        raise expected("base64", value)
    return length(len(data)) + data


def _from_base64(text: str) -> bytes | None:
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return binascii.a2b_base64(standard + "=" * (-len(standard) % 4), strict_mode=True)
    except ValueError:
        return None


def identifier(size: int, lenient: bool) -> Encoder:
    """A trace or span id of `size` bytes: hex, when lenient also base64; empty when unset."""
    digits = 2 * size
    prefix = length(size)
    base64_digits = -(-size * 8 // 6)

    def encode(value: Any) -> bytes:
        if type(value) is not str:
            raise expected(f"{digits} hex characters", value)
        if len(value) == digits:
            try:
                return prefix + binascii.unhexlify(value)
            except ValueError:
                raise expected(f"{digits} hex characters", value) from None
        if not value:
            return b"\x00"
        if base64_digits <= len(value) <= base64_digits + 2:
            data = _from_base64(value)
            if data is not None and len(data) == size:
                if lenient:
                    return prefix + data
                hint = " (lenient_json: true accepts base64 ids)"
                raise MalformedJSON(f"expected {digits} hex characters, got {_show(value)}{hint}")
        raise expected(f"{digits} hex characters", value)

    return encode


def enumeration(enum: EnumDescriptor, lenient: bool) -> Encoder:
    """An enum number; when lenient also its name, with or without the prefix that the names share."""
    names = {value.name: value.number for value in enum.values}
    prefix = enum.values[0].name.removesuffix("UNSPECIFIED").removesuffix("UNSET")
    names |= {name.removeprefix(prefix): number for name, number in names.items()}

    def encode(value: Any) -> bytes:
        if type(value) is str:
            if value not in names:
                raise expected("an integer", value)
            if not lenient:
                hint = " (lenient_json: true accepts enum names)"
                raise MalformedJSON(f"expected an integer, got {_show(value)}{hint}")
            return varint(names[value])
        if type(value) is not int:
            raise expected("an integer", value)
        if not -(2**31) <= value < 2**31:
            raise expected("a 32-bit integer", value)
        return varint(value & _UINT64_MASK)

    return encode


def integer(bits: int, *, signed: bool, pack: Encoder) -> Encoder:
    """An integer as a number or as a decimal string."""
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    what = f"{'a signed' if signed else 'an unsigned'} {bits}-bit integer"

    def encode(value: Any) -> bytes:
        if type(value) is str:
            # the longest 64-bit integer has 20 characters; isdigit alone takes digits of every script
            if len(value) > 20 or not value.isascii() or not value.removeprefix("-").isdigit():
                raise expected(what, value)
        elif type(value) is not int and not (type(value) is float and value.is_integer()):
            raise expected(what, value)
        number = int(value)
        if low <= number <= high:
            return pack(number)
        raise expected(what, value)

    return encode


def _varint64(number: int) -> bytes:
    return length(number & _UINT64_MASK)


def _zigzag32(number: int) -> bytes:
    return varint((number << 1 ^ number >> 31) & 0xFFFFFFFF)


# by protobuf field type: the wire type and the encoder
SCALARS: dict[int, tuple[int, Encoder]] = {
    FieldDescriptor.TYPE_STRING: (DELIMITED, string),
    FieldDescriptor.TYPE_BYTES: (DELIMITED, base64_bytes),
    FieldDescriptor.TYPE_BOOL: (VARINT, boolean),
    FieldDescriptor.TYPE_DOUBLE: (FIXED64, double),
    FieldDescriptor.TYPE_INT32: (VARINT, integer(32, signed=True, pack=_varint64)),
    FieldDescriptor.TYPE_INT64: (VARINT, integer(64, signed=True, pack=_varint64)),
    FieldDescriptor.TYPE_UINT32: (VARINT, integer(32, signed=False, pack=varint)),
    FieldDescriptor.TYPE_UINT64: (VARINT, integer(64, signed=False, pack=varint)),
    FieldDescriptor.TYPE_SINT32: (VARINT, integer(32, signed=True, pack=_zigzag32)),
    FieldDescriptor.TYPE_FIXED32: (FIXED32, integer(32, signed=False, pack=struct.Struct("<I").pack)),
    FieldDescriptor.TYPE_FIXED64: (FIXED64, integer(64, signed=False, pack=struct.Struct("<Q").pack)),
    FieldDescriptor.TYPE_SFIXED64: (FIXED64, integer(64, signed=True, pack=struct.Struct("<q").pack)),
}
