"""Judge calls for a pass rate with a 95% interval of ±2 points: `python -m bench.judge_cost [--repeats N] [--seed N]`.

Each technique alone, and together, against drawing turns uniformly. Each draws some 900 of the turns of a window, many
times over; calls that are needed follow from how far its estimates are off, which falls with their square root. The
traffic: 30,000 sessions of five turns on average, alike with a correlation of 0.25; 90% of turns pass. 2% of sessions
are of the rare segment, where 60% pass. A code check, run on everything, flags 50% of the turns that fail and 3% of
those that pass. A small model's guess is right for 90% of the turns that pass and 70% of those that fail; its cost
is not counted. 30% of turns have one of 300 answers that come again and again, of which few are much more frequent;
each of those always passes or always fails.
"""

import argparse
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from otelevals.stats.power import sample_size
from otelevals.stats.strata import allocation

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
CALLS = 900
SESSIONS, TURNS, CORRELATION = 30_000, 5.0, 0.25
RATE, RARE_RATE, RARE = 0.9, 0.6, 0.02
CANNED, CANNED_SHARE = 300, 0.3
HALF_WIDTH = 0.02


class Window(NamedTuple):
    """The turns of all traffic."""

    passed: Floats
    session: Ints
    rare: Flags
    flagged: Flags
    guessed: Floats
    answer: Ints
    """Equal ones are judged once."""


class Judged(NamedTuple):
    estimate: float
    calls: int
    """That are paid."""
    rare: float
    """The estimate for the rare segment."""


def window(dice: np.random.Generator) -> Window:
    concentration = (1 - CORRELATION) / CORRELATION
    rare_session = dice.random(SESSIONS) < RARE
    usual = (RATE - RARE * RARE_RATE) / (1 - RARE)
    rates = np.where(rare_session, RARE_RATE, usual) * concentration
    own = dice.beta(rates, concentration - rates)
    session = np.repeat(np.arange(SESSIONS), dice.geometric(1 / TURNS, SESSIONS))
    passed = dice.random(len(session)) < own[session]
    popular = 1 / np.arange(1, CANNED + 1)
    kinds = dice.choice(CANNED, len(session), p=popular / popular.sum())
    canned = (dice.random(len(session)) < CANNED_SHARE) & ~rare_session[session]
    passed = np.where(canned, (dice.random(CANNED) < usual)[kinds], passed)
    flagged = dice.random(len(session)) < np.where(passed, 0.03, 0.5)
    guessed = np.where(passed, dice.random(len(session)) < 0.9, dice.random(len(session)) > 0.7)
    answer = np.where(canned, kinds, CANNED + np.arange(len(session)))
    return Window(passed.astype(float), session, rare_session[session], flagged, guessed.astype(float), answer)


def _judged(traffic: Window, p: Floats, dice: np.random.Generator, cached: bool = False) -> Judged:
    chosen = np.flatnonzero(dice.random(len(p)) < p)
    return Judged(_mean(traffic, p, chosen), _paid(traffic, chosen, cached), _mean(traffic, p, chosen, traffic.rare))


def _paid(traffic: Window, chosen: Ints, cached: bool) -> int:
    return len(np.unique(traffic.answer[chosen])) if cached else len(chosen)


def _mean(traffic: Window, p: Floats, chosen: Ints, among: Flags | None = None) -> float:
    some = chosen if among is None else chosen[among[chosen]]
    return float(np.average(traffic.passed[some], weights=1 / p[some])) if len(some) else float("nan")


def uniform(traffic: Window, dice: np.random.Generator, cached: bool = False) -> Judged:
    return _judged(traffic, np.full(len(traffic.passed), CALLS / len(traffic.passed)), dice, cached)


def caching(traffic: Window, dice: np.random.Generator) -> Judged:
    return uniform(traffic, dice, cached=True)


def whole_sessions(traffic: Window, dice: np.random.Generator) -> Judged:
    p = CALLS / len(traffic.passed)
    chosen = np.flatnonzero((dice.random(SESSIONS) < p)[traffic.session])
    weights = np.full(len(traffic.passed), p)
    return Judged(_mean(traffic, weights, chosen), len(chosen), _mean(traffic, weights, chosen, traffic.rare))


def rare_oversampled(traffic: Window, dice: np.random.Generator) -> Judged:
    """A quarter of the calls for the rare segment."""
    count = traffic.rare.sum()
    p = np.where(traffic.rare, min(CALLS / 4 / count, 1), CALLS * 3 / 4 / (len(traffic.passed) - count))
    return _judged(traffic, p, dice)


def flagged_always(traffic: Window, dice: np.random.Generator) -> Judged:
    """As `always` does it, here with half of the calls for what is flagged; others uniformly."""
    count = traffic.flagged.sum()
    p = np.where(traffic.flagged, min(CALLS / 2 / count, 1), CALLS / 2 / (len(traffic.passed) - count))
    return _judged(traffic, p, dice)


def known_sizes(traffic: Window, dice: np.random.Generator) -> Judged:
    """Drawn uniformly, and the check's strata counted by how many turns they have."""
    return _stratified(traffic, np.full(len(traffic.passed), CALLS / len(traffic.passed)), dice)


def strata(traffic: Window, dice: np.random.Generator) -> Judged:
    """Those of the check and the rare segment, with the probabilities that say the most, and their sizes."""
    return _stratified(traffic, _best(traffic), dice)


def _best(traffic: Window) -> Floats:
    places = _strata_of(traffic)
    sizes = np.bincount(places, minlength=4).tolist()
    deviations = [float(traffic.passed[places == place].std()) for place in range(4)]
    return np.maximum(allocation(sizes, deviations, CALLS), 0.001)[places]


def _strata_of(traffic: Window) -> Ints:
    return traffic.flagged + 2 * traffic.rare.astype(np.int64)


def _stratified(
    traffic: Window, p: Floats, dice: np.random.Generator, cached: bool = False, guess: Floats | None = None
) -> Judged:
    """With a guess: the strata's mean guesses, put right by the judged ones, as far as the guess is worth it."""
    places, value, rare = _strata_of(traffic), 0.0, 0.0
    chosen = np.flatnonzero(dice.random(len(p)) < p)
    for place in range(4):
        inside = places == place
        some = chosen[places[chosen] == place]
        passed = traffic.passed[some]
        mean = float(np.average(passed, weights=1 / p[some])) if len(some) else RATE
        if guess is not None and len(some) > 10 and guess[some].std() > 0:
            slope = float(np.cov(passed, guess[some])[0, 1] / guess[some].var(ddof=1))
            mean += slope * float(guess[inside].mean() - np.average(guess[some], weights=1 / p[some]))
        value += mean * inside.sum() / len(p)
        rare += mean * inside.sum() / traffic.rare.sum() if place >= 2 else 0.0
    return Judged(value, _paid(traffic, chosen, cached), rare)


def guesses(traffic: Window, dice: np.random.Generator) -> Judged:
    """A regression on the small model's guess, which is known of all turns (prediction-powered inference)."""
    p = np.full(len(traffic.passed), CALLS / len(traffic.passed))
    return _stratified(traffic._replace(flagged=np.zeros(len(p), bool)), p, dice, guess=traffic.guessed)


def together(traffic: Window, dice: np.random.Generator) -> Judged:
    """Strata with their sizes, the guess, and caching."""
    return _stratified(traffic, _best(traffic), dice, True, traffic.guessed)


TECHNIQUES: dict[str, Callable[[Window, np.random.Generator], Judged]] = {
    "uniform, turns": uniform,
    "uniform, whole sessions": whole_sessions,
    "a quarter for the rare segment": rare_oversampled,
    "half for what the check flags": flagged_always,
    "sizes of strata known (code check)": known_sizes,
    "strata (Neyman), sizes known": strata,
    "a small model's guess (regression)": guesses,
    "caching": caching,
    "strata, guess and caching": together,
}


def needed(errors: Floats, calls: float, half_width: float) -> float:
    """Calls for an interval that reaches so far to either side."""
    return calls * float(np.nanmean(errors**2)) * (1.96 / half_width) ** 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = np.random.default_rng(options.seed)
    errors = {name: np.empty((options.repeats, 3)) for name in TECHNIQUES}
    for number in range(options.repeats):
        traffic = window(dice)
        truth, rare = traffic.passed.mean(), traffic.passed[traffic.rare].mean()
        for name, technique in TECHNIQUES.items():
            found = technique(traffic, dice)
            errors[name][number] = found.estimate - truth, found.calls, found.rare - rare
    print(f"independent turns, by the textbook: {sample_size(HALF_WIDTH, RATE)} calls for ±2 points\n")
    print(f"{'':38}{'calls for ±2 points':>20}{'of uniform':>12}{'for ±5 in the rare segment':>30}{'bias':>9}")
    usual = needed(errors["uniform, turns"][:, 0], errors["uniform, turns"][:, 1].mean(), HALF_WIDTH)
    for name, rows in errors.items():
        calls = rows[:, 1].mean()
        some, segment = needed(rows[:, 0], calls, HALF_WIDTH), needed(rows[:, 2], calls, 0.05)
        print(f"{name:38}{some:20,.0f}{some / usual:12.0%}{segment:30,.0f}{rows[:, 0].mean():+9.4f}")


if __name__ == "__main__":
    main()
