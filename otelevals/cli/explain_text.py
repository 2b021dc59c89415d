"""What scorers decided, as people read it."""

from collections.abc import Iterator, Sequence

from otelevals.api.decisions import OTHER_REASONS
from otelevals.api.evaluation import EvaluationRecord
from otelevals.cli.explain_spans import SCORED, Row, SpanRows
from otelevals.cli.explain_summary import SummaryRow
from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.times import shown

_LONGEST = 1000
_MOST_REASONS = 3
_OTHER = "there were too many reasons to note this one"
_ONLY_SUMS = "its evaluation is kept only in sums, or is not there yet"


def span_text(span: SpanRows) -> str:
    of = [f"span {span.span_id.hex()}" if span.span_id else "the trace", *([span.kind] if span.kind else [])]
    lines = [", ".join([*of, shown(span.time)])]
    names = max(len(row.scorer) for row in span.rows)
    decisions = max(len(row.decision) for row in span.rows)
    for row in span.rows:
        start = f"  {row.scorer:<{names}}  {row.decision:<{decisions}}  "
        for text in _sentences(row):
            lines.append(start + one_line(text, _LONGEST))
            start = " " * len(start)
    if not span.complete:
        lines.append("  what other scorers decided is not known any more")
    return "".join([f"{line}\n" for line in lines])


def _sentences(row: Row) -> Iterator[str]:
    yield from [_found(evaluation, row.scorer) for evaluation in row.evaluations]
    if row.decision == SCORED and not row.evaluations:
        yield _ONLY_SUMS
    if row.reason == OTHER_REASONS:
        yield _OTHER
    elif row.reason and not any(evaluation.explanation == row.reason for evaluation in row.evaluations):
        yield row.reason


def _found(evaluation: EvaluationRecord, scorer: str) -> str:
    found = [
        *([] if evaluation.name == scorer else [evaluation.name]),
        *([] if evaluation.score is None else [f"score {evaluation.score:.6g}"]),
        *([f"label {evaluation.label}"] if evaluation.label else []),
        *([] if evaluation.passed is None else ["passed" if evaluation.passed else "failed"]),
        *([evaluation.error] if not evaluation.explanation.startswith(evaluation.error) else []),
        *([f"version {evaluation.version}"] if evaluation.version else []),
    ]
    return ", ".join(found) + (f": {evaluation.explanation}" if evaluation.explanation else "")


def summary_text(rows: Sequence[SummaryRow]) -> str:
    """Aligned columns; a scorer is named once, and each decision has its most common reasons."""
    lines = [("scorer", "decision", "n", "share", "most common reasons")]
    before = ""
    for row in rows:
        start = (row.scorer if row.scorer != before else "", row.decision, f"{row.n:,}", f"{row.share:.1%}")
        before = row.scorer
        for reason in _reasons(row):
            lines.append((*start, reason))
            start = ("", "", "", "")
    scorer, decision, n, share, _ = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        [f"{a:<{scorer}}  {b:<{decision}}  {c:>{n}}  {d:>{share}}  {e}".rstrip() + "\n" for a, b, c, d, e in lines]
    )


def _reasons(row: SummaryRow) -> list[str]:
    if len(row.reasons) < 2:
        return [one_line(reason, _LONGEST) for reason, _ in row.reasons] or [""]
    most = [f"{n:,} × {one_line(reason, _LONGEST)}" for reason, n in row.reasons[:_MOST_REASONS]]
    more = len(row.reasons) - len(most)
    return [*most, f"and {more} more"] if more else most
