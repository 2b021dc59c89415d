"""Evidence that something comes less often."""

import math

import numpy as np
import pytest

from otelevals.stats.quiet import SHARES, Quiet, at_once

MINUTE = 60.0


def watched(rate: float, minutes: int, dice: np.random.Generator, expected: float = 0.1) -> Quiet:
    quiet = Quiet()
    for came in dice.poisson(rate * MINUTE, minutes).tolist():
        quiet.observe(MINUTE, came, expected)
    return quiet


def test_silence_is_as_unlikely_as_no_event_of_a_poisson_process() -> None:
    quiet = Quiet()
    quiet.observe(MINUTE, 0, 0.1)
    assert quiet.capital[0] == pytest.approx(MINUTE * math.exp(6))


def test_watching_what_comes_as_expected_its_mean_is_the_time() -> None:
    dice = np.random.default_rng(2)
    evidence = [watched(0.01, 5, dice, 0.01).evidence for _ in range(4000)]
    assert np.mean(evidence) == pytest.approx(5 * MINUTE, rel=0.1)


def test_silence_is_found_within_minutes_and_half_of_what_is_expected_within_hours() -> None:
    dice = np.random.default_rng(1)
    assert watched(0.0, 5, dice).evidence > 30 * 86_400
    assert watched(0.05, 120, dice).evidence > 30 * 86_400
    assert watched(0.11, 1000, dice).evidence < 1e5


def test_it_goes_on_after_a_restart_and_forgets() -> None:
    quiet = watched(0.02, 3, np.random.default_rng(1))
    again = Quiet(quiet.capital)
    assert again.evidence == quiet.evidence
    again.forget()
    assert again.evidence == 0
    with pytest.raises(ValueError, match=r"^evidence is 4 numbers, not 1$"):
        Quiet([1.0])


def test_ten_years_of_silence_are_no_error() -> None:
    quiet = Quiet()
    quiet.observe(1e9, 0, 1.0)
    quiet.observe(60.0, 100, 1.0)
    assert math.isfinite(quiet.evidence)


@pytest.mark.parametrize("sizes", [{3: 1.0}, {1: 0.5, 2: 0.25, 4: 0.125, 8: 0.125}])
def test_what_comes_several_at_once_makes_no_evidence(sizes: dict[int, float]) -> None:
    """Over all that may happen in a minute: numbers of times at which some come, with the sizes of each."""
    mean = sum(size * share for size, share in sizes.items())
    together = sum(size * size * share for size, share in sizes.items()) / mean
    times = 4.0
    for bettor, share in enumerate(SHARES):
        fades = sum(chance * share ** (size / together) for size, chance in sizes.items())
        whole = MINUTE * math.exp((1 - share) * times * mean / together) * math.exp(-times * (1 - fades))
        assert whole <= MINUTE * 1.000001
        quiet = Quiet()
        quiet.observe(MINUTE, 3, times * mean / MINUTE, together)
        told = (1 - share) * times * mean / together
        assert quiet.capital[bettor] == pytest.approx(MINUTE * math.exp(told) * share ** (3 / together))


@pytest.mark.parametrize(("number", "low", "high"), [(1, 1.0, 1.6), (5, 3.3, 7.5), (20, 13.0, 30.0)])
def test_how_many_come_at_once_is_seen_in_counts_of_hours(number: int, low: float, high: float) -> None:
    """Compound Poisson counts vary so many times as much as their mean, here in the rhythm of a day."""
    dice = np.random.default_rng(3)
    rhythm = 200 * (1 + 0.5 * np.sin(2 * np.pi * np.arange(24 * 7 * 8) / 24))
    assert low <= at_once((number * dice.poisson(rhythm / number)).tolist()) <= high


def test_how_many_come_at_once_is_known_of_enough_hours_only() -> None:
    assert at_once([]) == at_once([0, 100] * 6) == at_once([0, 4] * 80) == 1.0
    assert at_once([0, 100] * 7) > 100


@pytest.mark.parametrize("wrong", [(-1.0, 0, 0.1, 1.0), (60.0, 0, 0.1, 0.5)])
def test_what_cannot_be_is_refused(wrong: tuple[float, int, float, float]) -> None:
    with pytest.raises(ValueError, match=r"^seconds, numbers and rates are not negative, and at least one comes at"):
        Quiet().observe(*wrong)
