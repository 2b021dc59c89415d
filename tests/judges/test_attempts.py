"""A verdict is got in spite of what endpoints do, or there is an error that says why, never a score. All is paid."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from otelevals.judges import attempts, circuit
from otelevals.scoring.asking import Answer, Failed, NotRun, Said
from otelevals.scoring.outcome import Decision
from otelevals.scoring.score import NoVerdict, Score
from otelevals.store.budgets import Amounts
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import Script, broken, error, hang, rate_limited, raw, reset, says, slowly
from tests.judges.engines import RUBRIC, asking, debited, log, spent

GOOD = {"explanation": "So it is.", "verdict": "pass"}
CALLS = {"calls_per_day": 1000}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for the next attempt."""
    monkeypatch.setattr(attempts, "_FIRST_PAUSE", 0.001)


def ask(judge: FakeJudge, folder: Path, options: dict[str, Any] | None = None, **scorer: Any) -> Answer:
    async def run() -> Answer:
        async with asking(judge, folder, options, **scorer) as asked:
            return await asked.call()

    return asyncio.run(run())


def score(answer: Answer) -> Score:
    assert isinstance(answer, Said), answer
    assert isinstance(answer.verdicts, tuple)
    ((_, found),) = answer.verdicts
    return found


def failed(answer: Answer) -> tuple[str, Decision, int]:
    """What kind of failure it was, and after how many attempts."""
    assert isinstance(answer, Failed), answer
    assert answer.origin is not None
    return answer.type, answer.decision, answer.origin.attempts


@pytest.mark.parametrize(
    "fault",
    [
        rate_limited(),
        rate_limited("0"),
        error(500),
        error(503, retry_after="0"),
        reset(),
        broken("close"),
        raw(b"{"),
        says(choices=0),
        says(text="Well."),
        says(text='{"verdict": "pass"'),
        says({"explanation": "So.", "verdict": "perhaps"}),
        says({"verdict": "pass"}),
        says(text=""),
        says(GOOD, finish_reason="length"),
    ],
    ids=lambda fault: None,
)
def test_what_passes_by_itself_is_asked_again(fault: Script, judge: FakeJudge, tmp_path: Path) -> None:
    judge.answers(GOOD)
    judge.next(fault)
    answer = ask(judge, tmp_path, {"budget": CALLS})
    assert score(answer) == Score(1.0, "pass", True, "So it is.")
    assert isinstance(answer, Said)
    assert answer.origin is not None
    assert answer.origin.attempts == len(judge.requests) == spent(tmp_path).attempts == 2
    assert debited(tmp_path).calls == 2


@pytest.mark.parametrize(
    ("fault", "kind", "decision"),
    [
        (rate_limited("3600"), "rate_limited", Decision.THROTTLED),
        (error(503, retry_after="3600"), "server_error", Decision.ERRORED),
        (error(401), "unauthorized", Decision.ERRORED),
        (error(404), "not_found", Decision.ERRORED),
        (error(400, "No."), "bad_request", Decision.ERRORED),
        (error(429, code="insufficient_quota"), "insufficient_quota", Decision.ERRORED),
    ],
)  # fmt: skip
def test_what_does_not_pass_in_time_is_not_asked_again(
    fault: Script, kind: str, decision: Decision, judge: FakeJudge, tmp_path: Path
) -> None:
    judge.does(fault)
    answer = ask(judge, tmp_path, {"budget": CALLS, "price": {"input_per_mtok": 1, "output_per_mtok": 1}})
    if decision is Decision.THROTTLED:
        assert isinstance(answer, NotRun)
        assert answer.decision is decision
    else:
        assert failed(answer)[:2] == (kind, decision)
    assert len(judge.requests) == 1
    assert spent(tmp_path).failed == debited(tmp_path).calls == 1


def test_there_are_so_many_attempts_and_no_more(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(error(500))
    answer = ask(judge, tmp_path, {"max_attempts": 3, "budget": CALLS})
    assert failed(answer) == ("server_error", Decision.ERRORED, 3)
    assert len(judge.requests) == 3
    assert debited(tmp_path).calls == 3


@pytest.mark.parametrize("fault", [hang(), broken("stall"), slowly(60.0)], ids=["hangs", "stalls", "slow"])
def test_what_comes_too_late_does_not_come(fault: Script, judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(fault)
    assert failed(ask(judge, tmp_path, {"attempt_timeout": 0.05, "max_attempts": 2})) == (
        "timeout",
        Decision.TIMED_OUT,
        2,
    )
    assert spent(tmp_path).completion_tokens > 0  # in doubt it is billed


def test_there_is_a_deadline_for_all_attempts(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(hang())
    kind, decision, _ = failed(ask(judge, tmp_path, {"timeout": 0.2, "max_attempts": 20}))
    assert (kind, decision) == ("timeout", Decision.TIMED_OUT)


def test_a_late_first_byte_is_waited_for(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(slowly(0.2, says(GOOD)))
    assert score(ask(judge, tmp_path)).label == "pass"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (says(text="I like it."), "malformed"),
        (says({"explanation": "So.", "verdict": "perhaps"}), "wrong_schema"),
        (says(text=" "), "empty"),
        (says(GOOD, finish_reason="length"), "cut"),
    ],
)
def test_an_answer_that_cannot_be_read_is_repaired_once(
    reply: Script, kind: str, judge: FakeJudge, tmp_path: Path
) -> None:
    judge.does(reply)
    assert failed(ask(judge, tmp_path)) == (kind, Decision.ERRORED, 2)
    first, second = judge.requests
    assert "could not be used" not in first.text
    assert "could not be used" in second.text


def test_a_refusal_is_not_asked_again(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(says(refusal="I would rather not."))
    assert failed(ask(judge, tmp_path)) == ("refused", Decision.ERRORED, 1)
    assert log(tmp_path) == [("refused", "I would rather not.")]


def test_what_was_said_before_a_failure_is_kept(judge: FakeJudge, tmp_path: Path) -> None:
    judge.next(says(text="I like it."))
    judge.does(error(400, ""))
    ask(judge, tmp_path)
    judge.next(says(text="I like it."))
    judge.does(hang())
    ask(judge, tmp_path, {"attempt_timeout": 1.0, "max_attempts": 2})
    assert ("timeout", "I like it.") in log(tmp_path)


@pytest.mark.parametrize("wanted", ["none", "errors", "all"])
def test_what_is_kept_word_for_word_is_said(wanted: str, judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(says(text="I like it."))

    async def run() -> None:
        async with asking(judge, tmp_path, judge_log=wanted) as asked:
            await asked.call(1)
            judge.answers(GOOD)
            await asked.call(2)

    asyncio.run(run())
    errors = [("malformed", "I like it.")]
    good = [("", '{"explanation": "So it is.", "verdict": "pass"}')]
    assert log(tmp_path) == {"none": [], "errors": errors, "all": [*good, *errors]}[wanted]


def test_probabilities_make_a_graded_score(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(says({"explanation": "So.", "verdict": "4"}, tops={"4": {"4": 0.75, "5": 0.25}}))
    found = score(ask(judge, tmp_path, scale="1..5"))
    assert found.label == "4"
    assert found.score == pytest.approx(4.25)


def test_a_judge_that_cannot_judge_gives_no_verdict(judge: FakeJudge, tmp_path: Path) -> None:
    judge.answers({"explanation": "Nothing is there.", "verdict": "cannot_judge"})
    answer = ask(judge, tmp_path)
    assert isinstance(answer, Said)
    assert answer.verdicts == NoVerdict("the judge cannot judge: Nothing is there.")


def test_each_way_that_is_refused_is_an_attempt_that_takes_no_tokens(judge: FakeJudge, tmp_path: Path) -> None:
    judge.refuses("json_schema", "json_object", "tools", "logprobs")
    answer = ask(judge, tmp_path, {"budget": CALLS, "max_attempts": 1})
    assert score(answer).label == "pass"
    assert debited(tmp_path) == Amounts(len(judge.requests), 42 + 7, 0)
    assert spent(tmp_path).failed == len(judge.requests) - 1 >= 4


def test_without_a_budget_nothing_is_asked(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, budget={"calls_per_day": 1}) as asked:
            return [await asked.call(number) for number in (1, 2)]

    first, second = asyncio.run(run())
    assert isinstance(first, Said)
    assert second == NotRun(Decision.OVER_BUDGET, "the budget scorer/polite has too few calls left for this day")
    assert len(judge.requests) == 1


def test_a_budget_ends_attempts(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(error(500))
    answer = ask(judge, tmp_path, {"budget": {"calls_per_day": 2}})
    assert failed(answer) == ("over_budget", Decision.OVER_BUDGET, 2)
    assert len(judge.requests) == 2


def test_what_nobody_received_is_not_paid(tmp_path: Path) -> None:
    with FakeJudge() as gone:
        pass
    answer = ask(gone, tmp_path, {"budget": CALLS, "max_attempts": 2})
    assert failed(answer) == ("connection", Decision.ERRORED, 2)
    assert debited(tmp_path) == Amounts()


def test_a_judge_that_keeps_failing_is_left_alone(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(error(500))

    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, {"max_attempts": 1}) as asked:
            return [await asked.call(number) for number in range(7)]

    answers = asyncio.run(run())
    assert [type(answer) for answer in answers] == [Failed] * 5 + [NotRun] * 2
    last = answers[-1]
    assert isinstance(last, NotRun)
    assert last.decision is Decision.THROTTLED
    failed_so = "it failed 5 times in a row or more, last with server_error; it is tried again within 5 s"
    assert last.reason == f"the judge default is left alone: {failed_so}"
    assert len(judge.requests) == 5


def test_those_that_were_asked_when_a_judge_began_to_fail_are_asked_again(
    judge: FakeJudge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit, "_FIRST", 0.2)
    monkeypatch.setattr(attempts, "_LOOK_AGAIN", 0.01)

    async def run() -> list[Answer]:
        async with asking(judge, tmp_path) as asked:
            await asked.call(0)
            judge.next(*[error(503)] * 20)
            with judge.holding():
                calls = [asyncio.create_task(asked.call(number)) for number in range(1, 21)]
                await asyncio.to_thread(judge.wait_for, 21)
            return await asyncio.gather(*calls)

    assert all(isinstance(answer, Said) for answer in asyncio.run(run()))
    assert len(judge.requests) == 41


def test_who_has_no_time_to_wait_for_a_judge_that_is_left_alone_does_not(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(error(503))

    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, {"timeout": 3.0, "attempt_timeout": 3.0}) as asked:
            return await asyncio.gather(*[asked.call(number) for number in range(8)])

    found = {failed(answer) for answer in asyncio.run(run())}
    assert {each[:2] for each in found} == {("server_error", Decision.ERRORED)}
    assert len(judge.requests) < 8 * 4


def test_nothing_is_asked_when_there_is_no_time_for_an_answer(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, {"concurrency": 1, "timeout": 2.0, "attempt_timeout": 2.0}) as asked:
            await asked.call(0)
            with judge.holding():
                return await asyncio.gather(*[asked.call(number) for number in range(1, 9)])

    first, *others = asyncio.run(run())
    assert failed(first)[:2] == ("timeout", Decision.TIMED_OUT)
    assert others == [NotRun(Decision.THROTTLED, "others keep the judge busy: see its concurrency")] * 7
    assert len(judge.requests) == 2


def test_an_attempt_that_had_little_time_says_nothing_of_the_judge(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> Answer:
        async with asking(judge, tmp_path, {"timeout": 2.0, "attempt_timeout": 1.5}) as asked:
            await asked.call(0)
            judge.does(hang())
            await asyncio.gather(*[asked.call(number) for number in range(1, 5)])
            judge.answers(GOOD)
            return await asked.call(9)

    assert score(asyncio.run(run())).label == "pass"


def test_what_is_under_way_at_the_end_is_in_the_report_as_it_is_in_the_budget(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> None:
        async with asking(judge, tmp_path, {"budget": CALLS}) as asked:
            with judge.holding():
                call = asyncio.create_task(asked.call())
                await asyncio.to_thread(judge.wait_for, 1)
                call.cancel()
                await asyncio.wait([call])

    asyncio.run(run())
    found = spent(tmp_path)
    assert (found.attempts, found.failed) == (1, 1)
    assert debited(tmp_path) == Amounts(1, found.prompt_tokens + found.completion_tokens, found.nano_usd)


def test_questions_that_are_refused_one_by_one_say_nothing_about_others(judge: FakeJudge, tmp_path: Path) -> None:
    judge.does(error(400, "The response was filtered due to our content management policy.", code="content_filter"))

    async def run() -> Answer:
        async with asking(judge, tmp_path) as asked:
            for number in range(6):
                assert failed(await asked.call(number))[0] == "content_filter"
            judge.answers(GOOD)
            return await asked.call(7)

    assert score(asyncio.run(run())).label == "pass"


def test_no_more_are_asked_at_once_than_may_be(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> None:
        async with asking(judge, tmp_path, {"concurrency": 3}) as asked:
            await asked.call(0)
            calls = [asyncio.create_task(asked.call(number)) for number in range(1, 10)]
            with judge.holding():
                await asyncio.to_thread(judge.wait_for, 4)
            assert all(isinstance(answer, Said) for answer in await asyncio.gather(*calls))

    asyncio.run(run())
    assert judge.most_at_once == 3


def test_what_finds_no_place_in_time_is_throttled(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> Answer:
        others = {"hasty": {"rubric": RUBRIC, "timeout": 0.1}}
        async with asking(judge, tmp_path, {"concurrency": 1}, others=others) as asked:
            with judge.holding():
                first = asyncio.create_task(asked.call(1))
                await asyncio.to_thread(judge.wait_for, 1)
                answer = await asked.call(2, "hasty")
            await first
            return answer

    assert asyncio.run(run()) == NotRun(Decision.THROTTLED, "others keep the judge busy: see its concurrency")


def test_what_has_to_wait_too_long_for_the_rate_is_throttled(judge: FakeJudge, tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        async with asking(judge, tmp_path, {"rate_limit": {"requests_per_minute": 1}, "timeout": 20.0}) as asked:
            return [await asked.call(number) for number in (1, 2)]

    first, second = asyncio.run(run())
    assert isinstance(first, Said)
    assert second == NotRun(Decision.THROTTLED, "the rate_limit of the judge leaves no room for it in time")


def test_who_is_patient_waits_until_a_judge_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circuit, "_FIRST", 0.05)
    monkeypatch.setattr(attempts, "_LOOK_AGAIN", 0.01)

    async def run(judge: FakeJudge) -> list[Answer]:
        async with asking(judge, tmp_path, {"max_attempts": 1}, run="r", patient=True, cache=False) as asked:
            judge.next(*[error(500)] * 5)
            return [await asked.call() for _ in range(6)]

    with FakeJudge() as judge:
        *bad, last = asyncio.run(run(judge))
    assert all(isinstance(each, Failed) for each in bad)
    assert isinstance(last, Said)
