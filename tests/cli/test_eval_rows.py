"""Every scorer has a row, also one that never scored, and what is missing for want of room is an error."""

from otelevals.api.decisions import DecisionKey
from otelevals.cli.eval_rows import Row, rows_of
from otelevals.offline.driver import Found
from otelevals.offline.results import Results
from tests.store.samples import evaluation, failing

DECISIONS: dict[DecisionKey, int] = {
    ("tone", "scored", ""): 2,
    ("tone", "errored", "it fell over"): 1,
    ("tone", "shed", "calls wait"): 3,
    ("tone", "missing_input", "needs output"): 4,
    ("idle", "wrong_kind", "it is for agents"): 5,
}


def test_a_row_for_each_scorer() -> None:
    results = Results()
    broken = evaluation(3, score=None, passed=None, label="", error="ValueError")
    for each in (evaluation(1), failing(2), broken, evaluation(4, withdrawn=True)):
        results.add(Found("a", each))
    assert rows_of(["tone", "idle"], results, DECISIONS, None) == [
        Row("idle", 0, None, None, 0, 5, 0.0),
        Row("tone", 2, 0.5, 0.5, 4, 4, 0.0),
    ]


def test_verdicts_of_one_scorer_have_rows_of_their_own() -> None:
    results = Results()
    for name in ("checks.words", "checks.length"):
        results.add(Found("a", evaluation(1, name=name, scorer="checks", cost=0.5)))
    rows = rows_of(["checks"], results, {("checks", "filtered", "too short"): 2}, None)
    assert [(row.scorer, row.n, row.not_scored, row.cost) for row in rows] == [
        ("checks.length", 1, 2, 0.5),
        ("checks.words", 1, 2, 0.5),
    ]
