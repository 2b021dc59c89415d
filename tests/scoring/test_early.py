"""Plain spans are kept for the first GenAI span of their trace, within bounds."""

from otelevals.api.trace_key import TraceKey
from otelevals.scoring.early import EarlySpans
from otelevals.scoring.known import Came
from tests.processors.build import payload
from tests.processors.line import span

KEYS: list[TraceKey] = [bytes([number]) * 16 for number in range(3)]


def plain(number: int) -> Came:
    made = payload(span(number))
    ((raw,),) = made.parts
    return raw, made.scope(0)


def test_spans_are_taken_once_and_by_their_trace() -> None:
    early, kept = EarlySpans(10_000), plain(1)
    early.add(KEYS[0], kept)
    assert early.take(KEYS[1]) == []
    assert early.take(KEYS[0]) == [kept]
    assert early.take(KEYS[0]) == []
    assert early.bytes == 0


def test_what_came_first_goes_first() -> None:
    early, spans = EarlySpans(1500), [plain(number) for number in (1, 2, 3)]
    for key, kept in zip(KEYS, spans, strict=True):
        early.add(key, kept)
        assert early.bytes <= 1500
    assert [early.take(key) for key in KEYS] == [[], [spans[1]], [spans[2]]]


def test_a_trace_has_so_many_and_no_more() -> None:
    early = EarlySpans(1_000_000)
    for number in range(1, 1000):
        early.add(KEYS[0], plain(number))
    assert len(early.take(KEYS[0])) == 20


def test_one_that_is_larger_than_all_room_is_not_kept() -> None:
    early = EarlySpans(1)
    early.add(KEYS[0], plain(1))
    assert (early.bytes, early.take(KEYS[0])) == (0, [])
