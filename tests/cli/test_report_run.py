"""A report on an offline run is on all of it, and a run that there is not is said."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.evaluation import EvaluationRecord
from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, OK, USAGE
from tests.store.samples import DAY, NOW, failing, opened

Report = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    add(found := f"sqlite:///{tmp_path / 'db'}", failing(9))
    return found


@pytest.fixture
def report(url: str, capsys: pytest.CaptureFixture[str]) -> Report:
    def run(*arguments: str) -> list[dict[str, Any]]:
        assert main(["report", "--store", url, "--run", "nightly", *arguments, "--json"]) == OK
        rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return rows

    return run


def add(url: str, *evaluations: EvaluationRecord) -> None:
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        store.add(evaluations, NOW)


def test_all_of_a_run_is_reported_unless_a_range_is_said(url: str, report: Report) -> None:
    earlier = [failing(number, run="nightly", time=(NOW - number * DAY) * 10**6) for number in (1, 2)]
    add(url, *earlier)
    (row,) = report()
    assert (row["n"], row["from"], row["to"]) == (2, "2026-09-19T14:14:00Z", "2026-09-20T14:15:00Z")
    (row,) = report("--to", "2026-09-20")
    assert (row["n"], row["from"], row["to"]) == (1, "2026-09-19T14:14:00Z", "2026-09-20T00:00:00Z")
    assert report("--from", "2026-09-21") == []
    assert [row["n"] for row in report("--bucket", "1d")] == [1, 1]


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ([], "the store has none"),
        (["nightly"], "there is nightly"),
        ([f"run {number}" for number in range(7)], "there are run 0, run 1, run 2, run 3, run 4 and 2 more"),
    ],
)
def test_a_run_that_there_is_not_is_said(
    runs: list[str], said: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    add(url, *[failing(1, run=run) for run in runs])
    for range_ in (("--from", "2026-09-21"), ()):
        assert main(["report", "--store", url, "--run", "nihgtly", *range_]) == FAILED
        assert capsys.readouterr().err == f"there is no run nihgtly: {said}\n"


def test_a_run_of_which_nothing_is_kept_is_said(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    add(url, failing(1, run="nightly"))
    add(url, failing(1, run="nightly", revision=1, withdrawn=True))
    assert main(["report", "--store", url, "--run", "nightly"]) == FAILED
    assert capsys.readouterr().err == "no evaluations of the run nightly are kept any more\n"


def test_what_was_before_a_run_needs_a_range(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url, "--run", "nightly", "--compare-to", "previous"]) == USAGE
    said = "otelevals report: error: argument --compare-to: with --run it needs --last or --from\n"
    assert capsys.readouterr().err.endswith(said)
