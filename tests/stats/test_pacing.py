"""A pace keeps a number in each period, whatever the traffic."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.stats.pacing import Pace, arrive, expected, paced


def kept(arrivals: list[float], keep: float, seconds: float = 60) -> list[float]:
    """The probabilities of all."""
    pace, result = Pace(), []
    for time in arrivals:
        pace = arrive(pace, time, seconds)
        result.append(paced(keep, pace, time, seconds))
    return result


def evenly(count: int, begin: float, end: float) -> list[float]:
    return [begin + (end - begin) * number / count for number in range(count)]


def test_a_steady_stream_is_kept_at_the_pace() -> None:
    probabilities = kept(evenly(60_000, 0, 600), 10)
    assert sum(probabilities[6000:]) == pytest.approx(90, rel=0.01)


def test_where_few_come_all_are_kept() -> None:
    assert kept(evenly(30, 0, 600), 10) == [1.0] * 30


def test_a_start_keeps_a_few_times_as_many() -> None:
    assert sum(kept(evenly(6000, 0, 60), 10)) == pytest.approx(10 * (1 + log(600)), rel=0.01)


def test_a_burst_keeps_a_few_times_as_many_in_its_first_minute() -> None:
    quiet, burst = evenly(6000, 0, 600), evenly(60_000, 600, 660)
    assert 20 < sum(kept(quiet + burst, 10)[6000:]) < 10 * (1 + log(100))


def test_after_silence_it_starts_again() -> None:
    pace = arrive(arrive(Pace(), 10, 60), 1000, 60)
    assert (pace.now, pace.before) == (1, 0)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0.01, 100))
def test_times_in_any_order_give_probabilities(times: list[float], keep: float) -> None:
    assert all(0 < p <= 1 for p in kept(times, keep))


def test_a_clock_that_goes_back_counts_in_the_latest_period() -> None:
    pace = arrive(arrive(Pace(), 100, 60), 30, 60)
    assert pace == Pace(1, 2, 0)
    assert expected(pace, 30, 60) == 2
