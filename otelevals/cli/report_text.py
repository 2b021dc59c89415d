"""The rows of a report as a table for people, or as CSV."""

import csv
import io
import math
from collections.abc import Sequence

from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.report_rows import COLUMNS, Row

_LONGEST = 1000
_NUMBERS = ("n", "coverage", "mean", "pass rate", "cost")


def table(rows: Sequence[Row]) -> str:
    """Aligned columns; one with the slices where there are some."""
    sliced = any(row.slice for row in rows)
    lines = [("scorer", *(("slice",) if sliced else ()), *_NUMBERS)]
    for row in rows:
        numbers = (
            f"{row.n:,}",
            percent(row.coverage),
            _number(row.mean),
            percent(row.pass_rate),
            dollars(row.cost or None),
        )
        lines.append((row.scorer, *((one_line(row.slice, _LONGEST),) if sliced else ()), *numbers))
    return aligned(lines, len(lines[0]) - len(_NUMBERS))


def comma_separated(rows: Sequence[Sequence[object]], columns: Sequence[str] = COLUMNS) -> str:
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


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if abs(value) < 1e6 else f"{value:.3g}"


def dollars(amount: float | None) -> str:
    """In cents, or with two digits where it is less than ten of them."""
    if amount is None:
        return "-"
    digits = 2 if amount >= 0.1 else 1 - math.floor(math.log10(amount)) if amount > 0 else 0
    return f"${amount:,.{digits}f}"
