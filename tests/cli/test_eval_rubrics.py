"""`eval --rubric-tests` says how far a judge agrees with labelled test sets, and its exit code is for machines."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.judges.rubric_tests import dataset
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import Asked, error
from tests.offline.commands import write_rows

TONE = """---
scale: {labels: {kind: 1, neutral: 0.5, rude: 0}}
---
How does {{output}} treat the customer?
"""
SAID = {"kind": ("thanks", "gladly", "welcome"), "neutral": ("no", "yes"), "rude": ("moron",), "cannot_judge": ("...",)}
ROWS = [
    {"id": output, "output": output, "metadata": {"label": label, "why": f"It says {output}."}}
    for label, outputs in SAID.items()
    for output in outputs
]


@pytest.fixture(autouse=True)
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeJudge]:
    """A judge that knows what is right, a configuration that names it, and a rubric with a test set."""
    monkeypatch.chdir(tmp_path)
    Path("tone.md").write_text(TONE)
    write_rows(Path("tone.tests.jsonl"), ROWS)
    with FakeJudge() as running:
        running.answers(knows())
        configure(running)
        yield running


def configure(judge: FakeJudge, scorer: Mapping[str, Any] | None = None, **options: Any) -> None:
    judges = {
        "default": {"model": "m", "base_url": judge.url, **options},
        "other": {"model": "n", "base_url": judge.url, "price": {"input_per_mtok": 1, "output_per_mtok": 2}},
    }
    written = {
        "judges": judges,
        "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": "127.0.0.1:0"}}}},
        "processors": {"scorer": {"scorers": {"checked": "not_empty", **({"tone": scorer} if scorer else {})}}},
        "exporters": {"debug": None},
        "service": {"pipelines": {"traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["debug"]}}},
    }
    Path("collector.yaml").write_text(yaml.safe_dump(written))


def knows(wrong: Mapping[str, str] = {}) -> Callable[[Asked], dict[str, str]]:
    """What is right about the tone, but for some outputs."""
    right = {output: label for label, outputs in SAID.items() for output in outputs}

    def verdict(asked: Asked) -> dict[str, str]:
        found = re.search(r"<output \w+>\s*(\S+)\s*</output", str(asked.body["messages"][-1]["content"]))
        assert found is not None, asked.text
        return {"explanation": f"About {found[1]}.", "verdict": {**right, **wrong}[found[1]]}

    return verdict


def run(*arguments: str) -> int:
    return main(["eval", "--rubric-tests", *arguments])


@pytest.fixture
def row(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """The only rubric that was tested."""

    def read(*arguments: str, code: int = OK) -> dict[str, Any]:
        assert run(*arguments, "--json") == code
        (found,) = json.loads(capsys.readouterr().out)["rubrics"]
        assert isinstance(found, dict)
        return found

    return read


def test_one_that_is_right_agrees(row: Callable[..., dict[str, Any]]) -> None:
    found = row("tone.md")
    assert (found["rubric"], found["judge"], found["model"], found["served_models"]) == ("tone", "default", "m", "m")
    assert (found["cases"], found["judged"], found["agreement"], found["agreement_high"]) == (7, 7, 1.0, 1.0)
    assert found["agreement_low"] == pytest.approx(0.6457, abs=1e-4)
    assert found["kappa"] == pytest.approx(1)
    assert (found["abstained"], found["should_abstain"], found["errors"]) == (1, 1, 0)
    assert (found["false_passes"], found["should_fail"]) == (None, None)
    assert (found["prompt_tokens"], found["completion_tokens"]) == (7 * 42, 7 * 7)
    assert found["disagreements"] == []


def test_what_it_gets_wrong_is_said(judge: FakeJudge, row: Callable[..., dict[str, Any]]) -> None:
    judge.answers(knows({"no": "rude", "...": "kind", "thanks": "neutral"}))
    found = row("tone.md", "--list", "2")
    assert found["agreement"] == pytest.approx(4 / 7)
    assert found["labels"] == ["kind", "neutral", "rude", "cannot_judge"]
    assert found["said_by_expected"] == [[2, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [1, 0, 0, 0]]
    assert found["disagreements"] == [
        {
            "id": output,
            "expected": expected,
            "said": said,
            "explanation": f"About {output}.",
            "why_expected": f"It says {output}.",
        }
        for output, expected, said in [("thanks", "kind", "neutral"), ("no", "neutral", "rude")]
    ]


def test_people_get_a_table_and_what_to_look_at(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    judge.answers(knows({"moron": "kind"}))
    configure(judge, {"type": "judge", "rubric": "tone.md", "threshold": 0.5})
    assert run("tone.md") == OK
    captured = capsys.readouterr()
    assert captured.err == ""
    first, _, head, line, *rest = captured.out.splitlines()
    assert first == "judge default (m): 7 cases of 1 rubric"
    assert re.split(r"  +", head)[2:] == [
        *("cases", "agreement", "95%", "kappa", "false passes", "false fails"),
        *("abstained", "wanted", "errors", "tokens", "cost"),
    ]
    assert re.split(r"  +", line)[2:] == [
        *("7", "85.7%", "49% to 97%", "0.78", "1 of 1", "0 of 5"),
        *("1", "1", "-", "343", "-"),
    ]
    assert rest == ["", "tone disagrees:", "  moron: expected rude, said kind (About moron.)"]
    assert run("tone.md", "--list", "0") == OK
    assert capsys.readouterr().out.splitlines()[-1] == "known already, and not asked again: 7"


def test_one_that_always_passes_is_found_out(judge: FakeJudge, row: Callable[..., dict[str, Any]]) -> None:
    """Its agreement is the share of what should pass, and no more than chance."""
    judge.answers({"explanation": "Fine.", "verdict": "pass"})
    rows = [json.loads(line)["metadata"]["label"] for line in dataset("toxicity").read_text().splitlines()]
    found = row("toxicity")
    assert found["agreement"] == pytest.approx(rows.count("pass") / len(rows))
    assert found["kappa"] == pytest.approx(0)
    assert (found["false_passes"], found["should_fail"]) == (rows.count("fail"), rows.count("fail"))
    assert (found["false_fails"], found["should_pass"]) == (0, rows.count("pass"))
    assert (found["abstained"], found["should_abstain"]) == (0, rows.count("cannot_judge"))


def test_all_rubrics_are_tested_when_none_is_named(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    judge.answers(None)
    assert run("--csv", "--judge", "other") == OK
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 10
    assert {(each["judge"], each["model"], each["version"]) for each in rows} == {("other", "n", "1")}
    assert sum(int(each["cases"]) for each in rows) == len(judge.requests)
    assert sum(float(each["cost"]) for each in rows) == pytest.approx(len(judge.requests) * (42 + 2 * 7) / 1e6)


def test_errors_are_no_disagreement_and_fail_the_run(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    judge.next(error(400, "not today"), error(400, "not today"))
    assert run("tone.md", "--concurrency", "1") == FAILED
    captured = capsys.readouterr()
    assert "  5 of 7     100.0%  " in captured.out
    assert re.search(r"^errors:\n  tone: 2 .*not today$", captured.out, re.M)
    assert captured.err == "errors: 2, allowed by --max-errors: 0\n"
    assert run("tone.md") == OK


def test_errors_may_be_allowed(judge: FakeJudge) -> None:
    judge.next(error(400, "not today"))
    assert run("tone.md", "--max-errors", "1") == OK


def test_a_judge_that_answers_nobody_is_said(judge: FakeJudge, row: Callable[..., dict[str, Any]]) -> None:
    judge.does(error(401, "who are you?"))
    found = row("tone.md", code=FAILED)
    assert (found["judged"], found["errors"], found["agreement"], found["kappa"]) == (0, 7, None, None)
    assert sum(each["n"] for each in found["reasons"]) == 7


def test_a_budget_ends_it_with_what_was_found_so_far(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    configure(judge, budget={"calls_per_day": 3})
    assert run("tone.md", "--concurrency", "1") == FAILED
    why = "4 of 7 cases were not asked: the budget judge/default has too few calls left for this day"
    out = capsys.readouterr().out
    assert "  3 of 7     100.0%  " in out
    assert out.splitlines()[-1] == why
    configure(judge, budget={"calls_per_day": 5})
    assert run("tone.md", "--concurrency", "1", "--json") == FAILED
    captured = capsys.readouterr()
    said = json.loads(captured.out)
    assert (said["rubrics"][0]["judged"], said["rubrics"][0]["cached"]) == (5, 3)
    assert said["stopped"] == why.partition(": ")[2]
    assert captured.err == why.replace("4 of", "2 of") + "\n"


def test_agreement_may_be_asked_for(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    judge.answers(knows({"no": "rude"}))
    assert run("tone.md", "--fail-under", "tone=85%") == OK
    capsys.readouterr()
    assert run("tone.md", "--fail-under", "tone=0.9") == FAILED
    assert capsys.readouterr().out.splitlines()[-1] == "tone: the agreement is 0.8571, below 0.9"


def test_a_file_is_tested_as_the_scorers_that_use_it_do(judge: FakeJudge, row: Callable[..., dict[str, Any]]) -> None:
    write_rows(Path("tone.tests.jsonl"), [{"output": "moron", "metadata": {"label": 1}}])
    judge.answers({"explanation": "Rude.", "verdict": "4"})
    written = {"type": "judge", "rubric": "tone.md", "judge": "other", "scale": "1..5", "threshold": 4, "on": "tool"}
    configure(judge, {**written, "sampling": {"rate": 0.0}, "when": 'genai.kind == "tool"'})
    found = row("tone.md")
    assert (found["rubric"], found["judge"], found["false_passes"], found["should_fail"]) == ("tone", "other", 1, 1)
    assert row(str(Path("tone.md").absolute()), "--judge", "default")["judge"] == "default"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--pending"], "--rubric-tests takes no --pending"),
        (["--limit", "1"], "--rubric-tests takes no --limit"),
        (["--task", "a:b"], "--rubric-tests takes no --task"),
        (["--scorer", "pii"], "--rubric-tests takes no --scorer"),
        (["--run", "a"], "--rubric-tests takes no --run"),
        (["--against", "a"], "--rubric-tests takes no --against"),
        (["toxic"], "there is no rubric 'toxic' (valid: answer_relevance, "),
        (["rows.jsonl"], "there is no rubric 'rows.jsonl' (valid: "),
        (["gone.md"], "gone: {folder}/gone.md is not a file in {folder}"),
        (["--judge", "othr"], "there is no judge 'othr' in the section judges (valid: default, other; did you mean "),
        (["tone.md", "--fail-under", "tnoe=1"], "--fail-under: tnoe is not tested (valid: tone; did you mean tone?)"),
        (["--fail-under", "tone"], "not a threshold: tone (expected "),
    ],
)
def test_options_that_make_no_sense_are_refused(
    arguments: list[str], message: str, judge: FakeJudge, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == USAGE
    assert capsys.readouterr().err.startswith(f"otelevals eval: error: {message.format(folder=Path.cwd())}")
    assert judge.requests == []


def test_rubrics_of_one_name_are_not_mixed_up(capsys: pytest.CaptureFixture[str]) -> None:
    Path("toxicity.md").write_text(TONE)
    assert run("toxicity", "toxicity.md") == USAGE
    assert capsys.readouterr().err.endswith("two of them are called toxicity: test one at a time\n")
    assert run("tone.md", "tone.md") == OK


def test_a_judge_is_named_for_test_sets_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "tone.tests.jsonl", "--judge", "other"]) == USAGE
    assert main(["eval", "--pending", "--judge", "other"]) == USAGE
    assert capsys.readouterr().err == 2 * "otelevals eval: error: --judge is for --rubric-tests\n"


def test_a_configuration_without_judges_has_nobody_to_test(capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("collector.yaml").read_text()
    Path("collector.yaml").write_text(yaml.safe_dump({**yaml.safe_load(text), "judges": None}))
    assert run() == USAGE
    Path("collector.yaml").write_text(text.replace("  default:\n", "  one:\n"))
    assert run() == USAGE
    assert [line.partition("error: ")[2] for line in capsys.readouterr().err.splitlines()] == [
        "the configuration has no judges",
        "the configuration has no judge named default: name one with --judge (valid: one, other)",
    ]


def test_a_test_set_has_to_be_there_and_labelled(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(Path("tone.tests.jsonl"), [{"output": "x", "metadata": {"label": "good"}}])
    assert run("tone.md") == INVALID_CONFIGURATION
    assert capsys.readouterr().err.endswith(
        "tone.tests.jsonl:1: metadata.label: expected one of kind, neutral, rude, cannot_judge\n"
    )
    Path("tone.tests.jsonl").unlink()
    assert run("tone.md") == INVALID_CONFIGURATION
    assert capsys.readouterr().err.endswith("tone.tests.jsonl: no such file or directory\n")
