"""Outside texts are one harmless line each, and nothing is said of what there is nothing to say of."""

from otelevals.cli.eval_rows import Report, rows_of
from otelevals.cli.eval_text import text
from otelevals.offline.results import Listed, Results


def report(results: Results) -> Report:
    rows = rows_of(["tone"], results, {}, None)
    return Report("one", "abc", ["rows.jsonl"], 1, "rows", rows, {}, results, None, [])


def test_nothing_found() -> None:
    assert text(report(Results())).splitlines() == [
        "run one: 1 rows of rows.jsonl (abc)",
        "",
        "scorer  n  mean  pass rate  errors  not scored",
        "tone    0     -          -       -           -",
    ]


def test_outside_texts() -> None:
    results = Results(failed=[Listed("\033[31ma\nb", "tone", "x" * 5000)])
    line = text(report(results)).splitlines()[-1]
    assert line.startswith("  tone  \ufffd[31ma b  xxx")
    assert len(line) < 230
