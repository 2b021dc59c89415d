"""Totals stand for what was not evaluated."""

import pytest

from otelevals.stats.totals import count, count_of_groups


def test_ten_of_one_in_twenty_are_two_hundred() -> None:
    """Poisson sampling: the variance is the sum of (1 - p) / p² (Särndal, Swensson and Wretman 1992, section 3.5)."""
    found = count(200.0, 4000.0)
    assert found.value == 200
    assert found.width / 2 == pytest.approx(1.959964 * (10 * 0.95 / 0.05**2) ** 0.5, rel=1e-6)


def test_all_that_were_evaluated_are_counted_exactly() -> None:
    assert count(7.0, 7.0) == (7, 7, 7)


def test_a_total_is_not_negative() -> None:
    assert count(20.0, 400.0).low == 0


def test_groups_say_how_much_a_total_varies() -> None:
    found = count_of_groups([8.0, 12.0, 10.0, 10.0])
    assert found.value == 40
    assert found.width / 2 == pytest.approx(3.182446 * (4 / 3 * 8) ** 0.5, rel=1e-6)
