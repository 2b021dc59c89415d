"""`otelevals alerts` lists what is on, silences it, and says how soon rules notice a drop."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from otelevals.alerts.alert import Alert, Facts, Key
from otelevals.alerts.hours import Level
from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, OK, USAGE
from otelevals.store.alerts import AlertStore
from tests.store.samples import evaluation, opened

CONFIG = """
receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
processors: {scorer: {scorers: {tone: not_empty}}}
exporters:
  ledger: {keep: all}
  debug:
  alerts: {rules: {low: {kind: threshold, scorer: tone, below: 0.9}}}
service:
  store: {url: sqlite:///db}
  pipelines:
    traces: {receivers: [otlp], processors: [scorer], exporters: [debug]}
    evals: {exporters: [ledger, alerts]}
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "collector.yaml").write_text(CONFIG)
    return str(tmp_path / "collector.yaml")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store in which an alert is on."""
    facts = Facts("tone is bad", "threshold", "tone", "pass_rate", day=Level(0.5, 0.4, 0.6, 90, 80.0))
    alert = Alert(Key("low", "", (("model", "gpt-5"),)), "page", 1_790_000_000.0, facts=facts)
    store = AlertStore(tmp_path / "db")
    said = json.dumps({"on": [alert.to_json()], "over": [], "told": {}})
    store.save("alerts", {"alerts": said.encode()}, {}, [], 0)
    store.close()
    return f"sqlite:///{tmp_path / 'db'}"


def test_what_is_on_is_listed(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alerts", "list", "--store", url]) == OK
    assert capsys.readouterr().out.splitlines()[:3] == [
        "[page] low: tone is bad (model=gpt-5)",
        "model=gpt-5: page since 2026-09-21 14:13 UTC",
        "last 24 hours: 50.0% (40.0% to 60.0%, n 90, effective 80)",
    ]
    assert main(["alerts", "list", "--store", url, "--json"]) == OK
    (alert,) = json.loads(capsys.readouterr().out)["alerts"]
    assert (alert["exporter"], alert["rule"], alert["slice"]) == ("alerts", "low", {"model": "gpt-5"})


def test_silences_are_made_listed_and_ended(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["alerts", "silence", "rule=low", "model=gpt-*", "--for", "2h", "--comment", "why", "--store", url]) == OK
    )
    assert main(["alerts", "list", "--store", url]) == OK
    assert "rule=low model=gpt-*: why" in capsys.readouterr().out.splitlines()[-1]
    assert main(["alerts", "silence", "--end", "1", "--store", url]) == OK
    assert main(["alerts", "silence", "--end", "1", "--store", url]) == FAILED


@pytest.mark.parametrize(
    "arguments",
    [
        ["silence", "low", "--for", "2h"],
        ["silence", "rule=low"],
        ["silence", "rule=low", "rule=other", "--for", "2h"],
        ["silence", "rule=low", "--for", "99999999w"],
        ["silence", "--end", "9" * 30],
        ["simulate", "--at", "2026-09-21"],
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], config: str) -> None:
    try:
        code: int | str | None = main(["alerts", *arguments, "--config", config])
    except SystemExit as said:  # of an argument by itself
        code = said.code
    assert code == USAGE


def test_a_replay_of_more_than_there_is_time_says_that_there_is_nothing(
    config: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["alerts", "simulate", "--replay", "--last", "99999999w", "--config", config]) == OK
    said = "the ledger has no evaluations of tone by themselves since 1970-01-01 00:00 UTC\n"
    assert capsys.readouterr().out == said


def test_a_simulation_says_how_soon_a_drop_pages(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alerts", "simulate", "--config", config, "--runs", "1", "--days", "2", "--drop", "40%"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "low (threshold)"
    assert lines[3] == "  a drop to 55.0% in every slice: 1 of 1 paged within 2 days"


def test_a_replay_says_what_people_would_have_been_told(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = time.time_ns()
    minute = 60 * 10**9
    with opened(tmp_path / "db") as ledger:
        ledger.add([evaluation(n, name="tone", time=now - (600 - n) * minute) for n in range(1, 601)], now // 10**6)
    assert main(["alerts", "simulate", "--replay", "--config", config]) == OK
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("600 evaluations from ")
    assert said[1:] == ["0 pages, 0 reviews"]
    begin = datetime.fromtimestamp((now - 400 * minute) / 1e9, UTC).isoformat()
    assert main(["alerts", "simulate", "--replay", "--config", config, "--drop", "60%", "--at", begin]) == OK
    said = capsys.readouterr().out.splitlines()
    assert said[-1].startswith("the drop paged after ")
