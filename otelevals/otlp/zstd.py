"""Zstandard bodies: frames found by their block headers, then decompressed with a capped window.

The decompressor alone does not say that a stream ended too early; walking the headers does, and costs next to nothing.
"""

from collections.abc import Iterator

import zstandard

from otelevals.otlp.compression import Malformed, TooLarge

_MAGIC = 0xFD2FB528
_SKIPPABLE = 0x184D2A50  # and the 15 after it
_LONGEST_HEADER = 18
_MAX_WINDOW = 8 * 1024 * 1024  # what RFC 8878 wants every decoder to support
_MAX_PARTS = 100_000  # frames and blocks of a body: an empty one takes 3 bytes
_CHUNK = 1024 * 1024
_RLE = 1  # block type


def decompress(data: bytes, limit: int) -> bytes:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    chunks = []
    left = limit
    try:
        for frame in _frames(data):
            with decompressor.stream_reader(frame) as reader:
                while chunk := reader.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        raise TooLarge(limit)
                    chunks.append(chunk)
    except zstandard.ZstdError as error:
        raise Malformed(f"invalid zstd data: {error}") from None
    return b"".join(chunks)


def compress(data: bytes, level: int | None) -> bytes:
    return zstandard.ZstdCompressor(level=3 if level is None else level).compress(data)


def _frames(data: bytes) -> Iterator[memoryview]:
    view = memoryview(data)
    position = parts = 0
    while position < len(view) or not parts:
        magic = _number(view, position, 4)
        parts = _counted(parts)
        if magic & ~0xF == _SKIPPABLE:
            end = position + 8 + _number(view, position + 4, 4)
        elif magic == _MAGIC:
            end, parts = _frame_end(view, position, parts)
        else:
            raise Malformed("invalid zstd data: no frame where one should begin")
        if end > len(view):
            raise Malformed("invalid zstd data: it ends too early")
        if magic == _MAGIC:
            yield view[position:end]
        position = end


def _frame_end(view: memoryview, start: int, parts: int) -> tuple[int, int]:
    header = view[start : start + _LONGEST_HEADER]
    position = start + zstandard.frame_header_size(header)
    last = 0
    while not last:
        block = _number(view, position, 3)
        last, kind, size = block & 1, block >> 1 & 3, block >> 3
        position += 3 + (1 if kind == _RLE else size)
        parts = _counted(parts)
    return position + 4 * zstandard.get_frame_parameters(header).has_checksum, parts


def _counted(parts: int) -> int:
    if parts == _MAX_PARTS:
        raise Malformed(f"invalid zstd data: more than {_MAX_PARTS} frames and blocks")
    return parts + 1


def _number(view: memoryview, position: int, size: int) -> int:
    data = view[position : position + size]
    if len(data) < size:
        raise Malformed("invalid zstd data: it ends too early")
    return int.from_bytes(data, "little")
