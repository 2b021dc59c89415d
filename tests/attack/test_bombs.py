"""Small requests that become large ones are refused before they have."""

import gzip
import zlib
from collections.abc import Callable

import pytest
from grpc import Compression, StatusCode

from otelevals.otlp.anyvalue import varint
from otelevals.otlp.compression import compress
from otelevals.testing import trace_request
from tests.attack.victim import LIMIT, MIB, Victim

pytestmark = pytest.mark.xdist_group("attack")  # one collector for all


ZEROS = bytes(16 * LIMIT)
BOMBS = {
    "gzip": compress(ZEROS, "gzip", 9),
    "deflate": compress(ZEROS, "deflate", 9),
    "zstd": compress(ZEROS, "zstd", 19),
}
_BARE = zlib.compressobj(9, wbits=-15)
BARE_DEFLATE = _BARE.compress(ZEROS) + _BARE.flush()


@pytest.mark.parametrize("encoding", BOMBS)
def test_a_bomb_over_http_is_refused(target: Victim, encoding: str) -> None:
    assert [target.post(BOMBS[encoding], encoding=encoding) for _ in range(4)] == [413] * 4


@pytest.mark.parametrize("encoding", BOMBS)
def test_a_bomb_that_stays_below_the_limit_is_refused(target: Victim, encoding: str) -> None:
    assert [target.post(compress(bytes(LIMIT), encoding, 9), encoding=encoding) for _ in range(4)] == [413] * 4


def test_a_bomb_of_many_small_ones_that_stays_below_the_limit_is_refused(target: Victim) -> None:
    assert target.post(compress(bytes(MIB), "zstd") * (LIMIT // MIB), encoding="zstd") == 413


def test_a_bomb_of_deflate_without_its_header_is_refused(target: Victim) -> None:
    assert target.post(BARE_DEFLATE, encoding="deflate") == 413


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_small_bombs_one_after_the_other_are_refused(target: Victim, encoding: str) -> None:
    assert target.post(compress(bytes(MIB), encoding) * (2 * LIMIT // MIB), encoding=encoding) == 413


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_very_many_empty_parts_are_refused(target: Victim, encoding: str) -> None:
    empty = compress(b"", encoding)
    assert target.post(empty * (LIMIT // len(empty) // 2), encoding=encoding) == 400


@pytest.mark.parametrize("encoding", BOMBS)
def test_a_bomb_in_a_bomb_is_only_unpacked_once(target: Victim, encoding: str) -> None:
    assert target.post(compress(BOMBS["gzip"], encoding), encoding=encoding) == 400
    assert target.post(compress(BOMBS["gzip"], encoding), encoding=f"gzip, {encoding}") == 415


def test_bombs_over_grpc_are_refused(target: Victim) -> None:
    assert target.export(BOMBS["gzip"]) is StatusCode.RESOURCE_EXHAUSTED
    assert target.export(gzip.compress(bytes(MIB)) * (2 * LIMIT // MIB)) is StatusCode.RESOURCE_EXHAUSTED
    assert target.export(gzip.compress(BOMBS["gzip"])) is StatusCode.INVALID_ARGUMENT
    assert target.export(bytes(2 * LIMIT), Compression.Gzip) is StatusCode.RESOURCE_EXHAUSTED
    assert target.export(compress(bytes(LIMIT), "gzip", 9)) is StatusCode.RESOURCE_EXHAUSTED


def test_a_message_of_more_than_the_limit_is_refused(target: Victim) -> None:
    assert target.post(bytes(LIMIT + 1)) == 413
    assert target.export(bytes(LIMIT + 1)) is StatusCode.RESOURCE_EXHAUSTED


def nested(*fields: int, filling: bytes) -> bytes:
    """Bytes inside delimited fields, the innermost last."""
    for number in reversed(fields):
        filling = varint(number << 3 | 2) + varint(len(filling)) + filling
    return filling


MANY = LIMIT // 2 - 64


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"\x0a\x00" * MANY,
        lambda: nested(1, filling=b"\x12\x00" * MANY),
        lambda: nested(1, filling=b"\x0a\x00" * MANY),
        lambda: nested(1, 2, filling=b"\x12\x00" * MANY),
        lambda: b"\x0b" + b"\x0a\x00" * MANY + b"\x0c",
        lambda: b"\x50\x00" * MANY,
    ],
    ids=["resources", "scopes", "parts of a resource", "spans", "in an obsolete group", "unknown fields"],
)
def test_a_request_of_millions_of_parts_is_refused(target: Victim, make: Callable[[], bytes]) -> None:
    body = make()
    assert target.post(body) == 400
    assert target.export(body) is StatusCode.INVALID_ARGUMENT


def test_very_many_attributes_are_just_a_request(target: Victim) -> None:
    raw = trace_request([{f"key{number}": number for number in range(200_000)} | {"text": "x"}]).SerializeToString()
    assert target.post(raw) == 200
    assert target.post(compress(raw, "zstd"), encoding="zstd") == 200
