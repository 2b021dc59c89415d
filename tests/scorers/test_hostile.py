"""Texts that are meant to keep a scorer busy take time in proportion to their size, through every built-in scorer."""

import time

import pytest

from otelevals.scoring.score import NoVerdict, Score
from tests.scorers.hostile import BUILT_IN, TEXTS, Case

SIZE = 100_000
NOTHING = 0.02
"""Seconds that are not worth comparing: those of a machine with much else to do."""


def least_time(case: Case) -> float:
    """CPU seconds of this thread, the least of a few runs."""
    times = []
    for _ in range(3):
        started = time.thread_time()
        case.run()
        times.append(time.thread_time() - started)
        if times[-1] < NOTHING:
            break
    return min(times)


@pytest.mark.parametrize("name", BUILT_IN)
def test_twice_the_text_takes_less_than_four_times_as_long(name: str) -> None:
    for text, make in TEXTS.items():
        larger = least_time(Case(name, make(2 * SIZE)))
        if larger > NOTHING:
            assert larger < 4 * max(least_time(Case(name, make(SIZE))), NOTHING / 4), text


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_megabyte_gets_an_answer(name: str) -> None:
    for text in ("nested", "marks", "figures"):
        result = Case(name, TEXTS[text](1_000_000)).run()
        assert isinstance(result, bool | Score | NoVerdict | Exception)
