"""Records in a file that may end anywhere: each says how long it is, and proves that it is whole.

A file may be used again for other records. Its number is part of every proof, so that what an earlier use left is none.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
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
    END = 4
    """Nothing comes after it: the next record is written over it."""


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


def encode(kind: Kind, *parts: bytes, file: int = 0) -> list[bytes]:
    """A record for the file of this number whose body is these parts, to be written one after another: bodies are not
    copied."""
    checksum = _seed(kind, file)
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    return [_HEAD.pack(sum(map(len, parts)), checksum, kind), *parts]


def size_of(parts: Iterable[bytes]) -> int:
    """How much of the file a record with this body takes."""
    return _HEAD.size + sum(map(len, parts))


def scan(data: bytes, file: int = 0) -> Iterator[Record | Torn]:
    """The records of the file of this number, in order. The last item says where it is torn, if it is."""
    offset = 0
    while offset < len(data):
        record = _read(data, offset, file)
        if record is None:
            yield Torn(offset, len(data) - offset)
            return
        if record.kind == Kind.END:
            return
        yield record
        offset = record.end


def _read(data: bytes, offset: int, file: int) -> Record | None:
    start = offset + _HEAD.size
    if start > len(data):
        return None
    length, checksum, kind = _HEAD.unpack_from(data, offset)
    body = data[start : start + length]
    if len(body) != length or zlib.crc32(body, _seed(kind, file)) != checksum:
        return None
    return Record(offset, kind, body)


def _seed(kind: int, file: int) -> int:
    return (file << 8 | kind) + 1 & 0xFFFFFFFF  # not zero, so that zeros, which a crash may leave, are no record
