"""The rows of a report as a table for people, or as CSV."""

import csv
import io
import math
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.numbers import numbers
from otelevals.cli.report_rows import Row
from otelevals.cli.times import shown

_LONGEST = 1000
_NUMBERS = ("n", "effective n", "coverage", "mean", "pass rate", "cost")


def heading(since: int, until: int, zone: tzinfo, unit: str) -> str:
    """Which time it is about, and by what intervals are clustered; without a unit there is nothing."""
    found = f"from {local(since, zone)} to {local(until, zone)}"
    return f"{found}, 95% intervals by {unit}" if unit else f"no evaluations {found}"


def table(rows: Sequence[Row], zone: tzinfo | None = None) -> str:
    """Aligned columns; one with the slices where there are some, and one with times in a zone, if it is said."""
    sliced = any(row.slice for row in rows)
    texts = ["scorer", *(["slice"] if sliced else []), *(["from"] if zone else [])]
    lines = [[*texts, *_NUMBERS]]
    for row in rows:
        found = [one_line(row.scorer, _LONGEST), *([one_line(row.slice, _LONGEST)] if sliced else [])]
        if zone:
            found.append(_begin(datetime.fromisoformat(row.since).astimezone(zone)))
        lines.append([*found, *_numbers(row)])
    return aligned(lines, len(texts))


def _begin(at: datetime) -> str:
    """With the offset where clocks show this time twice."""
    is_once = at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset()
    return (at.replace(tzinfo=None) if is_once else at).isoformat(" ", "minutes")


def _numbers(row: Row) -> tuple[str, ...]:
    return (
        f"{row.n:,}",
        "-" if row.n_effective is None else f"{row.n_effective:,.0f}",
        percent(row.coverage),
        with_interval(*numbers((row.mean, row.mean_low, row.mean_high), width(row.mean_low, row.mean_high))),
        with_interval(percent(row.pass_rate), points(row.pass_low), points(row.pass_high)),
        dollars(row.cost or None),
    )


def with_interval(value: str, low: str, high: str) -> str:
    return value if low == "-" else f"{value} [{low}, {high}]"


def local(at: int, zone: tzinfo) -> str:
    """Milliseconds, in a zone."""
    return shown(at) if zone is UTC else datetime.fromtimestamp(at / 1000, zone).isoformat(timespec="seconds")


def comma_separated(rows: Sequence[Sequence[object]], columns: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def aligned(lines: Sequence[Sequence[str]], texts: int) -> str:
    """Columns: so many of texts on the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join([f"{_padded(line, widths, texts)}\n" for line in lines])


def _padded(cells: Sequence[str], widths: Sequence[int], texts: int) -> str:
    padded = [
        cell.ljust(width) if number < texts else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def points(share: float | None) -> str:
    """Without the sign."""
    return "-" if share is None else f"{share * 100:.1f}"


def width(low: float | None, high: float | None) -> float | None:
    """Of an interval."""
    return None if low is None or high is None else high - low


def dollars(amount: float | None) -> str:
    """In cents, or with two digits where it is less than ten of them."""
    if amount is None:
        return "-"
    digits = 2 if amount >= 0.1 else 1 - math.floor(math.log10(amount)) if amount > 0 else 0
    return f"${amount:,.{digits}f}"
