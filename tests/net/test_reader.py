"""The reader finds the same requests however the bytes are cut, and holds little until it has a whole one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.net.head import HttpError
from otelevals.net.limits import Limits
from otelevals.net.reader import RequestReader

LIMITS = Limits(max_header_bytes=200, max_body_bytes=50)
HEAD = b"POST /%d HTTP/1.1\r\nHost: a\r\n"


def request(number: int, body: bytes | None, chunked: bool) -> bytes:
    head = HEAD % number
    if body is None:
        return head + b"\r\n"
    if chunked:
        end = b"0\r\n\r\n" if not body else b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + end
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def read_all(reader: RequestReader) -> list[tuple[str, bytes]]:
    found = []
    while (each := reader.next_request()) is not None:
        found.append((each[0].path, each[1]))
    return found


@given(
    st.lists(st.tuples(st.none() | st.binary(max_size=50), st.booleans()), max_size=6),
    st.lists(st.integers(1, 80), min_size=1, max_size=10),
)
def test_requests_do_not_depend_on_how_the_bytes_are_cut(
    bodies: list[tuple[bytes | None, bool]], cuts: list[int]
) -> None:
    data = b"".join(request(number, *each) for number, each in enumerate(bodies))
    reader = RequestReader(LIMITS)
    found = []
    turn = 0
    while data:
        cut = cuts[turn % len(cuts)]
        reader.feed(data[:cut])
        found += read_all(reader)
        data = data[cut:]
        turn += 1
    assert found == [(f"/{number}", body or b"") for number, (body, _) in enumerate(bodies)]
    assert reader.held == 0


@given(st.lists(st.binary(max_size=300), max_size=10))
def test_any_bytes_are_requests_or_refused(pieces: list[bytes]) -> None:
    reader = RequestReader(LIMITS)
    status = 200
    try:
        for piece in pieces:
            reader.feed(piece)
            read_all(reader)
            assert reader.held < 2000
    except HttpError as error:
        status = error.status
    assert status in (200, 400, 413, 417, 431, 501, 505)


def test_a_head_that_does_not_end_is_refused_at_the_limit() -> None:
    reader = RequestReader(LIMITS)
    reader.feed(b"GET / HTTP/1.1\r\nX: ")
    assert reader.next_request() is None
    reader.feed(b"a" * 180)
    assert reader.next_request() is None
    reader.feed(b"a" * 2)
    with pytest.raises(HttpError) as caught:
        reader.next_request()
    assert (caught.value.status, caught.value.message) == (
        431,
        "the request line and headers are larger than 200 bytes",
    )


def test_a_body_beyond_the_limit_is_refused_by_its_length() -> None:
    reader = RequestReader(LIMITS)
    reader.feed(HEAD % 1 + b"Content-Length: 51\r\n\r\n")
    with pytest.raises(HttpError) as caught:
        reader.next_request()
    assert (caught.value.status, caught.value.message) == (413, "the request body is larger than 50 bytes")


def test_what_is_not_http_is_refused_at_its_first_byte() -> None:
    reader = RequestReader(LIMITS)
    reader.feed(b"\x16\x03\x01")
    with pytest.raises(HttpError, match="this is not HTTP"):
        reader.next_request()


def test_an_empty_line_before_a_request_is_ignored() -> None:
    reader = RequestReader(LIMITS)
    reader.feed(b"\r\n" + request(1, b"x", False))
    assert read_all(reader) == [("/1", b"x")]


def test_a_client_that_waits_for_100_continue_is_noticed_once() -> None:
    reader = RequestReader(LIMITS)
    reader.feed(HEAD % 1 + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    assert reader.next_request() is None
    assert reader.wants_continue
    reader.feed(b"a")
    assert reader.next_request() is None
    assert not reader.wants_continue
