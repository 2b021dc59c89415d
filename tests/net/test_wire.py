"""Responses are bytes that no header value can break out of."""

import pytest

from otelevals.net.message import Response
from otelevals.net.wire import encode

DATE = b"date: now\r\n"


def test_a_response_is_written_in_full() -> None:
    response = Response(200, b"hi", "text/plain", (("X-A", "1"),))
    assert encode(response, DATE, close=False, without_body=False) == (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nX-A: 1\r\ndate: now\r\ncontent-length: 2\r\n\r\nhi"
    )


def test_an_answer_to_head_has_the_length_but_no_body() -> None:
    assert encode(Response(404, b"hi"), b"", close=True, without_body=True) == (
        b"HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 2\r\n\r\n"
    )


def test_no_content_has_no_length() -> None:
    assert encode(Response(204), b"", close=False, without_body=False, extra=(("A", "b"),)) == (
        b"HTTP/1.1 204 No Content\r\nA: b\r\n\r\n"
    )


@pytest.mark.parametrize(
    "header",
    [("a", "b\r\nc: d"), ("a", "b\nc"), ("a", "\x00"), ("a: b\r\nc", "d"), ("", "x"), ("a b", "x"), ("a", "\u20ac")],
)
def test_a_header_that_would_break_the_head_is_an_error(header: tuple[str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - UnicodeEncodeError among them
        encode(Response(200, headers=(header,)), b"", close=False, without_body=False)


@pytest.mark.parametrize("response", [Response(100), Response(299), Response(200, headers=(("Content-Length", "1"),))])
def test_a_response_that_is_not_final_or_sets_framing_is_an_error(response: Response) -> None:
    with pytest.raises(ValueError, match=r"status|299|the server sets the response header Content-Length"):
        encode(response, b"", close=False, without_body=False)
