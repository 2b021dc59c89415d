"""From what judges spent to the rows of a report on costs, with what they will spend, at this rate or at another."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from otelevals.cli.times import DAY, shown
from otelevals.store.spending import Spender, Spending, Spent
from otelevals.store.totals import Totals

_NANO = 1e9
_SHORTEST = 60.0
"""Seconds from which a forecast is made at least."""
_MONTH = 30


class Row(NamedTuple):
    """What one scorer spent on one model of a judge. None stands for what is not known."""

    scorer: str
    judge: str
    model: str
    since: str
    until: str
    attempts: int
    failed: int
    unpriced: int
    verdicts: int
    cached: int
    prompt_tokens: int
    completion_tokens: int
    cost: float | None
    cost_per_verdict: float | None
    saved: float | None
    rate: float | None
    per_day: float | None
    per_30_days: float | None

    def named(self) -> dict[str, str | float | None]:
        """With the names that programs read."""
        return dict(zip(COLUMNS, self, strict=True))


COLUMNS = tuple({"since": "from", "until": "to"}.get(name, name) for name in Row._fields)


def rows_of(
    spending: Spending, totals: Totals, now: int, scorers: Collection[str] = (), rate: float | None = None
) -> list[Row]:
    """`rate` stands for the share of targets that is judged, in what is foreseen; without one it is the present rate.
    `scorers` leaves out others."""
    rates = present_rates(totals)
    days = _days(spending, now)
    return [
        _row(spender, spent, spending, days, rates.get(spender.scorer), rate)
        for spender, spent in spending.sums.items()
        if not scorers or spender.scorer in scorers
    ]


def total_of(rows: Iterable[Row]) -> Row:
    """The sum of rows of the same time."""
    rows = list(rows)
    cost = _sum(row.cost for row in rows)
    return rows[0]._replace(
        scorer="total",
        judge="",
        model="",
        attempts=sum(row.attempts for row in rows),
        failed=sum(row.failed for row in rows),
        unpriced=sum(row.unpriced for row in rows),
        verdicts=sum(row.verdicts for row in rows),
        cached=sum(row.cached for row in rows),
        prompt_tokens=sum(row.prompt_tokens for row in rows),
        completion_tokens=sum(row.completion_tokens for row in rows),
        cost=cost,
        cost_per_verdict=_ratio(cost, sum(row.verdicts for row in rows if row.cost is not None)),
        saved=_sum(row.saved for row in rows),
        rate=None,
        per_day=_sum(row.per_day for row in rows),
        per_30_days=_sum(row.per_30_days for row in rows),
    )


def present_rates(totals: Totals) -> dict[str, float]:
    """The share of targets that each scorer evaluated, from the probabilities of their evaluations."""
    found: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
    for total in totals.sums:
        n, w = found[total.scorer].get(total.name, (0, 0.0))
        found[total.scorer][total.name] = n + total.n, w + total.w
    largest = {
        scorer: max(names.values()) for scorer, names in found.items()
    }  # every target has one, the first verdict
    return {scorer: n / w for scorer, (n, w) in largest.items() if w}


def per_day_at(rows: Iterable[Row], rates: Iterable[float]) -> Iterator[tuple[str, float, Mapping[float, float]]]:
    """What each scorer would cost in a day at other rates than its present one."""
    known: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        known[row.scorer].append(row)
    for scorer, own in known.items():
        present, per_day = own[0].rate, _sum(row.per_day for row in own)
        if present is not None and per_day is not None:
            yield scorer, present, {rate: per_day * rate / present for rate in rates}


def unpriced(rows: Iterable[Row]) -> dict[str, int]:
    """Attempts whose cost is not known, by model."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        found[row.model] += row.unpriced
    return {model: n for model, n in found.items() if n}


def _row(
    spender: Spender, spent: Spent, spending: Spending, days: float, present: float | None, rate: float | None
) -> Row:
    priced = spent.unpriced < spent.attempts or not spent.attempts
    cost = spent.nano_usd / _NANO if priced else None
    saved = spent.saved_nano_usd / _NANO if priced or spent.saved_nano_usd else None
    per_day = None if cost is None else cost / days
    if rate is not None:
        per_day = None if per_day is None or present is None else per_day * rate / present
    return Row(
        *spender,
        shown(spending.since),
        shown(spending.until),
        spent.attempts,
        spent.failed,
        spent.unpriced,
        spent.verdicts,
        spent.cached,
        spent.prompt_tokens,
        spent.completion_tokens,
        cost,
        _ratio(cost, spent.verdicts),
        saved,
        present if rate is None else rate,
        per_day,
        None if per_day is None else per_day * _MONTH,
    )


def _days(spending: Spending, now: int) -> float:
    """For how long there was something to spend, up to now."""
    seconds = (min(spending.until, now) - spending.began) / 1000
    return max(seconds, _SHORTEST) / DAY


def _sum(parts: Iterable[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def _ratio(part: float | None, whole: int) -> float | None:
    return part / whole if part is not None and whole else None
