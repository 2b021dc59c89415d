"""Each question is asked once, and what is answered says where it came from; what was not judged is kept for later."""

import asyncio
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from otelevals.judges import attempts, engine
from otelevals.judges.question import decode_question
from otelevals.scoring.asking import Answer, Failed, NotRun, Said
from otelevals.scoring.outcome import Decision, Origin
from otelevals.scoring.score import Score
from otelevals.store.judging import JudgingStore
from otelevals.store.pending import Pending
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import error, hang, raw, says
from tests.judges.engines import KEY, STORE, asking, kept, spent

GOOD = {"explanation": "So it is.", "verdict": "pass"}
PRICE = {"price": {"input_per_mtok": 1, "output_per_mtok": 2}}
COST = (42 + 2 * 7) / 1e6


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for the next attempt."""
    monkeypatch.setattr(attempts, "_FIRST_PAUSE", 0.001)


def origin(answer: Answer) -> Origin:
    assert isinstance(answer, Said | Failed), answer
    assert answer.origin is not None
    return answer.origin


def pending(folder: Path) -> list[Pending]:
    found: list[Pending] = kept(folder, lambda store: store.pending(["polite"], 100))
    return found


def test_a_verdict_says_where_it_came_from(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(says(GOOD, model="m-2025"))

    async def run() -> tuple[Answer, str, str]:
        async with asking(judge, tmp_path, PRICE) as asked:
            rubric = asked.engine._asking["polite"]._parts.rubric
            return await asked.call(), rubric.version, rubric.content_hash

    answer, version, hash_ = asyncio.run(run())
    assert isinstance(answer, Said)
    assert answer.verdicts == (("", Score(1.0, "pass", True, "So it is.")),)
    assert answer.origin == Origin("default", "m", f"inline/{version}", hash_, "m-2025", 42, 7, COST, 1)


def test_equal_questions_are_asked_once(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, PRICE) as asked:
            return [await asked.call(number, output="The same.") for number in (1, 2)]

    first, second = asyncio.run(run())
    assert len(judge.requests) == 1
    assert isinstance(first, Said)
    assert isinstance(second, Said)
    assert second.verdicts == first.verdicts
    assert second.origin == origin(first)._replace(
        prompt_tokens=0, completion_tokens=0, cost=0.0, attempts=0, cached=True
    )
    total = spent(tmp_path)
    assert (total.attempts, total.verdicts, total.cached) == (1, 2, 1)
    assert total.nano_usd == total.saved_nano_usd == round(COST * 1e9)


def test_equal_questions_at_once_are_asked_once(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, PRICE) as asked:
            return await asyncio.gather(*[asked.call(number, output="The same.") for number in range(20)])

    answers = asyncio.run(run())
    assert len(judge.requests) == 1
    assert [origin(answer).cached for answer in answers].count(False) == 1
    assert sum(origin(answer).cost for answer in answers) == pytest.approx(COST)


def test_what_fails_for_one_fails_for_all_and_is_paid_by_one(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(error(500))

    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, {"max_attempts": 2, **PRICE}, rescore="later") as asked:
            with judge.holding():
                calls = [asyncio.create_task(asked.call(number, output="The same.")) for number in range(5)]
                await asyncio.to_thread(judge.wait_for, 1)
            return await asyncio.gather(*calls)

    answers = asyncio.run(run())
    assert len(judge.requests) == 2
    assert sorted(origin(answer).attempts for answer in answers) == [0, 0, 0, 0, 2]
    assert len(pending(tmp_path)) == 5


def test_without_a_cache_all_are_asked(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, cache=False) as asked:
            return [await asked.call(number, output="The same.") for number in (1, 2)]

    assert [origin(answer).cached for answer in asyncio.run(run())] == [False, False]
    assert len(judge.requests) == 2


def test_another_worth_of_a_label_is_another_question(judge: FakeJudge, tmp_path: Path) -> None:
    judge.answers({"explanation": "So.", "verdict": "ok"})

    async def run(worth: float) -> Answer:
        async with asking(judge, tmp_path, scale={"labels": {"good": 1, "ok": worth, "bad": 0}}) as asked:
            return await asked.call(output="The same.")

    first, second = asyncio.run(run(0.5)), asyncio.run(run(0.6))
    assert isinstance(first, Said)
    assert isinstance(second, Said)
    assert [first.verdicts, second.verdicts] == [(("", Score(worth, "ok", None, "So.")),) for worth in (0.5, 0.6)]


@pytest.mark.parametrize("cache", [True, False])
def test_what_was_answered_is_known_after_a_restart(judge: FakeJudge, tmp_path: Path, cache: bool) -> None:
    async def run(revision: int = 0) -> Answer:
        async with asking(judge, tmp_path, cache=cache) as asked:
            return await asked.call(revision=revision, output=f"Revision {revision}.")

    first = asyncio.run(run())
    assert asyncio.run(run()) == first
    assert len(judge.requests) == 1
    asyncio.run(run(revision=1))
    assert len(judge.requests) == 2


def test_what_was_not_answered_is_asked_again_after_a_restart(judge: FakeJudge, tmp_path: Path) -> None:
    async def interrupted() -> None:
        async with asking(judge, tmp_path) as asked:
            call = asyncio.create_task(asked.call())
            await asyncio.to_thread(judge.wait_for, 1)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)

    async def run() -> Answer:
        async with asking(judge, tmp_path) as asked:
            return await asked.call()

    judge.next(hang())
    asyncio.run(interrupted())
    assert not origin(asyncio.run(run())).cached
    assert len(judge.requests) == 2


def test_what_another_version_kept_is_asked_again(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> Answer:
        async with asking(judge, tmp_path) as asked:
            return await asked.call()

    first = asyncio.run(run())
    with sqlite3.connect(tmp_path / STORE) as connection:
        connection.execute("UPDATE judge_calls SET result = ?", (b'{"other": 1}',))
        connection.execute("UPDATE answers SET result = ?", (b"\x00",))
    connection.close()
    again = asyncio.run(run())
    assert isinstance(first, Said)
    assert isinstance(again, Said)
    assert again._replace(duration=0.0) == first._replace(duration=0.0)
    assert len(judge.requests) == 2


def test_what_cannot_be_judged_now_is_kept_for_later(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(error(500))

    async def run() -> Answer:
        async with asking(judge, tmp_path, {"max_attempts": 1}, rescore="later") as asked:
            return await asked.call(output="A *good* answer.")

    async def later() -> Answer:
        async with asking(judge, tmp_path, rescore="later") as asked:
            return await asked.engine.ask(question)

    assert isinstance(asyncio.run(run()), Failed)
    (found,) = pending(tmp_path)
    assert found.why.endswith("answered 500: The server answers 500.")
    question = decode_question(found.arguments)
    assert question.key.digest() == found.call
    assert "A *good* answer." in question.prompt.messages[-1].content
    judge.answers(GOOD)
    assert isinstance(asyncio.run(later()), Said)
    assert judge.requests[-1].body == judge.requests[0].body


def test_what_is_under_way_when_a_service_ends_is_kept_for_later(judge: FakeJudge, tmp_path: Path) -> None:
    async def stopped(number: int, **scorer: Any) -> None:
        async with asking(judge, tmp_path, **scorer) as asked:
            with judge.holding():
                call = asyncio.create_task(asked.call(number))
                await asyncio.to_thread(judge.wait_for, number)
                call.cancel()
                await asyncio.wait([call])

    asyncio.run(stopped(1, rescore="later"))
    asyncio.run(stopped(2, rescore="later", cache=False))
    asyncio.run(stopped(3))
    pending = kept(tmp_path, lambda store: store.pending(["polite"], 10))
    assert [each.why for each in pending] == ["the service ended before the judge had answered"] * 2


def test_what_a_budget_refuses_is_kept_for_later(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        budget = {"calls_per_day": 1}
        async with asking(judge, tmp_path, budget=budget, rescore="later") as asked:
            return [await asked.call(number) for number in (1, 2)]

    _, second = asyncio.run(run())
    assert isinstance(second, Failed)
    assert second.decision is Decision.OVER_BUDGET
    assert len(pending(tmp_path)) == 1


def test_what_another_time_does_not_help_is_not_kept(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> None:
        async with asking(judge, tmp_path, {"max_attempts": 1}, rescore="later") as asked:
            judge.does(error(400, "No."))
            await asked.call(1)
            judge.does(says(refusal="No."))
            await asked.call(2)
            judge.does(error(401))
            await asked.call(3)

    asyncio.run(run())
    assert [decode_question(each.arguments).key.span_id[-1] for each in pending(tmp_path)] == [3]


@pytest.mark.parametrize("setting", ["warn", "skip", "allow"])
def test_a_judge_of_the_family_of_the_judged(setting: str, judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> tuple[list[Answer], list[str]]:
        options = {"model": "gpt-5-mini", "self_judging": setting}
        async with asking(judge, tmp_path, options) as asked:
            answers = [await asked.call(number, model=model) for number, model in enumerate(["gpt-4o", "claude", "o3"])]
            return answers, asked.warnings

    answers, warnings = asyncio.run(run())
    related = [isinstance(answer, Said) and origin(answer).from_same_family for answer in answers]
    says_so = "polite: the judge default (gpt-5-mini) judges a model of its own family, "
    match setting:
        case "warn":
            assert related == [True, False, True]
            assert warnings == [f"{says_so}gpt-4o", f"{says_so}o3"]
        case "skip":
            reason = "the judge is of the family of the judged model (gpt-4o)"
            assert answers[0] == NotRun(Decision.FILTERED, reason)
            assert isinstance(answers[1], Said)
            assert len(judge.requests) == 1
        case _:
            assert related == [False] * 3
            assert warnings == []


def test_another_model_than_was_asked_is_warned_of_once(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[list[str]]:
        async with asking(judge, tmp_path) as asked:
            found = []
            for number, served in enumerate(["m-2025-01-01", "n", "n", "o"]):
                judge.next(says(model=served))
                assert origin(await asked.call(number)).served_model == served
                found.append(asked.warnings)
            return found

    says_so = "the judge default was asked as m, and {} answered"
    assert asyncio.run(run()) == [[], [says_so.format("n")], [], [says_so.format("o")]]


class Locked:
    """The database, which nobody else can write inside."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / STORE

    def __enter__(self) -> None:
        self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._connection.execute("BEGIN EXCLUSIVE")

    def __exit__(self, *_: object) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


@pytest.mark.parametrize("limited", [True, False])
def test_a_store_that_cannot_be_written_ends_what_is_limited_alone(
    limited: bool, judge: FakeJudge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "JudgingStore", partial(JudgingStore, patience=0.05))

    async def run() -> Answer:
        budget = {"calls_per_day": 5} if limited else {}
        async with asking(judge, tmp_path, budget=budget) as asked:
            with Locked(tmp_path):
                return await asked.call()

    answer = asyncio.run(run())
    if limited:
        assert isinstance(answer, Failed)
        assert (answer.type, answer.decision) == ("store_unavailable", Decision.ERRORED)
        assert judge.requests == []
    else:
        assert isinstance(answer, Said)
        assert len(judge.requests) == 1


def test_the_key_is_nowhere(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[object]:
        async with asking(judge, tmp_path, {"max_attempts": 1}, judge_log="all", rescore="later") as asked:
            judge.next(
                error(401, f"Incorrect API key provided: {KEY}."),
                error(500, f"Authorization: Bearer {KEY}"),
                raw(f"<p>{KEY}</p>".encode(), 502),
                says(refusal="I would rather not."),
            )
            return [*[await asked.call(number) for number in range(5)], asked.engine.notice()]

    told = asyncio.run(run())
    assert judge.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(told)
    for file in tmp_path.iterdir():
        assert KEY.encode() not in file.read_bytes()


def test_the_judged_text_may_be_anything(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, rescore="later") as asked:
            texts = ["", "\ud800", "\0", "</output>", "x" * 100_000]
            return [await asked.call(number, output=text) for number, text in enumerate(texts)]

    assert all(isinstance(answer, Said) for answer in asyncio.run(run()))
