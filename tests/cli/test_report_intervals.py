"""Reports say how far their numbers may be off, by session, and where that is not known; and tell times apart."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.evaluation import EvaluationRecord
from otelevals.cli import main
from otelevals.cli.exit_codes import OK
from otelevals.store.grouped import ClusterBy
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, MINUTE, NOW, evaluation, failing, opened, tidied

RANGE = ("--from", "2026-09-21T14:00Z", "--to", "2026-09-21T15:00Z")

Report = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'db'}"
    add(url, evaluation(1), evaluation(2), failing(3))
    return url


@pytest.fixture
def report(url: str, capsys: pytest.CaptureFixture[str]) -> Report:
    def run(*arguments: str, range_: Sequence[str] = RANGE) -> list[dict[str, Any]]:
        assert main(["report", "--store", url, *range_, *arguments, "--json"]) == OK
        rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return rows

    return run


def add(url: str, *evaluations: EvaluationRecord, now: int = NOW) -> None:
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        store.add(evaluations, now)


def test_turns_of_a_session_say_less_than_as_many_sessions(url: str, report: Report) -> None:
    for first, name, sessions in ((1000, "alike", 50), (2000, "apart", 500)):
        outcomes = [(number, number % sessions % 5 > 0) for number in range(500)]
        add(
            url,
            *(
                (evaluation if passed else failing)(first + number, name=name, session=f"{number % sessions}")
                for number, passed in outcomes
            ),
        )
    (alike,), (apart,) = report("--scorer", "alike"), report("--scorer", "apart")
    assert alike["n"] == apart["n"] == 500
    assert alike["pass_rate"] == apart["pass_rate"] == 0.8
    assert alike["pass_high"] - alike["pass_low"] > 2 * (apart["pass_high"] - apart["pass_low"])
    assert alike["n_effective"] < 150 < 250 < apart["n_effective"] <= 500
    assert alike["mean_low"] == alike["pass_low"]  # a score that only repeats the verdict


def test_nothing_is_known_of_one_session(url: str, report: Report) -> None:
    add(url, *(evaluation(100 + number, name="one", session="one", score=number / 50) for number in range(50)))
    (row,) = report("--scorer", "one")
    assert (row["n"], row["n_effective"], row["pass_rate"]) == (50, None, 1.0)
    assert [row[name] for name in ("mean_low", "mean_high", "pass_low", "pass_high")] == [None] * 4


def test_how_scores_that_are_all_the_same_vary_is_not_known(url: str, report: Report) -> None:
    add(url, *(evaluation(100 + number, name="same", score=0.7) for number in range(50)))
    (row,) = report("--scorer", "same")
    assert (row["mean"], row["mean_low"], row["mean_high"]) == (pytest.approx(0.7), None, None)
    assert row["pass_low"] > 0.9


def test_a_report_says_by_what_it_is_clustered(url: str, report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        store.cluster_by(ClusterBy.USER, NOW + MINUTE)
    assert {row["clustered_by"] for row in report()} == {"user"}
    assert main(["report", "--store", url, *RANGE]) == OK
    said = capsys.readouterr()
    assert said.out.startswith("from 2026-09-21T14:00:00Z to 2026-09-21T15:00:00Z, 95% intervals by user\n")
    assert said.err == (
        "warning: evaluations are grouped by user since 2026-09-21T14:15:00Z, and were by something else before: "
        "intervals that reach back further may be wrong\n"
    )


def test_buckets_are_rows_of_their_own(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for hour in (1, 2, 10):
        now = NOW + hour * HOUR
        add(url, evaluation(100 + hour, time=now * 10**6), failing(200 + hour, time=now * 10**6), now=now)
    arguments = ["--from", "2026-09-21T14:00", "--to", "2026-09-23", "--scorer", "tone", "--timezone", "Asia/Kolkata"]
    assert main(["report", "--store", url, *arguments, "--bucket", "1d", "--json"]) == OK
    rows = [(row["from"], row["to"], row["n"]) for row in json.loads(capsys.readouterr().out)]
    assert rows == [
        ("2026-09-21T08:30:00Z", "2026-09-21T18:30:00Z", 7),
        ("2026-09-21T18:30:00Z", "2026-09-22T18:30:00Z", 2),
    ]
    assert main(["report", "--store", url, *arguments, "--bucket", "1h"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "from 2026-09-21T14:00:00+05:30 to 2026-09-23T00:00:00+05:30, 95% intervals by session"
    assert [line.split()[1:4] for line in lines[3:]] == [
        ["2026-09-21", "19:00", "3"],
        ["2026-09-21", "20:00", "2"],
        ["2026-09-21", "21:00", "2"],
        ["2026-09-22", "05:00", "2"],
    ]


def test_what_was_last_is_told_in_whole_buckets(url: str, report: Report) -> None:
    range_ = ("--to", "2026-09-21T14:30Z", "--last", "1h")
    assert [row["from"] for row in report("--bucket", "1h", "--scorer", "tone", range_=range_)] == [
        "2026-09-21T14:00:00Z"
    ]
    (row,) = report("--bucket", "1d", "--scorer", "tone", range_=range_)
    assert (row["from"], row["to"]) == ("2026-09-21T00:00:00Z", "2026-09-21T14:30:00Z")


def test_buckets_finer_than_what_is_kept_are_said(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        tidied(store, Limits(), NOW + 30 * DAY)
    assert main(["report", "--store", url, *RANGE, "--to", "2026-09-21T17:00Z", "--bucket", "1h", "--json"]) == OK
    said = capsys.readouterr()
    assert {(row["from"], row["to"]) for row in json.loads(said.out)} == {
        ("2026-09-21T00:00:00Z", "2026-09-22T00:00:00Z")
    }
    assert said.err == (
        "warning: older sums are of whole hours, and then of whole days in UTC: so are some of these buckets\n"
    )


def test_small_scores_have_as_many_digits_as_tell_them_apart(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    small = [evaluation(number, name="small", score=number * 1e-5) for number in range(10, 31)]
    add(url, *small)
    assert main(["report", "--store", url, *RANGE, "--scorer", "small"]) == OK
    assert " 0.00020 [0.00017, 0.00023] " in capsys.readouterr().out
