"""What an offline run found, as text for people, or as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence

from otelevals.cli.eval_rows import Report, Row
from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.numbers import numbers
from otelevals.offline.against import Against

_HEAD = ("scorer", "n", "mean", "pass rate", "errors", "not scored")
_AGAINST = ("before", "after", "gained", "lost")
_LONGEST = 200
_MOST_REASONS = 3


def text(report: Report) -> str:
    return "".join([f"{line}\n" for line in _lines(report)])


def comma_separated(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Row._fields)
    writer.writerows(rows)
    return out.getvalue()


def _lines(report: Report) -> Iterator[str]:
    yield f"run {report.run}: {report.targets:,} {report.what} of {', '.join(report.names)} ({report.window})"
    yield ""
    yield from _table(report.rows, report.against is not None)
    if report.reasons:
        yield from ("", "not scored:")
        for scorer, counted in sorted(report.reasons.items()):
            for (decision, reason), count in counted.most_common(_MOST_REASONS):
                yield f"  {scorer}: {count:,} {decision}{f': {one_line(reason, _LONGEST)}' if reason else ''}"
    found = report.results
    if found.failed_tasks:
        yield from ("", f"the task failed for {found.failed_tasks:,}:")
        yield from (f"  {one_line(each.row, _LONGEST)}: {one_line(each.why, _LONGEST)}" for each in found.task_errors)
    for title, listed in (("errors of scorers", found.errors), ("did not pass", found.failed)):
        if listed:
            yield from ("", f"{title}{_first(len(listed), found.most_listed)}:")
            yield from (f"  {each.name}  {one_line(each.row, _LONGEST)}{_because(each.why)}" for each in listed)
    if report.against is not None:
        yield from _flips(report.against, found.most_listed)
    if report.missed:
        yield ""
        yield from map(str, report.missed)


def _table(rows: Sequence[Row], compared: bool) -> Iterator[str]:
    lines = [(*_HEAD, *(_AGAINST if compared else ()))]
    for row in rows:
        mean, before, after = numbers((row.mean, row.mean_before, row.mean_after))
        cells = (row.scorer, f"{row.n:,}", mean, _percent(row.pass_rate))
        counts = (_count(row.errors), _count(row.not_scored))
        change = (before, after, _count(row.gained), _count(row.lost))
        lines.append((*cells, *counts, *(change if compared else ())))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *rest in lines:
        cells = tuple(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *cells)).rstrip()


def _flips(against: Against, most: int) -> Iterator[str]:
    same = [name for name, change in against.changes.items() if change.n]
    yield ""
    if not same:
        yield f"{against.run} has none of these targets"
        return
    changed = sorted(name for name, change in against.changes.items() if change.other_version)
    if changed:
        yield f"other versions than in {against.run}: {', '.join(changed)}"
    for name, change in sorted(against.changes.items()):
        if change.new or change.gone:
            yield f"{name}: {change.new:,} not in {against.run}, {change.gone:,} only there"
    if not against.flips:
        yield f"nothing passes that did not in {against.run}, and the other way round"
        return
    yield f"changed since {against.run}{_first(len(against.flips), most)}:"
    for flip in against.flips:
        how = "passes now" if flip.gained else "passed before"
        yield f"  {flip.name}  {one_line(flip.row, _LONGEST)}  {how}{_because(flip.why)}"


def _first(listed: int, most: int) -> str:
    return f" (the first {most})" if listed == most else ""


def _because(why: str) -> str:
    return f"  {one_line(why, _LONGEST)}" if why else ""


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _count(number: int | None) -> str:
    return f"{number:,}" if number else "-"
