"""A report on costs says what judges spent, by scorer, judge and model, and what they will spend, at any rate."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from otelevals.cli import main
from otelevals.cli.exit_codes import OK, USAGE
from otelevals.cli.report_costs import COLUMNS
from otelevals.cli.report_text import dollars
from otelevals.store.spending import Spender, Spent
from tests.store.samples import HOUR, NOW, evaluation, judging, opened

RANGE = ("--from", "2026-09-21T12:00Z", "--to", "2026-09-22T02:00Z")
FAITHFUL, TONE = Spender("faithful", "default", "gpt-5-mini"), Spender("tone", "local", "llama3")
SPENT = {
    FAITHFUL: Spent(110, 10, 0, 125, 25, 1_200_000, 50_000, 3_000_000_000, 500_000_000),
    TONE: Spent(40, 0, 40, 40, 0, 9000, 800, 0, 0),
}

Report = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Twelve hours of spending, and evaluations with a probability of 5%."""
    with judging(tmp_path / "db") as store:
        store.add_spent(SPENT, NOW)
    with opened(tmp_path / "db") as ledger:
        ledger.add([evaluation(n, name="faithful", probability=0.05) for n in range(1, 11)], NOW)
    return f"sqlite:///{tmp_path / 'db'}"


@pytest.fixture
def report(url: str, capsys: pytest.CaptureFixture[str]) -> Report:
    def run(*arguments: str) -> list[dict[str, Any]]:
        assert main(["report", "--cost", "--store", url, *RANGE, *arguments, "--json"]) == OK
        rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return rows

    return run


def test_a_row_has_every_column_and_null_for_what_is_not_known(report: Report) -> None:
    faithful, tone = report()
    assert faithful == {
        "scorer": "faithful",
        "judge": "default",
        "model": "gpt-5-mini",
        "from": "2026-09-21T12:00:00Z",
        "to": "2026-09-22T02:00:00Z",
        "attempts": 110,
        "failed": 10,
        "unpriced": 0,
        "verdicts": 125,
        "cached": 25,
        "prompt_tokens": 1_200_000,
        "completion_tokens": 50_000,
        "cost": 3.0,
        "cost_per_verdict": 0.024,
        "saved": 0.5,
        "rate": pytest.approx(0.05),
        "per_day": 6.0,
        "per_30_days": 180.0,
    }
    unknown = ("cost", "cost_per_verdict", "saved", "rate", "per_day", "per_30_days")
    assert {name: tone[name] for name in unknown} == dict.fromkeys(unknown)
    assert tone["unpriced"] == 40


def test_another_rate_costs_in_proportion(report: Report) -> None:
    faithful, tone = report("--rate", "10%")
    assert (faithful["rate"], faithful["per_day"]) == (0.1, pytest.approx(12.0))
    assert faithful["cost"] == 3.0
    assert tone["per_day"] is None


def test_a_rate_is_that_of_the_first_verdict_of_a_target(url: str, report: Report) -> None:
    with opened(Path(url.removeprefix("sqlite:///"))) as ledger:
        ledger.add([evaluation(n, name="tone.a", scorer="tone", probability=0.5) for n in range(1, 5)], NOW)
        ledger.add([evaluation(1, name="tone.b", scorer="tone", probability=1.0)], NOW)
    assert [row["rate"] for row in report()] == [pytest.approx(0.05), 0.5]


def test_a_minute_is_the_least_to_foresee_from(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with judging(Path(url.removeprefix("sqlite:///"))) as store:
        store.add_spent({FAITHFUL: Spent(attempts=1, nano_usd=10**9)}, 4_000_000_000_000)
    assert main(["report", "--cost", "--store", url, "--from", "2096-10-01", "--to", "2096-10-03", "--json"]) == OK
    (row,) = json.loads(capsys.readouterr().out)
    assert row["per_day"] == 1440.0


def test_one_scorer_alone(report: Report) -> None:
    assert [row["scorer"] for row in report("--scorer", "tone")] == ["tone"]


def test_people_get_tables(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--cost", "--store", url, *RANGE]) == OK
    said = capsys.readouterr()
    assert said.err == "warning: no price is known for llama3: 40 attempts are in no cost\n"
    assert said.out == (
        "from 2026-09-21T12:00:00Z to 2026-09-22T02:00:00Z\n"
        "\n"
        "scorer    judge    model       attempts  failed  verdicts  cached  tokens in  tokens out   cost  per verdict"
        "  saved  rate  per day  per 30 days\n"
        "faithful  default  gpt-5-mini       110    9.1%       125   20.0%       1.2M      50,000  $3.00       $0.024"
        "  $0.50  5.0%    $6.00      $180.00\n"
        "tone      local    llama3            40    0.0%        40    0.0%      9,000         800      -            -"
        "      -     -        -            -\n"
        "total                               150    6.7%       165   15.2%       1.2M      50,800  $3.00       $0.024"
        "  $0.50     -    $6.00      $180.00\n"
        "\n"
        "per day at  present rate     1%     5%     10%     25%     100%\n"
        "faithful            5.0%  $1.20  $6.00  $12.00  $30.00  $120.00\n"
    )


def test_a_rate_that_is_asked_for_is_the_only_one(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--cost", "--store", url, *RANGE, "--rate", "0.5%", "--scorer", "faithful"]) == OK
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.split()[-3:] == ["0.5%", "$0.60", "$18.00"]


def test_programs_get_csv(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--cost", "--store", url, *RANGE, "--csv"]) == OK
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["cost"], row["rate"]) for row in rows] == [("3.0", rows[0]["rate"]), ("", "")]


@pytest.mark.parametrize(
    ("amount", "text"),
    [(None, "-"), (0.0, "$0"), (1234.567, "$1,234.57"), (0.1, "$0.10"), (0.0249, "$0.025"), (1e-9, "$0.0000000010")],
)
def test_small_amounts_have_two_digits(amount: float | None, text: str) -> None:
    assert dollars(amount) == text


def test_nothing_is_said_of_nothing(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--cost", "--store", url, "--from", "2020-01-01", "--to", "2020-01-02"]) == OK
    assert capsys.readouterr().out == "nothing spent from 2020-01-01T00:00:00Z to 2020-01-02T00:00:00Z\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--cost", "--by", "model"], "argument --by: not allowed with argument --cost"),
        (["--cost", "--run", "nightly"], "argument --run: not allowed with argument --cost"),
        (["--rate", "10%"], "argument --rate: only allowed with argument --cost"),
        (["--cost", "--rate", "0%"], "argument --rate: not a share: 0% (such as 10% or 0.5%)"),
        (["--cost", "--rate", "101%"], "argument --rate: not a share: 101% (such as 10% or 0.5%)"),
        (["--cost", "--rate", "0.1"], "argument --rate: not a share: 0.1 (such as 10% or 0.5%)"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(
    arguments: list[str], message: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--store", url, *arguments]) == USAGE
    assert capsys.readouterr().err.splitlines()[-1] == f"otelevals report: error: {message}"


def test_an_hour_that_began_late_counts_from_there(url: str, report: Report) -> None:
    with judging(Path(url.removeprefix("sqlite:///"))) as store:
        store.add_spent({FAITHFUL: Spent(attempts=1, nano_usd=3 * 10**9)}, NOW - 2 * HOUR)
    faithful, _ = report()
    assert (faithful["cost"], faithful["per_day"]) == (6.0, pytest.approx(6 / 14 * 24))
