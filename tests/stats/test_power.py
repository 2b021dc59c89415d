"""How much has to be evaluated."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import samplesize_confint_proportion

from otelevals.stats.drop import Drop
from otelevals.stats.power import design_effect, detection_delay, sample_size, sample_size_to_compare


@given(st.floats(0.05, 0.95), st.floats(0.01, 0.2))
def test_sample_sizes_are_those_of_statsmodels(rate: float, half: float) -> None:
    assert sample_size(half, rate) == pytest.approx(samplesize_confint_proportion(rate, half), abs=1)


def test_sample_sizes_of_textbooks() -> None:
    """Cochran, Sampling Techniques (3rd ed.), 4.4: 384 for 5 points; Fleiss, Statistical Methods for Rates and
    Proportions, without the correction for continuity: 0.6 and 0.7 with power 0.8."""
    assert sample_size(0.05) == 385
    assert sample_size_to_compare(0.6, 0.7) == pytest.approx(356, abs=4)


def test_sessions_cost_more() -> None:
    assert design_effect(1, 0.25) == 1
    assert design_effect(5, 0.25) == 2
    assert sample_size(0.02, 0.9, design_effect(5, 0.25)) == pytest.approx(2 * sample_size(0.02, 0.9), abs=1)


@given(st.floats(0.02, 0.4), st.floats(1e-4, 10), st.integers(1, 1000))
def test_a_larger_drop_is_found_sooner(drop: float, per_second: float, slices: int) -> None:
    month = 30 * 86_400
    small = detection_delay(0.9, 0.9 - drop, per_second, month, slices)
    large = detection_delay(0.9, 0.9 - drop * 1.5, per_second, month, slices)
    assert 0 < large.evaluations <= small.evaluations
    assert small.seconds == pytest.approx(small.evaluations / per_second)


def test_it_takes_as_long_as_expected_until_a_drop_is_found() -> None:
    """Within a quarter: bettors have to find out how large the drop is."""
    dice, every, count = random.Random(1), 1e6, 100
    found = 0
    for _ in range(count):
        drop = Drop()
        for number in range(10_300):
            drop.observe(1.0, 0.9, float(dice.random() < (0.9 if number < 300 else 0.85)), 1.0)
            if number >= 300 and drop.evidence >= every:
                found += number - 300
                break
    assert found / count == pytest.approx(detection_delay(0.9, 0.85, 1.0, every).evaluations, rel=0.25)


def test_what_is_no_drop_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a drop is from a rate below 1 to a lower one above 0$"):
        detection_delay(0.8, 0.9, 1.0, 86_400)
