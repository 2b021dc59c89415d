"""Request bodies that arrive in pieces: of a known length, and chunked (RFC 9112, 7.1)."""

import re
from typing import Protocol

from otelevals.net.head import HttpError

_CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})(?:[ \t]*;[^\x00-\x08\x0a-\x1f\x7f]*)?\r\n")
_TRAILER_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00-\x08\x0a-\x1f\x7f]*\r\n")
_PIECE_COST = 64  # bytes of memory of a buffered piece besides its content
_MAX_LINE = 256
_MAX_TRAILERS = 4096
_MAX_FRAMING = (
    64 * 1024
)  # bytes of chunk lines beyond the bytes of data: a million one-byte chunks would stall the loop


class Body(Protocol):
    """A body being received. `size` is its length so far, `held` the memory that it takes."""

    size: int
    held: int
    done: bool

    def feed(self, data: bytes, position: int) -> int:
        """Take what belongs to the body from data[position:]; return the position after it."""

    def take(self) -> bytes:
        """The whole body, once done."""


class LengthBody:
    """A body of `length` bytes."""

    __slots__ = ("_length", "_pieces", "done", "held", "size")

    def __init__(self, length: int) -> None:
        self._length = length
        self._pieces: list[bytes] = []
        self.size = 0
        self.held = 0
        self.done = False

    def feed(self, data: bytes, position: int) -> int:
        end = min(position + self._length - self.size, len(data))
        piece = data[position:end]
        self._pieces.append(piece)
        self.size += len(piece)
        self.held += len(piece) + _PIECE_COST
        self.done = self.size == self._length
        return end

    def take(self) -> bytes:
        return b"".join(self._pieces)


class ChunkedBody:
    """A chunked body of at most `limit` bytes. Chunk extensions and trailers are checked and dropped."""

    __slots__ = ("_data", "_framing", "_limit", "_line", "_missing", "_trailers", "done", "held", "size")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = bytearray()
        self._framing = 0
        self._line = b""  # the beginning of a line that has not ended yet
        self._missing = 0  # bytes of the current chunk with its final CRLF
        self._trailers = -1  # bytes of trailers so far, once the last chunk was seen
        self.size = 0
        self.held = 0
        self.done = False

    def feed(self, data: bytes, position: int) -> int:
        while position < len(data) and not self.done:
            position = self._feed_chunk(data, position) if self._missing else self._feed_line(data, position)
        self.size = self.held = len(self._data)
        return position

    def take(self) -> bytes:
        return bytes(self._data)

    def _feed_chunk(self, data: bytes, position: int) -> int:
        if self._missing > 2:
            piece = data[position : position + self._missing - 2]
            self._data += piece
            self._missing -= len(piece)
            return position + len(piece)
        if data[position] != b"\r\n"[2 - self._missing]:
            raise HttpError(400, "bad request: a chunk does not end where its size says")
        self._missing -= 1
        return position + 1

    def _feed_line(self, data: bytes, position: int) -> int:
        end = data.find(b"\n", position, position + _MAX_LINE) + 1
        line = self._line + data[position : end or position + _MAX_LINE]
        if len(line) > _MAX_LINE or (not end and len(line) == _MAX_LINE):
            raise HttpError(400, f"bad request: a chunk line of more than {_MAX_LINE} bytes")
        if not end:
            self._line = line
            return len(data)
        self._line = b""
        if self._trailers < 0:
            self._start_chunk(line)
        else:
            self._end_trailer(line)
        return end

    def _start_chunk(self, line: bytes) -> None:
        match = _CHUNK_LINE.fullmatch(line)
        if match is None:
            raise HttpError(400, "bad request: bad chunk size")
        size = int(match[1], 16)
        if len(self._data) + size > self._limit:
            raise too_large(self._limit)
        self._framing += len(line) + 2
        if self._framing > _MAX_FRAMING + len(self._data):
            raise HttpError(400, "bad request: the chunks are too small")
        if size:
            self._missing = size + 2
        else:
            self._trailers = 0

    def _end_trailer(self, line: bytes) -> None:
        self._trailers += len(line)
        if line == b"\r\n":
            self.done = True
        elif self._trailers > _MAX_TRAILERS:
            raise HttpError(431, f"more than {_MAX_TRAILERS} bytes of trailers")
        elif _TRAILER_LINE.fullmatch(line) is None:
            raise HttpError(400, "bad request: bad trailer")


def too_large(limit: int) -> HttpError:
    return HttpError(413, f"the request body is larger than {limit} bytes")
