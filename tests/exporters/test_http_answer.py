"""An answer is parsed as it comes, and is gone with whoever read it."""

import gc
import weakref

import pytest

from otelevals.exporters.http_answer import HttpAnswer

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok"


@pytest.mark.parametrize("size", [1, 7, len(WHOLE)])
def test_it_is_parsed_in_any_pieces(size: int) -> None:
    answer = HttpAnswer()
    for start in range(0, len(WHOLE), size):
        assert not answer.done
        answer.feed(WHOLE[start : start + size])
    assert (answer.status, answer.body, answer.headers["x-a"], answer.reusable) == (200, b"ok", "b", True)


def test_it_is_forgotten_without_the_collector() -> None:
    answer = HttpAnswer()
    answer.feed(WHOLE)
    seen = weakref.ref(answer)
    gc.disable()
    try:
        del answer
        assert seen() is None
    finally:
        gc.enable()
