"""Sums of hours give means with intervals, are joined to days without a loss, and come back from bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.alerts.hours import DAY, HOUR, Bin, Hours, week_hour
from tests.alerts.samples import START

TURN = st.tuples(
    st.floats(0, 20 * DAY), st.integers(0, 31), st.floats(1, 100), st.floats(0, 1), st.booleans()
)  # seconds, group, weight, value, and whether it is taken back


def test_a_mean_has_an_interval_and_says_of_how_many() -> None:
    hours = Hours(9)
    for number in range(100):
        hours.add(START + number, number % 32, 2.0, float(number % 4 > 0))
    level = hours.level(START, START + HOUR)
    assert level is not None
    assert (level.mean, level.n) == (0.75, 100)
    assert level.low < 0.75 < level.high
    assert hours.level(START + HOUR, START + DAY) is None


@given(st.lists(TURN, max_size=50))
def test_nothing_is_lost_when_hours_become_days(turns: list[tuple[float, int, float, float, bool]]) -> None:
    hours = Hours(30)
    left = 0
    for time, group, weight, value, back in turns:
        hours.add(START + time, group, weight, value)
        left += 1
        if back:
            hours.add(START + time, group, weight, value, -1)
            left -= 1
    hours.keep_small(START + 20 * DAY)
    assert sum(each.n for each in hours.bins.values()) == left
    assert sum(1 for hour in hours.bins if hour < (START + 11 * DAY) // HOUR and hour % 24) == 0
    mean = hours.mean(START - DAY, START + 21 * DAY)
    assert mean is None or -1e-6 <= mean <= 1 + 1e-6


def test_what_is_older_than_is_kept_goes() -> None:
    hours = Hours(9)
    hours.add(START, 0, 1.0, 1.0)
    hours.keep_small(START + 11 * DAY)
    assert hours.bins == {}
    assert hours.changed == {int(START // HOUR)}


def test_what_is_taken_back_from_a_day_is_gone() -> None:
    hours = Hours(30)
    hours.add(START + HOUR, 3, 1.0, 1.0)
    hours.keep_small(START + 20 * DAY)
    hours.add(START + HOUR, 3, 1.0, 1.0, -1)
    assert hours.level(START, START + DAY) is None


@given(st.lists(TURN, min_size=1, max_size=20))
def test_bytes_hold_all(turns: list[tuple[float, int, float, float, bool]]) -> None:
    before = Bin()
    for _, group, weight, value, _ in turns:
        before.add(group, weight, value, 1)
    before.ended[2] = 3.0
    after = Bin.from_bytes(before.to_bytes())
    assert (after.n, after.sessions, after.sums, after.ended) == (before.n, before.sessions, before.sums, before.ended)


def test_sessions_are_expected_as_they_were_each_as_much_as_it_counts() -> None:
    hours = Hours(9)
    for number in range(200):
        hours.end_session(START + number // 4 * HOUR, float(number % 4 > 0), 1.0 if number % 2 else 0.5)
    profile = hours.profile(START, START + 8 * DAY, 50)
    assert profile is not None
    assert profile.level == pytest.approx(5 / 6)
    assert profile.error == pytest.approx((50 * (0.25 * 25 + 1 / 4 + 2) / 36 / 150**2 + (125 / 150**2) ** 2) ** 0.5)
    assert hours.profile(START, START + 8 * DAY, 51) is None


def test_a_session_that_comes_late_is_not_counted_in_its_hour() -> None:
    hours = Hours(9)
    hours.end_session(START, 1.0, 1.0)
    hours.end_session(START, 1.0, 1.0, late=True)
    assert hours.sessions([int(START // HOUR)]) == [1]


def test_hours_are_counted_from_a_monday() -> None:
    assert week_hour(int(START // HOUR)) // 24 % 7 == 3  # a Thursday
