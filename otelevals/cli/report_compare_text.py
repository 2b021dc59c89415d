"""The rows of a comparison as a table for people."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.numbers import numbers
from otelevals.cli.report_compare import Comparison, Side
from otelevals.cli.report_text import aligned, local, percent, points, width, with_interval

_LONGEST = 1000
_CONCLUSIONS = {True: "higher", False: "lower"}
NOT_TOLD = "no difference can be told"


def heading(side: Side, against: Side, zone: tzinfo, unit: str) -> str:
    """What is compared with what, and by what intervals are clustered; without a unit there is nothing."""
    here, there = _window(side, zone), _window(against, zone)
    found = f"{side.label} against {against.label}, {here}" if side.label else f"{here}\nagainst {there}"
    found = one_line(found, _LONGEST) if side.label else found
    return f"{found}, 95% intervals by {unit}" if unit else f"no evaluations: {found}"


def table(rows: Sequence[Comparison]) -> str:
    """A line for each mean and each pass rate."""
    sliced = any(row.slice for row in rows)
    texts = ["scorer", *(["slice"] if sliced else []), "of", "conclusion"]
    lines: list[Sequence[str]] = [(*texts, "n", "against n", "value", "against", "difference")]
    for row in rows:
        names = [one_line(row.scorer, _LONGEST), *([one_line(row.slice, _LONGEST)] if sliced else [])]
        lines.extend([(*names, *line) for line in _lines(row)])
    return aligned(lines, len(texts))


def _lines(row: Comparison) -> Iterator[tuple[str, ...]]:
    counts = f"{row.n:,}", f"{row.against_n:,}"
    mean = row.mean_difference, row.mean_difference_low, row.mean_difference_high
    rate = row.pass_difference, row.pass_difference_low, row.pass_difference_high
    if row.pass_rate is not None or row.against_pass_rate is not None:
        values = percent(row.pass_rate), percent(row.against_pass_rate)
        found = with_interval(*[_signed(points(each)) for each in rate])
        yield "pass rate", _conclusion(row.pass_differs, rate[0]), *counts, *values, found
    if row.mean is not None or row.against_mean is not None:
        here, there, *difference = numbers((row.mean, row.against_mean, *mean), width(*mean[1:]))
        found = with_interval(*map(_signed, difference))
        yield "mean", _conclusion(row.mean_differs, mean[0]), *counts, here, there, found


def _conclusion(differs: bool | None, difference: float | None) -> str:
    if differs is None or difference is None:
        return "nothing is known"
    return _CONCLUSIONS[difference > 0] if differs else NOT_TOLD


def _signed(text: str) -> str:
    return text if text.startswith("-") else f"+{text}"


def _window(side: Side, zone: tzinfo) -> str:
    return f"from {local(side.totals.since, zone)} to {local(side.totals.until, zone)}"
