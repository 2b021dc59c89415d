"""How well judges agree with labels, as text for people."""

from collections.abc import Iterator, Sequence

from otelevals.cli.eval_rubrics_rows import Found, Report, Row
from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.report_text import aligned, dollars, percent

_HEAD = (
    *("rubric", "version", "cases", "agreement", "95%", "kappa", "false passes", "false fails"),
    *("abstained", "wanted", "errors", "tokens", "cost"),
)
_TEXTS = 2
_LONGEST = 200
_MOST_REASONS = 3


def text(report: Report) -> str:
    return "".join([f"{line}\n" for line in _lines(report)])


def _lines(report: Report) -> Iterator[str]:
    yield from _judges(report.rows)
    yield ""
    yield aligned([_HEAD, *map(_line, report.rows)], _TEXTS).rstrip("\n")
    if cached := sum(row.cached for row in report.rows):
        yield ""
        yield f"known already, and not asked again: {cached:,}"
    for found in report.found:
        yield from _disagreements(found, report.most_listed)
    failed = [found for found in report.found if found.errors]
    if failed:
        yield from ("", "errors:")
        for found in failed:
            for error, count in found.errors.most_common(_MOST_REASONS):
                yield f"  {found.test.name}: {count:,} {one_line(error, _LONGEST)}"
    if report.stopped:
        yield from ("", stopped(report))
    if report.missed:
        yield ""
        yield from map(str, report.missed)


def stopped(report: Report) -> str:
    return f"{report.not_asked:,} of {sum(row.cases for row in report.rows):,} cases were not asked: {report.stopped}"


def _judges(rows: Sequence[Row]) -> Iterator[str]:
    """A line for each, with what was asked of it."""
    for judge, model in dict.fromkeys((row.judge, row.model) for row in rows):
        own = [row for row in rows if (row.judge, row.model) == (judge, model)]
        served = sorted({name for row in own for name in row.served_models.split(", ")} - {"", model})
        answered = f", {', '.join(served)} answered" if served else ""
        cases = sum(row.cases for row in own)
        yield one_line(f"judge {judge} ({model}{answered}): {cases:,} cases of {_count(len(own), 'rubric')}", _LONGEST)


def _line(row: Row) -> tuple[str, ...]:
    tokens = row.prompt_tokens + row.completion_tokens
    return (
        row.rubric,
        row.version,
        f"{row.cases:,}" if row.judged == row.cases else f"{row.judged:,} of {row.cases:,}",
        percent(row.agreement),
        "-" if row.agreement_low is None else f"{row.agreement_low:.0%} to {row.agreement_high:.0%}",
        "-" if row.kappa is None else f"{row.kappa:.2f}",
        _part(row.false_passes, row.should_fail),
        _part(row.false_fails, row.should_pass),
        f"{row.abstained:,}",
        f"{row.should_abstain:,}",
        f"{row.errors:,}" if row.errors else "-",
        f"{tokens:,}" if tokens else "-",
        dollars(row.cost or None),
    )


def _disagreements(found: Found, most: int) -> Iterator[str]:
    cases = found.disagreements
    if not cases or not most:
        return
    yield ""
    yield f"{found.test.name} disagrees{f' (the first {most} of {len(cases):,})' if len(cases) > most else ''}:"
    for case in cases[:most]:
        because = f" ({one_line(case.explanation, _LONGEST)})" if case.explanation else ""
        yield f"  {one_line(case.id, _LONGEST)}: expected {case.expected}, said {case.said}{because}"


def _part(n: int | None, of: int | None) -> str:
    return "-" if n is None else f"{n:,} of {of:,}"


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
