"""Rows of objectives as tables for people."""

from collections.abc import Sequence

from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.report_text import aligned, percent, points, with_interval
from otelevals.cli.slo_rows import Row, Value
from otelevals.cli.times import DAY
from otelevals.stats.budget import WINDOWS

_LONGEST = 1000


def heading(until: str, unit: str) -> str:
    return f"error budgets at {until}, 95% intervals by {unit}"


def budgets(rows: Sequence[Row]) -> str:
    """What is left of each."""
    names = _names(rows)
    lines = [[*names, "from", "target", "n", "effective n", "pass rate", "budget left", "used up in"]]
    for row in rows:
        numbers = [f"{row.target * 100:.10g}%", f"{row.n:,}"]
        lines.append([*_named(row, names), row.since[:10], *numbers, *_figures(row)])
    return aligned(lines, len(names) + 1)


def burns(rows: Sequence[Row]) -> str:
    """How fast they burn."""
    names = _names(rows)
    lines = [[*names, "pages at", *(f"burns in {window}" for window in WINDOWS)]]
    for row in rows:
        pages = ", ".join(f"{rate:.3g}x" for rate in row.pages_at) or "-"
        lines.append([*_named(row, names), pages, *(_times(row.burns.get(window, Value())) for window in WINDOWS)])
    return aligned(lines, len(names) + 1)


def _names(rows: Sequence[Row]) -> list[str]:
    """The columns that say which row it is."""
    several, sliced = len({row.exporter for row in rows}) > 1, any(row.slice for row in rows)
    return [*(["exporter"] if several else []), "sli", *(["slice"] if sliced else [])]


def _named(row: Row, names: Sequence[str]) -> list[str]:
    return [one_line(getattr(row, name), _LONGEST) for name in names]


def _figures(row: Row) -> list[str]:
    effective = "-" if row.n_effective is None else f"{row.n_effective:,.0f}"
    if not row.n:
        return [effective, "no evaluations", "-", "-"]
    rate = with_interval(percent(row.passed.value), points(row.passed.low), points(row.passed.high))
    left = with_interval(percent(row.left.value), points(row.left.low), points(row.left.high))
    return [effective, rate, left, _used_up(row)]


def _used_up(row: Row) -> str:
    if row.seconds_left is None:
        return "-"
    if not row.seconds_left:
        return "used up"
    return f"{row.seconds_left / 3600:.1f} h" if row.seconds_left < 2 * DAY else f"{row.seconds_left / DAY:.0f} days"


def _times(burn: Value) -> str:
    if burn.value is None:
        return "-"
    if burn.low is None or burn.high is None:
        return f"{burn.value:.1f}x"
    return f"{burn.value:.1f}x [{burn.low:.1f}, {burn.high:.1f}]"
