"""How a model wants to be asked is found out once for all calls, and none waits long for it."""

import asyncio

import pytest

from otelevals.judges.ways import Manner, Manners, Way
from tests.waiting import PATIENCE


def refuse(manners: Manners, feature: str) -> str:
    return manners.refused(manners.current, feature)


def test_ways_are_stepped_down_to_the_plainest() -> None:
    manners = Manners("max_tokens")
    seen = [manners.current.way]
    while refuse(manners, "way"):
        seen.append(manners.current.way)
    assert seen == list(Way)


def test_a_refusal_of_what_is_no_longer_used_changes_nothing() -> None:
    """As when many calls were under way in the same manner."""
    manners = Manners("max_tokens")
    first = manners.current
    said = {manners.refused(first, "way") for _ in range(3)} | {
        manners.refused(first, "so many logprobs") for _ in range(3)
    }
    assert said == {
        "structured answers are asked for by json_object with schema",
        "probabilities are asked for of 5 tokens",
    }
    assert manners.current == Manner("max_tokens", way=Way.OBJECT_WITH_SCHEMA, top_logprobs=5)


def test_what_was_not_used_is_not_refused() -> None:
    manners = Manners("max_tokens")
    assert refuse(manners, "temperature") == "no temperature is set"
    assert refuse(manners, "temperature") == ""
    assert refuse(manners, "limit") == "the limit is called max_completion_tokens"
    assert refuse(manners, "limit") == ""
    assert refuse(manners, "so many logprobs") == "probabilities are asked for of 5 tokens"
    assert refuse(manners, "so many logprobs") == "no probabilities are asked for"
    assert refuse(manners, "so many logprobs") == ""
    assert refuse(manners, "logprobs") == ""
    assert refuse(Manners("max_tokens"), "logprobs") == "no probabilities are asked for"
    assert refuse(manners, "") == ""
    assert refuse(manners, "colour") == ""


@pytest.mark.parametrize(
    ("way", "told", "in_prompt"),
    [
        (Way.JSON_SCHEMA, False, False),
        (Way.JSON_SCHEMA, True, True),
        (Way.OBJECT_WITH_SCHEMA, False, True),
        (Way.JSON_OBJECT, False, True),
        (Way.TOOLS, False, False),
        (Way.TEXT, False, True),
    ],
)
def test_the_schema_is_in_the_prompt_where_nothing_else_has_it(way: Way, told: bool, in_prompt: bool) -> None:
    assert Manner("max_tokens", way=way, told=told).schema_in_prompt is in_prompt


def test_calls_take_turns_until_one_is_answered() -> None:
    async def run() -> tuple[list[int], list[int]]:
        manners, inside, before, after = Manners("max_tokens", PATIENCE), 0, list[int](), list[int]()

        async def call(number: int) -> None:
            nonlocal inside
            async with manners.turn():
                inside += 1
                (before if number < 3 else after).append(inside)
                await asyncio.sleep(0)
                if number == 2:
                    manners.worked()
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(call(number) for number in range(9)))
        return before, after

    before, after = asyncio.run(run())
    assert before == [1, 1, 1]
    assert max(after) > 1


def test_nobody_waits_longer_than_the_patience() -> None:
    """For a first call that hangs."""

    async def run() -> None:
        manners, stuck = Manners("max_tokens", patience=0.01), asyncio.Event()

        async def hang() -> None:
            async with manners.turn():
                stuck.set()
                await asyncio.Event().wait()

        hanging = asyncio.create_task(hang())
        await stuck.wait()
        async with manners.turn() as manner:
            assert manner.way is Way.JSON_SCHEMA
        hanging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hanging
        async with manners.turn():
            pass

    asyncio.run(run())
