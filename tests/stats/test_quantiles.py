"""Quantiles are those of scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from otelevals.stats.quantiles import incomplete_beta, normal, student, student_below


@given(st.floats(0.6, 0.9999), st.floats(1, 1e5))
def test_students_distribution(probability: float, df: float) -> None:
    assert student(probability, df) == pytest.approx(stats.t.ppf(probability, df), rel=1e-7, abs=1e-9)


@given(st.floats(0, 50), st.floats(1, 1e4))
def test_the_probability_to_be_below_a_value(value: float, df: float) -> None:
    assert student_below(value, df) == pytest.approx(stats.t.cdf(value, df), abs=1e-9)


@given(st.floats(0.1, 1e3), st.floats(0.1, 1e3), st.floats(0, 1))
def test_the_beta_distribution(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-9)


def test_it_is_symmetrical_and_normal_in_the_end() -> None:
    assert student(0.025, 7) == -student(0.975, 7)
    assert student(0.975, 1e9) == normal(0.975) == pytest.approx(1.959964, abs=1e-6)
