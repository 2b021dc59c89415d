"""The rows of a report as a table for people, or as CSV."""

import csv
import io
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
        numbers = (f"{row.n:,}", _percent(row.coverage), _number(row.mean), _percent(row.pass_rate), _dollars(row.cost))
        lines.append((row.scorer, *((one_line(row.slice, _LONGEST),) if sliced else ()), *numbers))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = len(widths) - len(_NUMBERS)
    return "".join([f"{_aligned(line, widths, texts)}\n" for line in lines])


def comma_separated(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()


def _aligned(cells: Sequence[str], widths: Sequence[int], texts: int) -> str:
    """So many texts on the left, the others to the right."""
    padded = [
        cell.ljust(width) if number < texts else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if abs(value) < 1e6 else f"{value:.3g}"


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}" if amount else "-"
