"""What is pending is judged later: the verdict takes the place of the error, and what fails again stays pending."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from time import time, time_ns
from typing import Any

import pytest

from otelevals.api.evaluation import EvaluationRecord
from otelevals.judges.later import judge_pending
from otelevals.scoring.asking import Failed
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.store.judging import JudgingStore
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import error
from tests.judges.engines import STORE, asking, kept, scorers
from tests.store.samples import call, opened
from tests.store.samples import kept as ledger

LATER = {"rescore": "later", "max_attempts": 1}
NICE, RUDE = ({"explanation": "So it is.", "verdict": verdict} for verdict in ("pass", "fail"))
NOTHING = {"explanation": "It is empty.", "verdict": "cannot_judge"}


def configured(
    judge: FakeJudge, judging: Mapping[str, Any] | None = None, **scorer: Any
) -> dict[str, ConfiguredScorer]:
    return scorers(judge, {"polite": {**LATER, **scorer}}, judging or {})


def failed(judge: FakeJudge, folder: Path, *numbers: int, revision: int = 0, **scorer: Any) -> None:
    """Have the judge fail at spans of these numbers, and note that as a service does."""

    async def fail() -> None:
        async with asking(judge, folder, {}, **{**LATER, **scorer}) as asked:
            for number in numbers:
                judge.next(error(500))
                assert isinstance(await asked.call(number, revision=revision), Failed)

    asyncio.run(fail())
    version = configured(judge, **scorer)["polite"].version
    now = time_ns()
    with opened(folder / STORE) as store:
        for number in numbers:
            ids = number.to_bytes(16, "big"), number.to_bytes(8, "big")
            record = EvaluationRecord(*ids, now, "polite", scorer="polite", version=version, error="server_error")
            seen = record._replace(
                session=f"s-{number}", probability=0.5, revision=revision, dimensions=(("tenant", "acme"),)
            )
            store.add([seen], now // 1_000_000)
            store.add_decisions({("polite", "errored", "the judge failed"): 1}, now // 1_000_000)


def again(
    judge: FakeJudge,
    folder: Path,
    judging: Mapping[str, Any] | None = None,
    most: int | None = None,
    **scorer: Any,
) -> Counter[str]:
    with opened(folder / STORE) as store:
        return judge_pending(configured(judge, judging, **scorer), store, folder, most)


def pending(folder: Path) -> int:
    def count(store: JudgingStore) -> int:
        return len(store.pending(["polite"], 1000))

    found: int = kept(folder, count)
    return found


def rows(folder: Path) -> list[dict[str, Any]]:
    with opened(folder / STORE) as store:
        return ledger(store)


def decisions(folder: Path) -> dict[str, int]:
    now = int(time() * 1000)
    with opened(folder / STORE) as store:
        return store.totals(now - 3_600_000, now + 3_600_000).decisions["polite"]


def test_the_verdict_takes_the_place_of_the_error(tmp_path: Path, judge: FakeJudge) -> None:
    failed(judge, tmp_path, 1)
    (before,) = rows(tmp_path)
    judge.answers(RUDE)
    assert again(judge, tmp_path) == {"judged": 1}
    (row,) = rows(tmp_path)
    assert (row["score"], row["label"], row["passed"], row["explanation"]) == (0.0, "fail", 0, "So it is.")
    assert (row["error"], row["served_model"]) == ("", "m")
    assert row["dimensions"] == '{"judge_model":"m","tenant":"acme"}'
    assert [row[name] for name in ("session", "probability", "time")] == ["s-1", 0.5, before["time"]]
    assert decisions(tmp_path) == {"errored": 1, "judged_later": 1}
    assert (pending(tmp_path), again(judge, tmp_path)) == (0, {})


def test_no_verdict_leaves_nothing_there(tmp_path: Path, judge: FakeJudge) -> None:
    failed(judge, tmp_path, 1)
    judge.answers(NOTHING)
    assert again(judge, tmp_path) == {"no verdict": 1}
    assert [row["error"] for row in rows(tmp_path) if row["error"]] == []
    with opened(tmp_path / STORE) as store:
        now = int(time() * 1000)
        assert store.totals(now - 3_600_000, now + 3_600_000).sums == []
    assert decisions(tmp_path) == {"errored": 1, "judged_later": 1}
    assert pending(tmp_path) == 0


def test_what_passes_is_decided_as_it_is_in_time(tmp_path: Path, judge: FakeJudge) -> None:
    failed(judge, tmp_path, 1, pass_if="score < 0.5")
    judge.answers(RUDE)
    assert again(judge, tmp_path, pass_if="score < 0.5") == {"judged": 1}
    assert rows(tmp_path)[0]["passed"] == 1


def test_what_fails_again_stays(tmp_path: Path, judge: FakeJudge) -> None:
    failed(judge, tmp_path, 1, 2)
    judge.answers(NICE)
    judge.next(error(500))
    assert again(judge, tmp_path) == {"judged": 1, "errored": 1}
    assert pending(tmp_path) == 1
    assert again(judge, tmp_path) == {"judged": 1}
    assert [row["passed"] for row in rows(tmp_path)] == [1, 1]


def test_the_oldest_come_first_and_only_so_many(tmp_path: Path, judge: FakeJudge) -> None:
    failed(judge, tmp_path, 3, 1, 2)
    judge.answers(NICE)
    assert again(judge, tmp_path, most=2) == {"judged": 2}
    assert [row["session"] for row in rows(tmp_path) if row["error"]] == ["s-2"]
    assert again(judge, tmp_path, most=2) == {"judged": 1}


def test_a_budget_ends_it(tmp_path: Path, judge: FakeJudge) -> None:
    failed(judge, tmp_path, 1, 2, 3)
    judge.answers(NICE)
    asked = len(judge.requests)
    found = again(judge, tmp_path, {"budget": {"calls_per_day": 2}})
    assert (found["judged"], found["over_budget"]) == (2, 1)
    assert len(judge.requests) - asked == 2
    assert pending(tmp_path) == 1
    assert again(judge, tmp_path) == {"judged": 1}


def test_what_would_be_asked_otherwise_is_left(tmp_path: Path, judge: FakeJudge) -> None:
    failed(judge, tmp_path, 1)
    asked = len(judge.requests)
    assert again(judge, tmp_path, rubric="Is {{output}} rude?") == {"asked otherwise now": 1}
    assert len(judge.requests) == asked
    assert again(judge, tmp_path) == {"judged": 1}


def test_what_cannot_be_read_is_forgotten(tmp_path: Path, judge: FakeJudge) -> None:
    key = call(1, scorer="polite")
    assert kept(tmp_path, lambda store: store.add_pending(key, b"?", "error", int(time() * 1000)))
    assert again(judge, tmp_path) == {"unreadable": 1}
    assert pending(tmp_path) == 0


def test_a_crash_before_the_verdict_was_written_costs_nothing(tmp_path: Path, judge: FakeJudge) -> None:
    """The answer is there, so that it is not asked for again, and what has been written counts once."""
    failed(judge, tmp_path, 1)
    judge.answers(NICE)

    def crashes(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("otelevals.store.store.Store.add", crashes)
        with pytest.raises(KeyboardInterrupt):
            again(judge, tmp_path)
    asked = len(judge.requests)
    assert (pending(tmp_path), rows(tmp_path)[0]["error"]) == (1, "server_error")
    assert again(judge, tmp_path) == {"judged": 1}
    assert (len(judge.requests), rows(tmp_path)[0]["passed"]) == (asked, 1)


def test_an_old_question_does_not_answer_for_a_later_one(tmp_path: Path, judge: FakeJudge) -> None:
    """The span was scored again when more of its trace had come, and that failed, too."""
    failed(judge, tmp_path, 1)
    failed(judge, tmp_path, 1, revision=1)
    judge.answers(RUDE)
    assert again(judge, tmp_path, most=1) == {"judged": 1}
    assert rows(tmp_path)[0]["error"] == "server_error"
    assert again(judge, tmp_path) == {"judged": 1}
    (row,) = rows(tmp_path)
    assert (row["revision"], row["passed"]) == (1, 0)


def test_a_target_that_the_ledger_does_not_know_gets_a_row(tmp_path: Path, judge: FakeJudge) -> None:
    failed(judge, tmp_path, 1)
    with opened(tmp_path / STORE) as store:
        store._connection.executescript("DELETE FROM evaluations; DELETE FROM texts; DELETE FROM targets;")
    judge.answers(NICE)
    assert again(judge, tmp_path) == {"judged": 1}
    (row,) = rows(tmp_path)
    assert (row["scorer"], row["passed"], row["session"]) == ("polite", 1, "")
