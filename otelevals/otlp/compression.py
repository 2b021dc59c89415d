"""Bodies compressed and decompressed, within twice the caller's limit of memory whatever a body claims or hides."""

import zlib
from collections.abc import Callable
from typing import cast

from isal import igzip_lib, isal_zlib

from otelevals.otlp.shadow import MalformedRequest

ENCODINGS = ("gzip", "deflate", "zstd")

_PIECE = 64 * 1024  # input given to a decompressor at once: it copies what is left whenever it pauses
_CHUNK = 1024 * 1024
_MAX_MEMBERS = 10_000  # of a gzip body: an empty one takes 20 bytes and as long as a full one
_NEVER_TOO_DENSE = 1024 * 1024  # bytes decompressed, up to which the ratio does not matter
_FASTEST = 1
_IsalError = cast("type[Exception]", igzip_lib.error)  # its stub declares an instance
_ISAL_BEST = 3  # higher levels are zlib's: smaller, many times slower


class TooLarge(ValueError):
    """The body, decompressed, exceeds the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the body is larger than the limit of {limit} bytes")


class TooDense(TooLarge):
    """The body exceeds what one of its compressed size may become."""

    def __init__(self, ratio: int) -> None:
        ValueError.__init__(self, f"the body becomes more than {ratio} times as large when it is decompressed")


class Malformed(MalformedRequest):
    """The body is not what its encoding says."""


class UnsupportedEncoding(ValueError):
    def __init__(self, name: str, choices: tuple[str, ...] = (*ENCODINGS, "identity")) -> None:
        super().__init__(f'unsupported encoding "{name[:40]}" (choices: {", ".join(choices)})')
        self.name = name
        self.choices = choices


def decompress(data: bytes, encoding: str, limit: int, max_ratio: int = 0) -> bytes:
    """The body that `data` holds, at most `limit` bytes; raises TooLarge, Malformed or UnsupportedEncoding.

    One of more than a mebibyte is at most `max_ratio` times as large as `data`, unless that is 0."""
    decoder = _DECODERS.get(encoding.strip().lower())
    if decoder is None:
        raise UnsupportedEncoding(encoding)
    allowed = max(max_ratio * len(data), _NEVER_TOO_DENSE)
    if not max_ratio or allowed >= limit:
        return decoder(data, limit)
    try:
        return decoder(data, allowed)
    except TooLarge:
        raise TooDense(max_ratio) from None


def compress(data: bytes, encoding: str, level: int | None = None) -> bytes:
    """`data` as one gzip member, zlib stream or zstd frame; `level` as zlib and zstd count them, fast when None."""
    match encoding:
        case "" | "identity":
            return data
        case "gzip":
            return _deflate(data, level, zlib.MAX_WBITS | 16)
        case "deflate":
            return _deflate(data, level, zlib.MAX_WBITS)
        case "zstd":
            from otelevals.otlp import zstd

            return zstd.compress(data, level)
    raise UnsupportedEncoding(encoding)


def _deflate(data: bytes, level: int | None, wbits: int) -> bytes:
    level = _FASTEST if level is None else level
    if level <= _ISAL_BEST:
        return isal_zlib.compress(data, level, wbits)
    return zlib.compress(data, level, wbits)


def _identity(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise TooLarge(limit)
    return data


def _gunzip(data: bytes, limit: int) -> bytes:
    return _inflate(data, limit, "gzip", igzip_lib.DECOMP_GZIP, _MAX_MEMBERS)


def _inflate_either(data: bytes, limit: int) -> bytes:
    """`deflate` means a zlib stream, but some clients send it without the zlib header."""
    zlib_header = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    flag = igzip_lib.DECOMP_ZLIB if zlib_header else igzip_lib.DECOMP_DEFLATE
    return _inflate(data, limit, "deflate", flag, 1)


def _inflate(data: bytes, limit: int, name: str, flag: int, max_members: int) -> bytes:
    stream = igzip_lib.IgzipDecompressor(flag=flag)
    members = 1
    chunks = []
    left = limit
    for start in range(0, len(data), _PIECE):
        piece = data[start : start + _PIECE]
        while True:
            if stream.eof:
                if members == max_members:
                    reason = f"more than {max_members} members" if members > 1 else "bytes after its end"
                    raise Malformed(f"invalid {name} data: {reason}")
                members += 1
                stream = igzip_lib.IgzipDecompressor(flag=flag)
            try:
                chunk = stream.decompress(piece, min(_CHUNK, left + 1))
            except _IsalError as error:
                raise Malformed(f"invalid {name} data: {error}") from None
            left -= len(chunk)
            if left < 0:
                raise TooLarge(limit)
            chunks.append(chunk)
            piece = stream.unused_data if stream.eof else b""
            if (stream.eof and not piece) or stream.needs_input:
                break
    if not stream.eof:
        raise Malformed(f"invalid {name} data: it ends too early")
    return b"".join(chunks)


def _unzstd(data: bytes, limit: int) -> bytes:
    from otelevals.otlp import zstd

    return zstd.decompress(data, limit)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "": _identity,
    "identity": _identity,
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate_either,
    "zlib": _inflate_either,
    "zstd": _unzstd,
}
