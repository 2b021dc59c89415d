"""Records in a file that may end anywhere: each says how long it is, and proves that it is whole."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

_HEAD = struct.Struct("<IIB")  # length of the body, checksum of kind and body, kind


class Kind(IntEnum):
    ENTRY = 1
    """A request that was accepted, and who is to get it."""
    DONE = 2
    """Who got which entries."""
    DEAD = 3
    """A request that was refused for good, by whom and why."""


@dataclass(frozen=True, slots=True)
class Record:
    offset: int
    kind: int
    body: bytes

    @property
    def end(self) -> int:
        return self.offset + _HEAD.size + len(self.body)


@dataclass(frozen=True, slots=True)
class Torn:
    """Where a file stops making sense, and how much comes after."""

    offset: int
    size: int


def encode(kind: Kind, *parts: bytes) -> list[bytes]:
    """A record whose body is these parts, to be written one after another: bodies are not copied."""
    checksum = kind + 1
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    return [_HEAD.pack(sum(map(len, parts)), checksum, kind), *parts]


def size_of(record: Sequence[bytes]) -> int:
    return sum(map(len, record))


def scan(data: bytes) -> Iterator[Record | Torn]:
    """The records of a file in order. The last item says where it is torn, if it is."""
    offset = 0
    while offset < len(data):
        record = _read(data, offset)
        if record is None:
            yield Torn(offset, len(data) - offset)
            return
        yield record
        offset = record.end


def _read(data: bytes, offset: int) -> Record | None:
    start = offset + _HEAD.size
    if start > len(data):
        return None
    length, checksum, kind = _HEAD.unpack_from(data, offset)
    body = data[start : start + length]
    if len(body) != length or _checksum(kind, body) != checksum:
        return None
    return Record(offset, kind, body)


def _checksum(kind: int, body: bytes) -> int:
    return zlib.crc32(body, kind + 1)  # so that zeros, which a crash may leave, are no record
