"""Bodies are put together from any pieces, and chunked framing is checked to the byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.net.body import ChunkedBody, LengthBody
from otelevals.net.head import HttpError


def decode(data: bytes, step: int = 1000, limit: int = 1000) -> tuple[bytes, int]:
    """The body and how many bytes it took, fed in pieces of `step` bytes."""
    body = ChunkedBody(limit)
    taken = 0
    while not body.done:
        piece = data[taken : taken + step]
        assert piece, "the body does not end"
        taken += body.feed(piece, 0)
    return body.take(), taken


def refusal(data: bytes, limit: int = 1000) -> int:
    with pytest.raises(HttpError) as caught:
        ChunkedBody(limit).feed(data, 0)
    return caught.value.status


def test_a_body_of_known_length_leaves_the_rest() -> None:
    body = LengthBody(5)
    assert body.feed(b"..ab", 2) == 4
    assert (body.done, body.size) == (False, 2)
    assert body.feed(b"cdefg", 0) == 3
    assert (body.done, body.take()) == (True, b"abcde")


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), st.integers(1, 50), st.binary(max_size=5))
def test_chunks_are_joined_however_they_arrive(chunks: list[bytes], step: int, rest: bytes) -> None:
    data = b"".join(b"%X;x=y\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\nA: b\r\n\r\n"
    assert decode(data + rest, step) == (b"".join(chunks), len(data))


@pytest.mark.parametrize(
    "data",
    [
        b"3\nabc\r\n",
        b"3 \r\nabc\r\n",
        b" 3\r\nabc\r\n",
        b"+3\r\nabc\r\n",
        b"0x3\r\nabc\r\n",
        b"-1\r\n",
        b"\r\n",
        b"g\r\n",
        b"3\rabc\r\n",
        b"3\r\nabcd\r\n",
        b"3\r\nabc\n",
        b"3;a\rb\r\n",
        b"1" * 300,
        b"1;" + b"a" * 300 + b"\r\n",
        b"1111111111111111\r\n",
        b"0\r\n folded\r\n",
        b"0\r\nno colon\r\n",
        b"0\r\nA: b\n",
    ],
)
def test_framing_errors_are_refused(data: bytes) -> None:
    assert refusal(data) == 400


def test_a_chunk_beyond_the_limit_is_refused_before_it_arrives() -> None:
    assert decode(b"3\r\nabc\r\n0\r\n\r\n", limit=3)[0] == b"abc"
    assert refusal(b"4\r\n", limit=3) == 413
    assert refusal(b"3\r\nabc\r\n1\r\n", limit=3) == 413


def test_endless_framing_is_refused() -> None:
    assert refusal(b"1\r\na\r\n" * 20_000, limit=1_000_000) == 400
    assert refusal(b"0\r\n" + b"A: b\r\n" * 1000) == 431


@given(st.binary(max_size=100), st.integers(1, 100))
def test_any_bytes_are_a_body_or_refused(data: bytes, step: int) -> None:
    body = ChunkedBody(50)
    status = 200
    try:
        for start in range(0, len(data), step):
            piece = data[start : start + step]
            assert body.feed(piece, 0) <= len(piece)
    except HttpError as error:
        status = error.status
    assert status in (200, 400, 413, 431)
    assert body.held <= 50
