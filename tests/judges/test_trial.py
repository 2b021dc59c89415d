"""A trial has every case judged once, and says of each what was said or what went wrong."""

from pathlib import Path
from typing import Any

from otelevals.genai.interaction import Interaction
from otelevals.judges.trial import Case, Ended, Tried, try_cases
from otelevals.offline.payloads import of_row
from otelevals.offline.rows import read_row
from otelevals.scoring.processes.engine import Setting
from otelevals.scoring.score import NoVerdict, Score
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import error, says
from tests.judges.engines import STORE, scorers, spent


def case(number: int, row: bytes = b"") -> Case:
    read = read_row(row or b'{"id":"%d","output":"Answer %d."}' % (number, number), 1)
    (span,) = of_row(read.span(10**18)).spans
    return Case("polite", str(number), Interaction(span))


def tried(
    judge: FakeJudge, folder: Path, cases: list[Case], *, at_once: int = 8, run: str = "trial-1", **options: Any
) -> tuple[dict[str, Tried], Ended]:
    """What became of the cases, by their ids."""
    found: list[Tried] = []
    configured = scorers(judge, {"polite": {"on": "any"}}, options)
    setting = Setting(f"sqlite:///{STORE}", folder, run, patient=True)
    ended = try_cases(configured, cases, setting, at_once, found.append)
    assert len({each.case.id for each in found}) == len(found)
    return {each.case.id: each for each in found}, ended


def test_all_are_asked_and_no_more_at_once_than_said(tmp_path: Path, judge: FakeJudge) -> None:
    judge.delay = 0.02
    judge.answers({"explanation": "Rude.", "verdict": "fail"})
    found, ended = tried(judge, tmp_path, [case(number) for number in range(20)], at_once=3)
    assert [found[str(number)].said for number in range(20)] == [Score(0.0, "fail", False, "Rude.")] * 20
    assert ended == Ended("", [])
    assert judge.most_at_once == 3
    assert spent(tmp_path).attempts == 20


def test_abstaining_is_said_and_an_error_is_not(tmp_path: Path, judge: FakeJudge) -> None:
    judge.next(error(400, "no"))
    judge.answers({"explanation": "Noise.", "verdict": "cannot_judge"})
    found, _ = tried(judge, tmp_path, [case(1), case(2)], at_once=1)
    assert found["1"].said is None
    assert found["1"].error.endswith("no")
    assert found["2"].said == NoVerdict("the judge cannot judge: Noise.")


def test_a_case_that_cannot_be_asked_is_an_error(tmp_path: Path, judge: FakeJudge) -> None:
    found, ended = tried(judge, tmp_path, [case(1, b'{"input":"What?"}'), case(2)])
    assert found["1"].error.startswith("needs output: ")
    assert found["2"].said is not None
    assert ended.stopped == ""


def test_it_ends_when_a_budget_has_nothing_left(tmp_path: Path, judge: FakeJudge) -> None:
    cases = [case(number) for number in range(10)]
    found, ended = tried(judge, tmp_path, cases, at_once=1, budget={"calls_per_day": 4})
    assert sorted(found) == ["0", "1", "2", "3"]
    assert ended.stopped == "the budget judge/default has too few calls left for this day"
    assert len(judge.requests) == 4


def test_what_is_known_is_not_asked_again(tmp_path: Path, judge: FakeJudge) -> None:
    for run in ("trial-1", "trial-2"):
        found, _ = tried(judge, tmp_path, [case(1)], run=run)
    assert (origin := found["1"].origin) is not None
    assert (origin.cached, origin.cost, origin.prompt_tokens) == (True, 0.0, 0)
    assert len(judge.requests) == 1


def test_it_warns_when_another_model_answers(tmp_path: Path, judge: FakeJudge) -> None:
    judge.does(says(model="other"))
    _, ended = tried(judge, tmp_path, [case(1)])
    assert ended.warnings == ["the judge default was asked as m, and other answered"]
