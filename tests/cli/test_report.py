"""A report says of each scorer and of each of its slices what the ledger knows, and nothing that it does not."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.evaluation import EvaluationRecord
from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, MINUTE, NOW, evaluation, failing, opened, tidied

RANGE = ("--from", "2026-09-21T14:00Z", "--to", "2026-09-21T15:00Z")
A, B = (("model", "a"), ("route", "/")), (("model", "b"),)
EVALUATIONS = [
    evaluation(1, dimensions=A, cost=0.25),
    evaluation(2, dimensions=A, score=0.5),
    failing(3, dimensions=B),
    failing(4, dimensions=B, score=None, passed=None, label="", error="TimeoutError", cost=1.0),
    evaluation(1, name="length", score=17.0, passed=None, label=""),
    evaluation(1, name="intent", score=None, passed=None, label="refund"),
]

COLUMNS = [
    *("scorer", "slice", "from", "to", "n", "n_effective", "coverage", "mean", "mean_low", "mean_high"),
    *("pass_rate", "pass_low", "pass_high", "cost", "clustered_by"),
]

Report = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    with opened(tmp_path / "db") as store:
        store.add(EVALUATIONS, NOW)
    return f"sqlite:///{tmp_path / 'db'}"


@pytest.fixture
def report(url: str, capsys: pytest.CaptureFixture[str]) -> Report:
    """The rows of a report on the evaluations above."""

    def run(*arguments: str, range_: Sequence[str] = RANGE) -> list[dict[str, Any]]:
        assert main(["report", "--store", url, *range_, *arguments, "--json"]) == OK
        rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return rows

    return run


def add(url: str, *evaluations: EvaluationRecord, now: int = NOW) -> None:
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        store.add(evaluations, now)


def test_a_row_has_every_column_and_null_for_what_is_not_known(report: Report) -> None:
    times = {"from": "2026-09-21T14:00:00Z", "to": "2026-09-21T15:00:00Z"}
    start = {**dict.fromkeys(COLUMNS), "slice": "", **times, "n": 1, "coverage": 1.0, "cost": 0.0}
    start["clustered_by"] = "session"
    (intent, length, tone) = report()
    assert intent == {**start, "scorer": "intent"}
    assert length == {**start, "scorer": "length", "mean": 17.0}
    values = {"n": 3, "n_effective": pytest.approx(2.0), "coverage": 0.75, "mean": 0.5}
    values |= {"pass_rate": 2 / 3, "cost": 1.25}
    assert {name: tone[name] for name in values} == values
    assert 0 < tone["pass_low"] < 2 / 3 < tone["pass_high"] < 1
    assert tone["mean_low"] < 0 < 1 < tone["mean_high"]
    assert [*intent] == [*length] == [*tone] == COLUMNS


def test_slices_follow_the_whole(report: Report) -> None:
    rows = report("--by", "model,route", "--scorer", "tone")
    assert [(row["slice"], row["n"], row["mean"], row["pass_rate"], row["cost"]) for row in rows] == [
        ("", 3, 0.5, 2 / 3, 1.25),
        ("model=a,route=/", 2, 0.75, 1.0, 0.25),
        ("model=b,route=", 1, 0.0, 0.0, 1.0),
    ]


def test_slices_are_told_apart_whatever_their_values(url: str, report: Report) -> None:
    add(
        url,
        evaluation(5, name="odd", dimensions=(("model", "a,route=b"), ("route", "c"))),
        failing(6, name="odd", dimensions=(("model", "a"), ("route", "b,route=c"))),
        failing(7, name="odd", dimensions=(("model", 'a"\n'),)),
    )
    assert [(row["slice"], row["n"]) for row in report("--by", "model,route", "--scorer", "odd")] == [
        ("", 3),
        ('model="a""\n",route=', 1),
        ('model="a,route=b",route=c', 1),
        ('model=a,route="b,route=c"', 1),
    ]


def test_a_scorer_of_which_nothing_is_known_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url, *RANGE, "--scorer", "tune", "--scorer", "tone"]) == OK
    assert capsys.readouterr().err == "warning: nothing is known of a scorer tune in this range of time\n"


def test_hours_that_clocks_show_twice_are_told_apart(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    times = [1_792_884_600_000 + hour * HOUR for hour in range(4)]
    add(url, *[evaluation(9, name=f"at {time}", time=time * 10**6) for time in times], now=times[-1])
    hours = ("--from", "2026-10-25T01:00", "--to", "2026-10-25T04:00", "--timezone", "Europe/Berlin", "--bucket", "1h")
    assert main(["report", "--store", url, *hours]) == OK
    shown = ["2026-10-25 01:00 ", "2026-10-25 02:00+02:00", "2026-10-25 02:00+01:00", "2026-10-25 03:00 "]
    lines = capsys.readouterr().out.splitlines()[3:]
    assert all(text in line for text, line in zip(shown, lines, strict=True))


def test_a_target_stands_for_as_many_as_were_not_chosen(url: str, report: Report) -> None:
    add(url, evaluation(5, name="sampled", probability=0.1), failing(6, name="sampled", probability=1.0))
    (row,) = report("--scorer", "sampled")
    assert (row["n"], row["mean"], row["pass_rate"]) == (2, 10 / 11, 10 / 11)


def test_verdicts_of_one_scorer_are_rows_of_their_own(url: str, report: Report) -> None:
    add(url, *(evaluation(5, name=f"checks.{name}", scorer="checks") for name in ("b", "a")))
    assert [row["scorer"] for row in report("--scorer", "checks")] == ["checks.a", "checks.b"]
    assert [row["scorer"] for row in report("--scorer", "checks.a")] == ["checks.a"]


def missing(target: int, error: str = "shed", **values: Any) -> EvaluationRecord:
    return evaluation(target, **{"score": None, "passed": None, "label": "", "error": error, **values})


def test_coverage_is_the_share_of_what_should_be_scored(url: str, report: Report) -> None:
    add(url, missing(5, dimensions=B), missing(6, name="judge", error="over_budget", dimensions=A))
    rows = {(row["scorer"], row["slice"]): (row["n"], row["coverage"]) for row in report("--by", "model")}
    assert [rows["tone", part] for part in ("", "model=a", "model=b")] == [(3, 3 / 5), (2, 1.0), (1, 1 / 3)]
    assert rows["length", ""] == (1, 1.0)
    assert rows["judge", ""] == rows["judge", "model=a"] == (0, 0.0)


def test_all_verdicts_of_a_scorer_are_missing_together(url: str, report: Report) -> None:
    add(url, *(evaluation(5, name=name, scorer="checks", dimensions=A) for name in ("checks.a", "checks.b")))
    add(url, missing(6, name="checks", dimensions=B))
    rows = {(row["scorer"], row["slice"]): row["coverage"] for row in report("--by", "model", "--scorer", "checks")}
    assert rows == {
        **{(name, ""): 0.5 for name in ("checks.a", "checks.b")},
        **{(name, "model=a"): 1.0 for name in ("checks.a", "checks.b")},
        **{(name, "model=b"): 0.0 for name in ("checks.a", "checks.b")},
    }


def test_what_is_scored_after_all_is_not_missing_and_nothing_is_missing_twice(url: str, report: Report) -> None:
    add(url, missing(5), missing(5, revision=1), missing(6), missing(7))
    add(url, evaluation(6), evaluation(7, revision=1))
    rows = {row["scorer"]: (row["n"], row["coverage"]) for row in report()}
    assert rows["tone"] == (5, 5 / 7)


def test_a_range_ends_before_its_end(url: str, report: Report) -> None:
    add(url, evaluation(9, time=(NOW + MINUTE) * 10**6), now=NOW + MINUTE)
    minutes = [f"2026-09-21T14:{minute}:00+00:00" for minute in ("14", "15", "16")]
    found = [report("--scorer", "tone", range_=("--from", a, "--to", b)) for a, b in pairwise(minutes)]
    assert [[row["n"] for row in rows] for rows in found] == [[3], [1]]


def test_what_was_counted_by_the_hour_is_told_so(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        tidied(store, Limits(), NOW + 3 * DAY)
    arguments = ["--from", "2026-09-21T14:20Z", "--to", "2026-09-21T14:30Z", "--scorer", "tone", "--json"]
    assert main(["report", "--store", url, *arguments]) == OK
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["from"], row["to"], row["n"]) == ("2026-09-21T14:00:00Z", "2026-09-21T15:00:00Z", 3)


def test_an_offline_run_is_apart(url: str, report: Report) -> None:
    add(url, failing(1, run="nightly"))
    assert [(row["scorer"], row["n"]) for row in report("--run", "nightly")] == [("tone", 1)]
    assert sum(row["n"] for row in report()) == 5


def test_people_get_a_table(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url, *RANGE, "--by", "model", "--scorer", "tone", "--scorer", "length"]) == OK
    assert capsys.readouterr().out == (
        "from 2026-09-21T14:00:00Z to 2026-09-21T15:00:00Z, 95% intervals by session\n"
        "\n"
        "scorer  slice    n  effective n  coverage                   mean            pass rate   cost\n"
        "length           1            -    100.0%                 17.000                    -      -\n"
        "length  model=   1            -    100.0%                 17.000                    -      -\n"
        "tone             3            2     75.0%  0.500 [-0.742, 1.742]    66.7% [4.4, 98.9]  $1.25\n"
        "tone    model=a  2            2    100.0%  0.750 [-2.427, 3.927]  100.0% [1.2, 100.0]  $0.25\n"
        "tone    model=b  1            -     50.0%                  0.000                 0.0%  $1.00\n"
    )


def test_what_others_wrote_stays_in_its_line(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    add(url, evaluation(9, name="long", dimensions=(("model", "a\x1b[31m\nb"),)))
    assert main(["report", "--store", url, *RANGE, "--by", "model", "--scorer", "long"]) == OK
    assert capsys.readouterr().out.splitlines()[-1].startswith("long    model=a\ufffd[31m b  1 ")


def test_nothing_is_said_of_nothing(url: str, report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    assert report("--scorer", "other") == []
    assert main(["report", "--store", url, "--from", "2020-01-01", "--to", "2020-01-02"]) == OK
    assert capsys.readouterr().out == "no evaluations from 2020-01-01T00:00:00Z to 2020-01-02T00:00:00Z\n"


def test_programs_get_csv(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url, *RANGE, "--by", "model,route", "--csv"]) == OK
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == COLUMNS
    assert rows[-2]["slice"] == "model=a,route=/"
    assert (rows[0]["mean"], rows[-2]["mean"]) == ("", "0.75")


def test_a_dimension_that_nothing_has_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url, *RANGE, "--by", "modle"]) == OK
    assert capsys.readouterr().err == "warning: no evaluation has the dimension modle\n"


def test_the_store_is_that_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    with opened(folder / "evals.db") as store:
        store.add(EVALUATIONS, NOW)
    (folder / "collector.yaml").write_text(
        "receivers: {otlp: {protocols: {grpc: }}}\nexporters: {debug: }\n"
        "service: {store: {url: 'sqlite:///evals.db'}, pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--config", "etc/collector.yaml", *RANGE, "--json"]) == OK
    assert len(json.loads(capsys.readouterr().out)) == 3
    assert (
        main(["report", "--config", "etc/collector.yaml", "--set", "service.store.url=mysql://x"])
        == INVALID_CONFIGURATION
    )
    assert capsys.readouterr().err.endswith("service::store::url :: mysql://x :: expected sqlite:///PATH\n")


def test_a_report_makes_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", f"sqlite:///{tmp_path}/none"]) == FAILED
    assert capsys.readouterr().err == f"there is no store at {tmp_path}/none\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["otelevals.db", "sqlite:///", "sqlite://x", "postgresql://x/y"])
def test_a_url_of_something_else_is_said(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--store", url]) == FAILED
    assert capsys.readouterr().err == f"not the URL of a store: {url} (expected sqlite:///PATH)\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "soon"], "argument --from: not a time: soon (such as 2026-11-20 or 2026-11-20T08:00Z)"),
        (["--last", "0s"], "argument --last: not a duration: 0s (such as 90m, 24h, 7d or 4w)"),
        (["--last", "1y"], "argument --last: not a duration: 1y (such as 90m, 24h, 7d or 4w)"),
        (["--last", "1d", "--from", "2026-01-01"], "argument --last: not allowed with argument --from"),
        (["--from", "2026-01-02", "--to", "2026-01-01"], "the range of time is empty: --from is not before --to"),
        (["--from", "1900-01-01", "--to", "1901-01-01"], "the range of time is before 1970, or after 9999"),
        (["--timezone", "Mars"], "argument --timezone: not a time zone: Mars (such as Europe/Berlin)"),
        (["--timezone", "Europe"], "argument --timezone: not a time zone: Europe (such as Europe/Berlin)"),
        (["--bucket", "1h", "--last", "52w"], "argument --bucket: these are more than 2000 buckets"),
        (
            ["--bucket", "1d", "--from", "9999-01-01", "--to", "9999-12-31"],
            "argument --bucket: there are none after the year 9990",
        ),
        (["--bucket", "1h", "--compare", "a=b,c"], "argument --bucket: not allowed with argument --compare"),
        (["--compare", "a=b"], "argument --compare: not two slices: a=b (such as prompt_version=v3,v4)"),
        (["--compare", "a=b,c", "--by", "a"], "argument --by: a is what is compared"),
        (["--against-to", "2026-01-01"], "arguments --against-from and --against-to: one needs the other"),
        (["--cost", "--bucket", "1d"], "argument --bucket: not allowed with argument --cost"),
        (["--csv", "--json"], "argument --json: not allowed with argument --csv"),
    ],
)
def test_a_wrong_range_is_a_usage_error(
    arguments: list[str], message: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--store", url, *arguments]) == USAGE
    assert capsys.readouterr().err.splitlines()[-1] == f"otelevals report: error: {message}"


@pytest.mark.parametrize(
    "arguments", [["--last", "999999w"], ["--from", "0001-01-01", "--to", "9999-12-31T23:59-12:00"]]
)
def test_a_range_may_be_as_long_as_time(
    arguments: list[str], url: str, report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(report(range_=arguments)) == 3
    assert main(["report", "--store", url, *arguments, "--timezone", "Pacific/Kiritimati"]) == OK
    other = ("--against-from", "2000-01-01", "--against-to", "9999-12-31T23:59-12:00")
    assert main(["report", "--store", url, *arguments, *other]) == OK
    assert capsys.readouterr().err == ""
