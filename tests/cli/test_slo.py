"""`otelevals slo` says how objectives are kept: what is left of budgets, how fast they burn, and what is not known."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.evaluation import EvaluationRecord
from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.store.grouped import ClusterBy
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, MINUTE, NOW, evaluation, failing, opened, tidied

CONFIG = """
receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
processors: {scorer: {scorers: {tone: not_empty, recall: not_empty}}}
exporters:
  ledger:
  debug:
  alerts:
    slis:
      fine: {scorer: tone, target: 90%, window: 28d, slices: [model]}
      quick: {scorer: tone, target: 80%, window: 7d}
      unknown: {scorer: recall, target: 95%}
    rules: {burn: {kind: slo_burn, sli: quick}}
service:
  store: {url: sqlite:///db}
  pipelines:
    traces: {receivers: [otlp], processors: [scorer], exporters: [debug]}
    evals: {exporters: [ledger, alerts]}
"""
AT = "2026-09-21T14:14:00Z"
"""That is NOW."""

Said = Callable[..., str]


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """What the command prints as of NOW, or at another time."""
    (tmp_path / "collector.yaml").write_text(CONFIG)

    def run(*arguments: str, code: int = OK) -> str:
        assert main(["slo", "--config", str(tmp_path / "collector.yaml"), "--to", AT, *arguments]) == code
        found = capsys.readouterr()
        return found.err if code else found.out

    return run


def row(said: Said, sli: str, slice_: str = "", *arguments: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = json.loads(said("--sli", sli, "--json", *arguments))
    (found,) = [each for each in rows if each["slice"] == slice_]
    return found


def ago(milliseconds: int, passed: int, failed: int, **values: Any) -> Iterable[EvaluationRecord]:
    """Of traces of their own."""
    time = (NOW - milliseconds) * 1_000_000
    for number in range(passed + failed):
        made = evaluation if number < passed else failing
        yield made(milliseconds * 1000 + number + 1, time=time, **values)


def add(tmp_path: Path, *evaluations: Iterable[EvaluationRecord], tidy: bool = False) -> None:
    with opened(tmp_path / "db") as store:
        for some in evaluations:
            store.add([*some], NOW)
        if tidy:
            tidied(store, Limits(), NOW)


def test_budgets_and_burns_are_of_what_failed_in_each_window(tmp_path: Path, said: Said) -> None:
    add(tmp_path, ago(20 * DAY, 95, 5), ago(2 * DAY, 19, 1), ago(5 * HOUR, 8, 2), ago(2 * MINUTE, 5, 5))
    found = row(said, "fine")
    assert (found["n"], found["target"], found["scorer"], found["exporter"]) == (140, 0.9, "tone", "alerts")
    assert found["pass_rate"] == pytest.approx(127 / 140)
    assert found["budget_left"] == pytest.approx(1 - 13 / 14)
    assert found["pass_low"] < found["pass_rate"] < found["pass_high"]
    assert found["budget_left_low"] == pytest.approx(1 - (1 - found["pass_low"]) / 0.1)
    rates = {"5m": 5.0, "30m": 5.0, "1h": 5.0, "6h": 3.5, "72h": 2.0}
    assert {window: found[f"burn_{window}"] for window in rates} == pytest.approx(rates)
    assert found["burn_5m_low"] < 5 < found["burn_5m_high"] <= 10
    assert found["seconds_left"] == pytest.approx(28 * 86_400 * (1 / 14) / (2.5 + 1 / 14))


def test_slices_follow_the_whole_and_weights_count(tmp_path: Path, said: Said) -> None:
    a, b = {"dimensions": (("model", "a"),)}, {"dimensions": (("model", "b"),)}
    add(tmp_path, ago(HOUR, 9, 0, probability=0.1, **a), ago(2 * HOUR, 0, 10, **a), ago(3 * HOUR, 4, 0, **b))
    assert row(said, "fine", "model=a")["pass_rate"] == pytest.approx(0.9)
    assert row(said, "fine", "model=b")["budget_left"] == pytest.approx(1)
    assert row(said, "fine")["n"] == 23


def test_turns_of_a_session_say_less(tmp_path: Path, said: Said) -> None:
    apart = [*ago(HOUR, 90, 10)]
    alike = [each._replace(name="recall", session=str(number // 10)) for number, each in enumerate(apart)]
    add(tmp_path, apart, alike)
    of_sessions, of_traces = row(said, "unknown"), row(said, "quick")
    assert of_sessions["pass_rate"] == of_traces["pass_rate"] == pytest.approx(0.9)
    assert of_sessions["n_effective"] < 0.5 * of_traces["n_effective"]
    assert of_sessions["budget_left_low"] < of_traces["budget_left_low"]


@pytest.mark.parametrize(
    ("came", "left", "seconds"),
    [
        (((5 * DAY, 97, 3), (HOUR, 10, 0)), 1 - 3 / 110 / 0.2, None),
        (((5 * DAY, 50, 50), (HOUR, 5, 5)), -1.5, 0),
        (((HOUR, 8, 2), (2 * HOUR, 15, 0)), 0.6, None),
        (((HOUR, 5, 5),), -1.5, 0),
    ],
    ids=["burns slower than it may", "is used up", "nothing came before the second half of the window", "used up soon"],
)
def test_when_a_budget_is_used_up(
    tmp_path: Path, said: Said, came: tuple[tuple[int, int, int], ...], left: float, seconds: float | None
) -> None:
    add(tmp_path, *(ago(*each) for each in came))
    found = row(said, "quick")
    assert found["budget_left"] == pytest.approx(left)
    assert found["seconds_left"] == seconds


def test_offline_runs_and_errors_do_not_count(tmp_path: Path, said: Said) -> None:
    error = evaluation(9, error="TimeoutError", score=None, passed=None, label="")
    add(tmp_path, ago(HOUR, 3, 1), ago(2 * HOUR, 0, 5, run="offline"), [error._replace(time=(NOW - HOUR) * 1_000_000)])
    assert row(said, "quick")["n"] == 4


def test_sums_that_are_wider_than_a_window_say_nothing_of_it(tmp_path: Path, said: Said) -> None:
    add(tmp_path, ago(12 * DAY + HOUR, 5, 5), ago(9 * HOUR, 5, 5), tidy=True)
    hours = row(said, "quick", "", "--to", "2026-09-21T05:30Z")
    assert (hours["burn_5m"], hours["burn_30m"]) == (None, None)
    assert hours["burn_6h"] == pytest.approx(2.5)
    days = row(said, "quick", "", "--to", "2026-09-09T15:00Z")
    assert (days["burn_6h"], days["burn_72h"]) == (None, pytest.approx(2.5))
    assert days["pass_rate"] == 0.5


def test_a_scorer_without_evaluations_is_named(tmp_path: Path, said: Said, capsys: pytest.CaptureFixture[str]) -> None:
    add(tmp_path, ago(HOUR, 9, 1), [evaluation(1, name="length", passed=None, time=(NOW - HOUR) * 1_000_000)])
    assert main(["slo", "--config", str(tmp_path / "collector.yaml"), "--to", AT, "--sli", "unknown"]) == OK
    found = capsys.readouterr()
    why = "recall has no evaluations in 28 days; there are some of length, tone"
    assert found.err == f"warning: nothing is known of unknown: {why}\n"
    assert "no evaluations" in found.out.splitlines()[3]
    empty = row(said, "unknown")
    assert (empty["n"], empty["pass_rate"], empty["budget_left"], empty["burn_72h"]) == (0, None, None, None)


def test_a_scorer_that_neither_passes_nor_fails_is_named(
    tmp_path: Path, said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    add(tmp_path, [evaluation(1, name="recall", passed=None, time=(NOW - HOUR) * 1_000_000)])
    assert main(["slo", "--config", str(tmp_path / "collector.yaml"), "--to", AT]) == OK
    assert "none of 1 evaluations of recall passed or failed (0 are errors)" in capsys.readouterr().err


def test_a_dimension_that_no_evaluation_has_and_another_clustering_are_warned_of(
    tmp_path: Path, said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    add(tmp_path, ago(HOUR, 9, 1))
    with opened(tmp_path / "db") as store:
        store.cluster_by(ClusterBy.USER, NOW)
    assert main(["slo", "--config", str(tmp_path / "collector.yaml"), "--to", AT, "--sli", "fine"]) == OK
    warnings = capsys.readouterr().err.splitlines()
    assert warnings[0] == "warning: no evaluation has the dimension model"
    assert warnings[1].startswith("warning: evaluations are grouped by user since ")


def test_the_tables(tmp_path: Path, said: Said) -> None:
    add(tmp_path, ago(5 * DAY, 950, 50), ago(HOUR // 2, 40, 60))
    assert said("--sli", "quick").splitlines() == [
        f"error budgets at {AT}, 95% intervals by session",
        "",
        "sli    from        target      n  effective n           pass rate         budget left  used up in",
        "quick  2026-09-14     80%  1,100          866  90.0% [87.7, 91.9]  50.0% [38.6, 59.5]      33.6 h",
        "",
        "sli    pages at  burns in 5m     burns in 30m      burns in 1h      burns in 6h     burns in 72h",
        "quick  4x, 3x              -  3.0x [2.4, 3.5]  3.0x [2.4, 3.5]  3.0x [2.4, 3.5]  3.0x [2.4, 3.5]",
    ]


def test_csv_has_the_columns_of_json(tmp_path: Path, said: Said) -> None:
    add(tmp_path, ago(HOUR, 9, 1))
    (first, *rest) = csv.reader(io.StringIO(said("--csv")))
    rows = json.loads(said("--json"))
    assert first == [*rows[0]]
    assert [len(each) for each in rest] == [len(first)] * len(rows)
    assert [(each[1], each[3]) for each in rest] == [("fine", ""), ("fine", "model="), ("quick", ""), ("unknown", "")]


def test_what_cannot_be_said(tmp_path: Path, said: Said) -> None:
    assert "there is no sli 'none'" in said("--sli", "none", code=USAGE)
    assert said(code=FAILED).startswith("there is no store at ")
    add(tmp_path)
    (tmp_path / "collector.yaml").write_text(CONFIG.replace("slis:", "slip:"))
    assert "slip" in said(code=INVALID_CONFIGURATION)
    text = CONFIG.partition("  alerts:")[0] + "service:" + CONFIG.partition("service:")[2]
    (tmp_path / "collector.yaml").write_text(text.replace("[ledger, alerts]", "[ledger]"))
    why = "the configuration has no slis, which are written under an exporter alerts\n"
    assert said(code=FAILED) == why
