"""Many questions are asked at once, by scorers that share judges, and a mistake in one costs no other."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from otelevals.judges.asking import Asking
from otelevals.scoring.asking import Answer, Call, Failed, Said
from otelevals.store.budgets import Amounts
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import error, says
from tests.judges.engines import asking, debited


def test_two_hundred_are_asked_at_once(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, {"budget": {"calls_per_day": 1000}}) as asked:
            await asked.call(0)
            calls = [asyncio.create_task(asked.call(number)) for number in range(1, 201)]
            with judge.holding():
                await asyncio.to_thread(judge.wait_for, 201)
            return await asyncio.gather(*calls)

    assert all(isinstance(answer, Said) for answer in asyncio.run(run()))
    assert judge.most_at_once == 200
    assert debited(tmp_path).calls == 201


def test_scorers_share_their_judge_and_not_their_budgets(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> None:
        others: dict[str, dict[str, Any]] = {
            "kind": {"budget": {"tokens_per_day": 100_000}},
            "own": {"model": "n", "base_url": judge.url},
        }
        options = {"budget": {"calls_per_day": 10}}
        async with asking(judge, tmp_path, options, budget={"calls_per_day": 5}, others=others) as asked:
            for scorer in ("polite", "kind", "own"):
                assert isinstance(await asked.call(scorer=scorer, output=scorer), Said)

    asyncio.run(run())
    assert [asked.body["model"] for asked in judge.requests] == ["m", "m", "n"]
    spent = [debited(tmp_path, name).calls for name in ("judge/default", "scorer/polite", "scorer/kind", "judge/own")]
    assert spent == [2, 1, 1, 0]


def test_what_happens_is_told_once(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> tuple[dict[tuple[str, ...], float], int]:
        price = {"input_per_mtok": 1, "output_per_mtok": 2}
        async with asking(judge, tmp_path, {"price": price, "max_attempts": 1}) as asked:
            judge.next(says(usage=(40, 2)), error(400, "No."))
            for number, output in enumerate("aabb"):
                await asked.call(number, output=output)
            notice = asked.engine.notice()
            again = asked.engine.notice()
            return {(count.metric, *count.labels): count.amount for count in notice.counts}, len(again.counts)

    counts, left = asyncio.run(run())
    assert left == 0
    assert counts["otelevals_judge_attempts", "default", "m", "bad_request"] == 1
    assert counts["otelevals_judge_attempts", "default", "m", "answered"] == 2
    assert counts["otelevals_judge_tokens", "default", "m", "input"] == 40 + 42
    assert counts["otelevals_judge_tokens", "default", "m", "output"] == 2 + 7
    assert counts["otelevals_judge_cost_usd", "default", "m"] == pytest.approx((40 + 2 * 2 + 42 + 2 * 7) / 1e6)
    assert counts["otelevals_judge_cached", "polite"] == 1


def test_a_mistake_of_ours_costs_one_call(judge: FakeJudge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def wrong(self: Asking, call: Call) -> Answer:
        raise LookupError("where is it?")

    async def run() -> tuple[Answer, list[str]]:
        async with asking(judge, tmp_path) as asked:
            with monkeypatch.context() as patched:
                patched.setattr(Asking, "answer", wrong)
                answer = await asked.call(1)
            assert isinstance(await asked.call(2), Said)
            return answer, asked.warnings

    answer, warnings = asyncio.run(run())
    assert answer == Failed("LookupError", "LookupError: where is it?")
    assert warnings == ["polite: a judge could not be asked: LookupError('where is it?')"]


def test_it_closes_while_calls_are_made(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[object]:
        async with asking(judge, tmp_path, {"budget": {"calls_per_day": 10}}) as asked:
            with judge.holding():
                calls = [asyncio.create_task(asked.call(number)) for number in range(3)]
                await asyncio.to_thread(judge.wait_for, 1)
                for call in calls:
                    call.cancel()
                return await asyncio.gather(*calls, return_exceptions=True)

    assert all(isinstance(answer, asyncio.CancelledError) for answer in asyncio.run(run()))
    assert Amounts() < debited(tmp_path) <= Amounts(3, 10**6)
