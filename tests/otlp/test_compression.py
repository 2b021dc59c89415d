"""Compressed bodies come back whole, or are refused: too large, malformed or in an unknown encoding."""

import gzip
import random
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from otelevals.otlp.compression import (
    ENCODINGS,
    Malformed,
    TooDense,
    TooLarge,
    UnsupportedEncoding,
    compress,
    decompress,
)

MIB = 1024 * 1024
BODY = b"".join(b"%d bottles of beer " % number for number in range(100))
SKIPPABLE = b"\x53\x2a\x4d\x18\x03\x00\x00\x00abc"


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


def zstd_without_size(data: bytes) -> bytes:
    stream = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    return stream.compress(data) + stream.flush()


def refused(data: bytes, encoding: str, limit: int = MIB) -> str:
    with pytest.raises(Malformed) as caught:
        decompress(data, encoding, limit)
    return str(caught.value)


@given(st.binary(), st.sampled_from(["", "identity", *ENCODINGS]), st.none() | st.integers(1, 9))
@example(b"", "zstd", None)
@example(bytes(3 * MIB), "gzip", None)
@example(bytes(3 * MIB), "deflate", 9)
@example(bytes(3 * MIB), "zstd", None)
def test_what_is_compressed_comes_back(data: bytes, encoding: str, level: int | None) -> None:
    packed = compress(data, encoding, level)
    assert decompress(packed, encoding, len(data)) == data
    if data:
        with pytest.raises(TooLarge):
            decompress(packed, encoding, len(data) - 1)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_higher_levels_are_smaller(encoding: str) -> None:
    words = random.Random(0).choices(BODY.split(), k=5000)
    text = b" ".join(words)
    assert len(compress(text, encoding, 9)) < len(compress(text, encoding, 1)) < len(text)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        (" X-GZIP", gzip.compress),
        ("deflate", zlib.compress),
        ("zlib", zlib.compress),
        ("deflate", raw_deflate),
        ("zstd", zstandard.compress),
        ("zstd", zstd_without_size),
    ],
)
def test_what_other_programs_write(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(BODY)
    assert decompress(packed, encoding, len(BODY)) == BODY
    for end in range(len(packed)):
        assert "ends too early" in refused(packed[:end], encoding) or end < 20
    assert refused(packed + b"\x00\x01\x02\x03", encoding)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstd_without_size)])
def test_members_and_frames_are_joined(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    assert decompress(pack(BODY) + pack(b"") + pack(BODY), encoding, 2 * len(BODY)) == 2 * BODY
    with pytest.raises(TooLarge):
        decompress(pack(BODY) + pack(BODY), encoding, 2 * len(BODY) - 1)


def test_skippable_frames_are_skipped() -> None:
    assert decompress(SKIPPABLE + zstd_without_size(BODY) + SKIPPABLE, "zstd", MIB) == BODY
    assert refused(SKIPPABLE[:-1], "zstd") == "invalid zstd data: it ends too early"


@pytest.mark.parametrize(
    ("encoding", "pack", "at"),
    [("gzip", gzip.compress, -6), ("deflate", zlib.compress, -1), ("zstd", zstd_without_size, -1)],
)
def test_wrong_checksums(encoding: str, pack: Callable[[bytes], bytes], at: int) -> None:
    packed = bytearray(pack(BODY))
    packed[at] ^= 1
    assert "checksum" in refused(bytes(packed), encoding)


def test_a_large_window_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    assert "too much memory" in refused(stream.compress(BODY) + stream.flush(), "zstd")


@pytest.mark.parametrize(
    ("encoding", "empty", "message"),
    [
        ("gzip", gzip.compress(b""), "invalid gzip data: more than 10000 members"),
        ("zstd", SKIPPABLE, "invalid zstd data: more than 100000 frames and blocks"),
        (
            "zstd",
            b"\x28\xb5\x2f\xfd\x00\x58" + bytes(3 * 100_000),
            "invalid zstd data: more than 100000 frames and blocks",
        ),
    ],
    ids=["members", "frames", "blocks"],
)
def test_many_empty_parts_are_refused(encoding: str, empty: bytes, message: str) -> None:
    assert refused(empty * (100_001 if len(empty) < 100 else 1), encoding) == message


def test_unknown_encodings() -> None:
    message = r'^unsupported encoding "br" \(choices: gzip, deflate, zstd, identity\)$'
    with pytest.raises(UnsupportedEncoding, match=message):
        decompress(b"", "br", 1)
    with pytest.raises(UnsupportedEncoding, match=message):
        compress(b"", "br")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
@given(data=st.data())
def test_damaged_bodies_are_refused_or_harmless(encoding: str, data: st.DataObject) -> None:
    packed = bytearray(compress(BODY, encoding))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    for body in (bytes(packed), data.draw(st.binary())):
        try:
            assert len(decompress(body, encoding, 2 * len(BODY))) <= 2 * len(BODY)
        except (Malformed, TooLarge):
            continue


def bomb(encoding: str) -> bytes:
    """A gibibyte of zeros."""
    zeros = bytes(16 * MIB)
    if encoding == "zstd":
        return zstandard.compress(zeros, 1) * 64
    stream = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    blocks = (stream.compress(zeros) + stream.flush(zlib.Z_FULL_FLUSH)) * 64
    header = {"gzip": gzip.compress(b"")[:10], "deflate": b"\x78\x01"}[encoding]
    return header + blocks + stream.flush()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_bombs_are_refused_within_the_limit(encoding: str) -> None:
    body = bomb(encoding)
    decompress(compress(b"", encoding), encoding, 0)  # imports
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge) as caught:
            decompress(body, encoding, 8 * MIB)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert str(caught.value) == "the body is larger than the limit of 8388608 bytes"
    assert peak < 8 * MIB + 3 * MIB


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_large_body_may_be_so_many_times_as_large_as_it_came(encoding: str) -> None:
    packed = compress(bytes(3 * MIB), encoding)
    ratio = 3 * MIB // len(packed)
    assert decompress(packed, encoding, 3 * MIB, ratio + 1) == bytes(3 * MIB)
    with pytest.raises(TooDense) as caught:
        decompress(packed, encoding, 3 * MIB, ratio // 2)
    assert str(caught.value) == f"the body becomes more than {ratio // 2} times as large when it is decompressed"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_how_dense_a_small_body_is_does_not_matter(encoding: str) -> None:
    assert decompress(compress(bytes(MIB), encoding), encoding, 3 * MIB, 1) == bytes(MIB)


def test_a_body_that_is_too_large_anyway_is_not_called_dense() -> None:
    with pytest.raises(TooLarge) as caught:
        decompress(compress(bytes(3 * MIB), "zstd"), "zstd", MIB, 10)
    assert not isinstance(caught.value, TooDense)


def test_zstandard_is_imported_only_when_used() -> None:
    code = "import sys, otelevals.otlp.compression; sys.exit('zstandard' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
