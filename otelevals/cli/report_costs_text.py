"""The rows of a report on costs as tables for people."""

from collections.abc import Sequence

from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.report_costs import Row, per_day_at, total_of
from otelevals.cli.report_text import aligned, dollars, percent

RATES = (0.01, 0.05, 0.1, 0.25, 1.0)
"""Of which it is told what they would cost."""
_LONGEST = 200
_TEXTS = ("scorer", "judge", "model")
_NUMBERS = (
    *("attempts", "failed", "verdicts", "cached", "tokens in", "tokens out"),
    *("cost", "per verdict", "saved", "rate", "per day", "per 30 days"),
)


def table(rows: Sequence[Row]) -> str:
    """A line for each row, and their total where there are several."""
    totals = [total_of(rows)] if len(rows) > 1 else []
    return aligned([(*_TEXTS, *_NUMBERS), *[_line(row) for row in [*rows, *totals]]], len(_TEXTS))


def rates_table(rows: Sequence[Row]) -> str:
    """What a day would cost at other rates; empty where no rate is known."""
    lines = [
        (one_line(scorer, _LONGEST), percent(present), *[dollars(cost) for cost in costs.values()])
        for scorer, present, costs in per_day_at(rows, RATES)
    ]
    return aligned([("per day at", "present rate", *[f"{rate:.0%}" for rate in RATES]), *lines], 1) if lines else ""


def _line(row: Row) -> tuple[str, ...]:
    return (
        *[one_line(text, _LONGEST) for text in (row.scorer, row.judge, row.model)],
        f"{row.attempts:,}",
        _share(row.failed, row.attempts),
        f"{row.verdicts:,}",
        _share(row.cached, row.verdicts),
        _many(row.prompt_tokens),
        _many(row.completion_tokens),
        dollars(row.cost),
        dollars(row.cost_per_verdict),
        dollars(row.saved),
        percent(row.rate),
        dollars(row.per_day),
        dollars(row.per_30_days),
    )


def _share(part: int, whole: int) -> str:
    return percent(part / whole if whole else None)


def _many(n: int) -> str:
    for size, letter in ((10**9, "G"), (10**6, "M")):
        if n >= size:
            return f"{n / size:,.1f}{letter}"
    return f"{n:,}"
