"""`eval` says what scorers find, keeps it in the ledger, and its exit code is for machines."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.otlp.json_encode import encode_json
from otelevals.otlp.signals import Signal
from tests.offline.commands import ledger, write_rows
from tests.processors.build import request
from tests.processors.line import chat, content, retrieval, span

CHECKS = """
def polite(output):
    return "please" in output

def words(output):
    if "boom" in output:
        raise ValueError("it fell over")
    return len(output.split())
"""
ROWS: list[dict[str, Any]] = [
    {"id": "a", "input": "Sit?", "output": "Sit down, please.", "expected": "Sit down, please."},
    {"id": "b", "input": "Stand?", "output": "Stand up!", "expected": "Stand up, please."},
    {"id": "c", "input": "Go?", "output": "Go, please."},
]
SCORERS: dict[str, Any] = {
    "exact_match": None,
    "polite": {"type": "python", "path": "checks.py:polite", "isolation": "inline"},
    "words": {"type": "python", "path": "checks.py:words", "isolation": "inline"},
}


def configuration(processors: Mapping[str, Any]) -> str:
    return yaml.safe_dump(
        {
            "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": "127.0.0.1:0"}}}},
            "processors": dict(processors),
            "exporters": {"debug": None},
            "service": {
                "pipelines": {"traces": {"receivers": ["otlp"], "processors": list(processors), "exporters": ["debug"]}}
            },
        }
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user is: with a configuration, checks and a dataset."""
    (tmp_path / "checks.py").write_text(CHECKS)
    (tmp_path / "collector.yaml").write_text(configuration({"scorer": {"scorers": SCORERS}}))
    write_rows(tmp_path / "rows.jsonl", ROWS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path


def run(*arguments: str, rows: Iterable[Mapping[str, Any]] | None = None) -> int:
    if rows is not None:
        write_rows(Path("rows.jsonl"), rows)
    return main(["eval", "rows.jsonl", *arguments])


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--run", "one") == OK
    captured = capsys.readouterr()
    assert captured.err == ""
    first, *rest = captured.out.splitlines()
    assert first.startswith("run one: 3 rows of rows.jsonl (")
    assert rest == [
        "",
        "scorer       n   mean  pass rate  errors  not scored",
        "exact_match  2  0.500      50.0%       -           1",
        "polite       3  0.667      66.7%       -           -",
        "words        3  2.333          -       -           -",
        "",
        "not scored:",
        "  exact_match: 1 missing_input: needs expected: the span has no otelevals.expected",
        "",
        "did not pass:",
        "  exact_match  b  'Stand up!' is not 'Stand up, please.'",
        "  polite  b",
    ]


def test_programs_get_json_or_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json") == OK
    said = json.loads(capsys.readouterr().out)
    assert said["run"].startswith("eval-")
    assert (said["rows"], said["files"], len(said["window"])) == (3, ["rows.jsonl"], 16)
    assert [(each["scorer"], each["n"], each["pass_rate"]) for each in said["scorers"]] == [
        ("exact_match", 2, 0.5),
        ("polite", 3, 2 / 3),
        ("words", 3, None),
    ]
    assert said["scorers"][0]["reasons"][0]["decision"] == "missing_input"
    assert said["failed"][1] == {"row": "b", "name": "polite", "why": ""}
    assert run("--csv") == OK
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["scorer"], row["n"], row["pass_rate"]) for row in rows][::2] == [
        ("exact_match", "2", "0.5"),
        ("words", "3", ""),
    ]


def test_rows_are_in_the_ledger(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--run", "one") == OK
    assert len(ledger(folder / "otelevals.db", "one")) == 8
    assert run("--run", "two", "--store", "sqlite:///other.db") == OK
    assert len(ledger(folder / "other.db", "two")) == 8
    capsys.readouterr()
    assert main(["report", "--run", "one", "--json"]) == OK
    assert [row["n"] for row in json.loads(capsys.readouterr().out)] == [2, 3, 3]
    assert main(["report", "--json"]) == OK
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("gates", "code", "last"),
    [
        (["polite=0.66"], OK, "  polite  b"),
        (["polite=66%", "words=2.3", "exact_match=0.5"], OK, "  polite  b"),
        (["polite=0.67"], FAILED, "polite: the pass rate is 0.6667, below 0.67"),
        (["polite=0.6", "words=3"], FAILED, "words: the mean is 2.333, below 3"),
    ],
)
def test_thresholds(gates: list[str], code: int, last: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*[f"--fail-under={gate}" for gate in gates]) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_nothing_scored_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--fail-under", "exact_match=0", rows=[{"input": "x", "output": "y"}]) == FAILED
    assert capsys.readouterr().out.splitlines()[-1] == "exact_match: nothing was scored"


def test_errors_are_failures(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*ROWS, {"id": "d", "output": "boom"}]
    assert run("--fail-under", "words=1", rows=rows) == FAILED
    captured = capsys.readouterr()
    assert "errors of scorers:\n  words  d  ValueError: it fell over\n" in captured.out
    assert captured.err == "errors: 1, allowed by --max-errors: 0\n"
    assert run("--fail-under", "words=1", "--max-errors", "1") == OK


def test_a_task_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "app_of_a_test.py").write_text(
        "async def answer(question):\n"
        "    if question == 'Go?': raise RuntimeError('no way')\n"
        "    return {'output': question[:-1] + ', please.', 'model': 'gpt-5'}\n"
    )
    options = yaml.safe_load((folder / "collector.yaml").read_text())
    options["processors"]["scorer"]["dimensions"] = ["model"]
    options["processors"]["scorer"]["scorers"]["latency"] = None
    (folder / "collector.yaml").write_text(yaml.safe_dump(options))
    assert run("--task", "app_of_a_test:answer", "--run", "one") == FAILED
    captured = capsys.readouterr()
    assert captured.err == "errors: 1, allowed by --max-errors: 0\n"
    assert "the task failed for 1:\n  c: RuntimeError: no way\n" in captured.out
    found = ledger(folder / "otelevals.db", "one")
    assert sorted([each["passed"] for each in found if each["name"] == "polite"]) == [1, 1]
    assert [each["score"] > 0 for each in found if each["name"] == "latency"] == [True] * 3
    assert {each["dimensions"] for each in found if each["name"] == "polite"} == {'{"model":"gpt-5"}'}
    assert run("--task", "app_of_a_test.py:answer", "--max-errors", "1") == OK


def test_what_has_changed_since_another_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--run", "one") == OK
    rows = [
        {**ROWS[0], "output": "Sit down!"},
        {**ROWS[1], "output": "Stand up, please."},
        {"id": "new", "input": "Run?", "output": "Run, please."},
    ]
    options = yaml.safe_load((folder / "collector.yaml").read_text())
    options["processors"]["scorer"]["scorers"]["words"]["threshold"] = 2
    (folder / "collector.yaml").write_text(yaml.safe_dump(options))
    capsys.readouterr()
    assert run("--against", "one", rows=rows) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:6] == [
        "scorer       n   mean  pass rate  errors  not scored  before  after  gained  lost",
        "exact_match  2  0.500      50.0%       -           1   0.500  0.500       1     1",
        "polite       3  0.667      66.7%       -           -   0.500  0.500       1     1",
        "words        3  2.333     100.0%       -           -   2.500  2.500       -     -",
    ]
    assert lines[-9:] == [
        "",
        "other versions than in one: words",
        "polite: 1 not in one, 1 only there",
        "words: 1 not in one, 1 only there",
        "changed since one:",
        "  exact_match  a  passed before  'Sit down!' is not 'Sit down, please.'",
        "  polite  a  passed before",
        "  exact_match  b  passes now",
        "  polite  b  passes now",
    ]


def test_a_list_ends_where_it_is_told_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--list", "1") == OK
    assert "did not pass (the first 1):\n  exact_match  b" in capsys.readouterr().out
    assert run("--list", "0") == OK
    assert "did not pass" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fail-under", "plite=1"], "--fail-under: there is no scorer plite (valid: exact_match, polite, words; "),
        (["--fail-under", "polite"], "not a threshold: polite (expected name=0.9 or name=90%)"),
        (["--against", "none"], "there is no run none in "),
        (["--processor", "scorer/x"], "there is no scorer processor scorer/x (valid: scorer)"),
        (["--task", "none.py:x"], "--task: there is no file none.py"),
        (["--scorer", "regex"], "--scorer regex.pattern: Field required"),
        (["--scorer", "not_emty"], "--scorer not_emty: unknown scorer type 'not_emty' (valid: "),
        (["--concurrency", "0"], "argument --concurrency: not a number from 1 to 1000: 0"),
        (["--max-errors", "-1"], "argument --max-errors: not a number: -1"),
    ],
)
def test_wrong_use_is_said_before_anything_is_scored(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1].startswith(f"otelevals eval: error: {message}")


def test_a_run_has_a_name_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--run", "one") == OK
    assert run("--run", "one") == USAGE
    assert capsys.readouterr().err == "otelevals eval: error: there is a run one already: choose another name\n"


def test_a_wrong_row_is_said_before_anything_is_scored(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rows=[*ROWS, {"id": "a", "input": 1}, {}]) == INVALID_CONFIGURATION
    assert capsys.readouterr().err.splitlines() == [
        "rows.jsonl:4: id: a is that of line 1, too",
        "rows.jsonl:5: expected input, messages or output",
    ]
    assert not (folder / "otelevals.db").exists()


def test_scorers_have_to_come_from_somewhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "collector.yaml").unlink()
    assert run() == INVALID_CONFIGURATION
    assert capsys.readouterr().err.splitlines() == [
        "collector.yaml :: cannot read collector.yaml: No such file or directory",
        "name a configuration with --config, or scorers with --scorer TYPE",
    ]
    assert run("--scorer", "not_empty", "--scorer", "exact_match") == OK
    assert "not_empty    3  1.000     100.0%" in capsys.readouterr().out


def test_one_name_for_two_things_has_to_be_decided(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = {f"scorer/{limit}": {"scorers": {"length": {"type": "length", "max": limit}}} for limit in (5, 50)}
    (folder / "collector.yaml").write_text(configuration(two))
    assert run() == USAGE
    assert "choose with --processor scorer/5 or --processor scorer/50" in capsys.readouterr().err
    assert run("--processor", "scorer/50", "--fail-under", "length=1") == OK


def test_a_ledger_that_cannot_be_written_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--store", "sqlite:///none/db") == FAILED
    assert capsys.readouterr().err == "cannot open the store none/db: no such file or directory\n"
    assert run("--store", "mysql://x") == FAILED
    assert capsys.readouterr().err == "not the URL of a store: mysql://x (expected sqlite:///PATH)\n"


def recorded(folder: Path) -> None:
    """A trace in two files: the answer came as a log record."""
    session: dict[str, Any] = {"session.id": "s1"}
    spans = request(retrieval(2, 1, "It rains."), chat(3, 1, at=2), span(1, seconds=9, **session))
    (folder / "traces.json").write_bytes(encode_json(spans))
    logs: Any = Signal.LOGS.wire.request()
    logs.resource_logs.add().scope_logs.add().log_records.append(content(3, "Rain, please."))
    (folder / "logs.binpb").write_bytes(logs.SerializeToString())


def test_what_was_recorded_is_scored_with_its_logs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded(folder)
    assert main(["eval", "traces.json", "logs.binpb", "--fail-under", "polite=1", "--run", "one"]) == OK
    assert "3 spans of traces.json, logs.binpb" in capsys.readouterr().out
    (polite,) = [each for each in ledger(folder / "otelevals.db", "one") if each["name"] == "polite"]
    assert (polite["session"], polite["flags"], polite["passed"]) == ("s1", 0, 1)


def test_a_recording_that_is_cut_off_is_scored_and_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded(folder)
    line = (folder / "traces.json").read_text()
    (folder / "cut.jsonl").write_text(f"{line}\n{line[:50]}")
    assert main(["eval", "cut.jsonl", "logs.binpb", "--fail-under", "polite=1"]) == FAILED
    captured = capsys.readouterr()
    assert "polite       1  1.000" in captured.out
    assert captured.err.startswith("cut.jsonl:2: invalid JSON")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["traces.json", "rows.jsonl"], INVALID_CONFIGURATION, "expected one dataset, or recordings alone\n"),
        (["none.jsonl"], INVALID_CONFIGURATION, "none.jsonl: no such file or directory\n"),
        (
            ["traces.json", "--task", "checks.py:words"],
            USAGE,
            "otelevals eval: error: --task answers the rows of a dataset; these are recordings\n",
        ),
    ],
)
def test_what_cannot_be_scored(
    arguments: list[str], code: int, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(folder)
    assert main(["eval", *arguments]) == code
    assert capsys.readouterr().err == message
