"""`eval --pending` says what became of what was kept for later, and its exit code is for machines."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import error
from tests.judges.engines import RUBRIC, STORE, asking

POLITE = {"type": "judge", "rubric": RUBRIC, "rescore": "later", "max_attempts": 1}


@pytest.fixture(autouse=True)
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeJudge]:
    monkeypatch.chdir(tmp_path)
    with FakeJudge() as running:
        configure(running)
        yield running


def configure(judge: FakeJudge, scorers: dict[str, Any] | None = None, **options: Any) -> None:
    written = {
        "judges": {"default": {"model": "m", "base_url": judge.url, **options}},
        "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": "127.0.0.1:0"}}}},
        "processors": {"scorer": {"scorers": scorers or {"polite": POLITE}}},
        "exporters": {"debug": None},
        "service": {
            "store": {"url": f"sqlite:///{STORE}"},
            "pipelines": {"traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["debug"]}},
        },
    }
    Path("collector.yaml").write_text(yaml.safe_dump(written))


def failed(judge: FakeJudge, times: int) -> None:
    """Have the judge fail at so many spans."""

    async def fail() -> None:
        async with asking(judge, Path(), {}, rescore="later", max_attempts=1) as asked:
            for number in range(times):
                judge.next(error(500))
                await asked.call(number + 1)

    asyncio.run(fail())


def run(*arguments: str) -> int:
    return main(["eval", "--pending", *arguments])


def test_it_says_what_became_of_them(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    failed(judge, 3)
    judge.next(error(400))
    assert run("--limit", "2") == FAILED
    assert sorted(capsys.readouterr().out.splitlines()) == ["errored: 1", "judged: 1"]
    assert run() == OK
    assert capsys.readouterr().out == "judged: 2\n"
    assert run() == OK
    assert capsys.readouterr().out == "nothing is pending\n"


def test_programs_can_read_it(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    failed(judge, 2)
    judge.next(error(400))
    assert run("--json") == FAILED
    assert json.loads(capsys.readouterr().out) == {"judged": 1, "errored": 1}
    assert run("--csv") == OK
    assert capsys.readouterr().out == "what,n\njudged,1\n"
    assert run("--json") == OK
    assert json.loads(capsys.readouterr().out) == {}


def test_it_says_that_a_budget_has_nothing_left(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    failed(judge, 2)
    configure(judge, budget={"calls_per_day": 1})
    assert run() == FAILED
    *counts, hint = capsys.readouterr().out.splitlines()
    assert sorted(counts) == ["judged: 1", "over_budget: 1"]
    assert hint == "the budget has nothing left: try again in the next hour, or on the next day"


def test_it_is_of_the_processors_that_are_named(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    failed(judge, 1)
    assert run("--processor", "scorer/other") == USAGE
    assert capsys.readouterr().err.endswith("the configuration has no scorer of type judge\n")
    assert run("--processor", "scorer") == OK


@pytest.mark.parametrize(
    "arguments", [["rows.jsonl"], ["--scorer", "pii"], ["--task", "a:b"], ["--run", "a"], ["--against", "a"]]
)
def test_what_is_for_runs_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == USAGE
    why = "--pending takes no FILE, and neither --scorer, --task, --run nor --against"
    assert capsys.readouterr().err == f"otelevals eval: error: {why}\n"


def test_a_limit_is_for_what_is_pending(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "rows.jsonl", "--limit", "3"]) == USAGE
    assert capsys.readouterr().err == "otelevals eval: error: --limit is for --pending\n"


def test_without_judges_or_a_store_there_is_nothing_to_do(judge: FakeJudge, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == FAILED
    assert capsys.readouterr().err == f"there is no store at {STORE}\n"
    configure(judge, {"not_empty": None})
    assert run() == USAGE
    assert capsys.readouterr().err == "otelevals eval: error: the configuration has no scorer of type judge\n"
    Path("collector.yaml").unlink()
    assert run() == INVALID_CONFIGURATION
