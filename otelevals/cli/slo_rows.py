"""From sums to rows that say how objectives are kept: what is left of each error budget, and how fast it burns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from otelevals.alerts.rules import Objective, Rule
from otelevals.cli.report_rows import ends_of, given, slices_of
from otelevals.cli.times import shown
from otelevals.stats.budget import WINDOWS, budget_left, burn_rate, time_left
from otelevals.stats.interval import Interval
from otelevals.store.figures import Measured, pass_rate_of
from otelevals.store.totals import Total, Totals

_PROJECTED = "6h"
"""How fast the budget burns in it is taken for how it goes on."""
_WIDEST = 1.5
"""Sums that cover so many times the window say nothing of it."""

Windows = Mapping[float, Totals]
"""By seconds."""


class Value(NamedTuple):
    """None stands for what is not known, also how far the value may be off."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


class Row(NamedTuple):
    """One objective in one slice."""

    exporter: str
    sli: str
    scorer: str
    slice: str
    since: str
    until: str
    target: float
    n: int
    n_effective: float | None
    passed: Value
    left: Value
    """The share of the error budget."""
    burns: dict[str, Value]
    """By window: how many times too fast. Those of which sums are too wide are left out."""
    seconds_left: float | None
    """Until the budget is used up when it goes on like this; None also when it is not used up."""
    pages_at: tuple[float, ...]
    """The burns; none where no rule watches it, as none does all slices together."""
    clustered_by: str

    def named(self) -> dict[str, str | float | None]:
        """With the names that programs read."""
        start = (self.exporter, self.sli, self.scorer, self.slice, self.since, self.until)
        burns = [each for window in WINDOWS for each in self.burns.get(window, Value())]
        rest = (*self.passed, *self.left, *burns, self.seconds_left, self.clustered_by)
        return dict(zip(COLUMNS, (*start, self.target, self.n, self.n_effective, *rest), strict=True))


COLUMNS = (
    *("exporter", "sli", "scorer", "slice", "from", "to", "target", "n", "n_effective"),
    *("pass_rate", "pass_low", "pass_high", "budget_left", "budget_left_low", "budget_left_high"),
    *(f"burn_{window}{end}" for window in WINDOWS for end in ("", "_low", "_high")),
    *("seconds_left", "clustered_by"),
)


def lengths_of(rules: Sequence[Rule]) -> set[float]:
    """The windows, in seconds, whose sums rows are made of."""
    windows = [rule.objective.window for rule in rules if rule.objective is not None]
    return {*WINDOWS.values(), *windows, *(window / 2 for window in windows)}


def rows_of(exporter: str, rules: Sequence[Rule], windows: Windows, clustered_by: str) -> Iterator[Row]:
    """Of rules about objectives: a row for all evaluations, followed by those of the slices."""
    for rule in rules:
        objective = rule.objective
        assert objective is not None
        found = {seconds: _slices(rule, totals) for seconds, totals in windows.items()}
        for slice_ in sorted({"", *found[objective.window]}):
            parts = {seconds: slices.get(slice_, []) for seconds, slices in found.items()}
            row = _row(rule, objective, parts, windows)
            watched = row.pages_at if slice_ or not rule.source.by else ()
            yield row._replace(exporter=exporter, slice=slice_, clustered_by=clustered_by, pages_at=watched)


def _slices(rule: Rule, totals: Totals) -> dict[str, list[Total]]:
    """What passed or failed."""
    sums = [total for total in totals.sums if total.name == rule.source.scorer and total.passed is not None]
    return {slice_: part for (_, slice_), part in slices_of(sums, rule.source.by).items()}


def _row(rule: Rule, objective: Objective, parts: Mapping[float, list[Total]], windows: Windows) -> Row:
    target, window = objective.target, objective.window
    measured = pass_rate_of(parts[window])
    left = _of(measured, lambda passed: budget_left(passed, target))
    burns = {
        name: _of(pass_rate_of(parts[seconds]), lambda passed: burn_rate(passed, target))
        for name, seconds in WINDOWS.items()
        if windows[seconds].until - windows[seconds].since <= _WIDEST * seconds * 1000
    }
    n = given(parts[window])
    return Row(
        "",
        objective.name,
        rule.source.scorer,
        "",
        shown(windows[window].since),
        shown(windows[window].until),
        target,
        n,
        measured.n_effective if measured else None,
        Value(measured.value, *ends_of(measured)) if measured else Value(),
        left,
        burns,
        _seconds_left(left, burns, window, since_before=n > given(parts[window / 2])),
        tuple(looked.burn.rate for looked in rule.looked if looked.burn is not None and looked.page),
        "",
    )


def _of(measured: Measured | None, made: Callable[[Interval], Interval]) -> Value:
    if measured is None:
        return Value()
    value, interval = measured.value, measured.interval
    if interval is None:
        return Value(made(Interval(value, value, value)).value)
    return Value(*made(Interval(value, interval.low, interval.high)))


def _seconds_left(left: Value, burns: Mapping[str, Value], window: float, *, since_before: bool) -> float | None:
    """`since_before` says whether something came before the second half of the window."""
    if left.value is not None and left.value <= 0:
        return 0.0
    burn = burns.get(_PROJECTED, Value()).value
    return time_left(left.value, burn, window) if left.value is not None and burn is not None and since_before else None
