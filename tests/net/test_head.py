"""Heads are parsed strictly: what could be read in two ways is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.net.head import HttpError, parse_head, split_target

HOST = b"Host: a\r\n"


def post(headers: bytes, version: bytes = b"HTTP/1.1") -> bytes:
    return b"POST /v1/traces " + version + b"\r\n" + headers + b"\r\n"


def refusal(data: bytes) -> int:
    with pytest.raises(HttpError) as caught:
        parse_head(data, 100)
    return caught.value.status


def test_a_head_is_parsed() -> None:
    head = parse_head(post(HOST + b"Content-Length: 3 \r\nX-A: 1\r\nx-a: 2\r\nEmpty:\r\nExpect: 100-Continue\r\n"), 100)
    assert (head.method, head.path, head.query) == ("POST", "/v1/traces", "")
    assert head.fields == {
        b"host": b"a",
        b"content-length": b"3",
        b"x-a": b"1, 2",
        b"empty": b"",
        b"expect": b"100-Continue",
    }
    assert (head.content_length, head.chunked, head.keep_alive, head.expects_continue) == (3, False, True, True)


@pytest.mark.parametrize(
    "headers",
    [
        b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 3\r\nContent-Length: 3\r\n",
        b"Content-Length: 3\r\ncontent-length: 4\r\n",
        b"Content-Length: 3, 3\r\n",
        b"Content-Length: +3\r\n",
        b"Content-Length: -3\r\n",
        b"Content-Length: 0x3\r\n",
        b"Content-Length: 3_0\r\n",
        b"Content-Length:\r\n",
        b"Content-Length: 99999999999999999999999\r\n",
        b"Content-Length : 3\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"X: 1\r\n 2\r\n",
        b"X: 1\nY: 2\r\n",
        b"X: 1\rY: 2\r\n",
        b"X: \x00\r\n",
        b"X\xff: 1\r\n",
        b": 1\r\n",
        b"Host: b\r\n",
    ],
)
def test_ambiguous_headers_are_refused(headers: bytes) -> None:
    assert refusal(post(HOST + headers)) == 400


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (post(b""), 400),
        (post(HOST + b"Transfer-Encoding: gzip, chunked\r\n"), 501),
        (post(HOST + b"Transfer-Encoding: chunked\r\n", b"HTTP/1.0"), 400),
        (post(HOST + b"Expect: a miracle\r\n"), 417),
        (post(HOST, b"HTTP/2.0"), 505),
        (post(HOST, b"HTTP/0.9"), 505),
        (post(HOST, b"RTSP/1.0"), 505),
        (post(HOST + b"X: 1\r\n" * 100), 431),
        (b"GET /\r\n\r\n", 505),
        (b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"YELL / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\n", 505),
        (b"HTTP/1.1 200 OK\r\n\r\n", 400),
        (b"\r\n", 400),
        (b"\r\n\r\n", 400),
    ],
)
def test_requests_that_are_not_served_are_refused(data: bytes, status: int) -> None:
    assert refusal(data) == status


@pytest.mark.parametrize(
    ("headers", "version", "kept"),
    [
        (HOST, b"HTTP/1.1", True),
        (HOST + b"Connection: keep-alive\r\n", b"HTTP/1.1", True),
        (HOST + b"Connection: Close\r\n", b"HTTP/1.1", False),
        (HOST + b"Connection: te, close\r\n", b"HTTP/1.1", False),
        (b"", b"HTTP/1.0", False),
        (b"Connection: keep-alive\r\n", b"HTTP/1.0", False),
    ],
)
def test_a_connection_is_kept_unless_the_client_says_otherwise(headers: bytes, version: bytes, kept: bool) -> None:
    assert parse_head(post(headers, version), 100).keep_alive is kept


def test_an_upgrade_is_ignored() -> None:
    head = parse_head(post(HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n"), 100)
    assert (head.content_length, head.keep_alive) == (3, True)


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        (b"/", "/", ""),
        (b"/a%20b/%C3%A9?c=%20&d", "/a b/é", "c=%20&d"),
        (b"/a?b?c", "/a", "b?c"),
        (b"/a#b?c", "/a", ""),
        (b"//a/b", "//a/b", ""),
        (b"/%ff", "/\ufffd", ""),
        (b"*", "*", ""),
        (b"http://a.b:80/c?d", "/c", "d"),
        (b"HTTPS://a", "/", ""),
        (b"http://a?b", "/", "b"),
    ],
)
def test_every_form_of_target_has_a_path(target: bytes, path: str, query: str) -> None:
    assert split_target(target) == (path, query)


@pytest.mark.parametrize("target", [b"http:///a", b"a:80", b"ftp://a/b"])
def test_a_target_that_is_no_path_is_refused(target: bytes) -> None:
    with pytest.raises(HttpError):
        split_target(target)


@given(st.binary(max_size=200))
def test_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    for head in (data + b"\r\n\r\n", b"GET " + data + b"\r\n\r\n", post(HOST + data + b"\r\n")):
        try:
            status = 200 if parse_head(head, 100).content_length >= 0 else 0
        except HttpError as error:
            status = error.status
        assert status in (200, 400, 417, 431, 501, 505)
