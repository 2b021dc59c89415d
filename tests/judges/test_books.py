"""Calls that run at once keep one set of books: within budgets, each call once. Nobody waits for what is only noted."""

import asyncio
from pathlib import Path

import pytest

from otelevals.judges.books import Books
from otelevals.store.budgets import NOTHING, Amounts, Debit, Refusal
from otelevals.store.errors import Unavailable
from otelevals.store.judge_log import Said
from otelevals.store.spending import Spender, Spent
from tests.judges.accounting import TEN_A_DAY, THREE_AN_HOUR, keeping
from tests.store.samples import NOW, call, judging

ONE = Amounts(1, 100, 1000)
SPENDER = Spender("faithful", "default", "gpt-5-mini")


async def spent(books: Books) -> Amounts:
    return await books.do(lambda store: store.spent(TEN_A_DAY, NOW))


def test_many_at_once_stay_within_the_budget(tmp_path: Path) -> None:
    async def main() -> None:
        async with keeping(tmp_path / "db") as books:
            answers = await asyncio.gather(*[books.debit([TEN_A_DAY], ONE) for _ in range(300)])
            assert [isinstance(answer, Debit) for answer in answers] == [True] * 10 + [False] * 290
            assert answers[-1] == Refusal(TEN_A_DAY, "calls", never=False)
            assert await books.debit([], ONE) == Debit([], ONE, NOW)

    asyncio.run(main())


def test_what_was_not_used_is_there_for_the_next(tmp_path: Path) -> None:
    async def main() -> None:
        async with keeping(tmp_path / "db") as books:
            for _ in range(30):
                debit = await books.debit([TEN_A_DAY, THREE_AN_HOUR], ONE)
                assert isinstance(debit, Debit)
                books.correct(debit, NOTHING)
            debit = await books.debit([TEN_A_DAY], ONE)
            assert isinstance(debit, Debit)
            books.correct(debit, Amounts(1, 7, 70))
            assert await spent(books) == Amounts(1, 7, 70)

    asyncio.run(main())


def test_who_gives_up_while_paying_pays_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with keeping(tmp_path / "db") as books:
            with judging(tmp_path / "db"):  # nobody else writes now
                paying = asyncio.create_task(books.debit([TEN_A_DAY], ONE))
                await asyncio.sleep(0)
                paying.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await paying
            await books.begin(call())
            assert await spent(books) == NOTHING

    asyncio.run(main())


def test_a_call_is_made_once_and_its_answer_known(tmp_path: Path) -> None:
    async def main() -> None:
        async with keeping(tmp_path / "db") as books:
            assert await books.postpone(call(), b"arguments", "over_budget")
            assert [each.arguments for each in await books.pending(["faithful"], 10)] == [b"arguments"]
            assert await books.begin(call()) is None
            assert await books.finish(call(), b"result", b"content")
            assert not await books.finish(call(), b"other", b"content")
            assert await books.begin(call()) == await books.cached(b"content") == b"result"
            assert [await books.done(call().digest()) for _ in range(2)] == [True, False]
            assert await books.pending(["faithful"], 10) == []

    asyncio.run(main())


def test_what_is_noted_is_written_without_anybody_waiting(tmp_path: Path) -> None:
    async def main() -> None:
        said = Said(NOW, b"1" * 16, b"2" * 8, "faithful", "gpt-5-mini", "", "Is it?", "It is.")
        async with keeping(tmp_path / "db") as books:
            for _ in range(3):
                books.spent(SPENDER, Spent(attempts=1))
            books.said(said)
        with judging(tmp_path / "db") as store:
            assert store.spending(NOW, NOW + 1).sums == {SPENDER: Spent(attempts=3)}
            assert store.said(10) == [said]

    asyncio.run(main())


def test_without_a_store_nothing_is_paid_and_nothing_is_forgotten(tmp_path: Path) -> None:
    async def main() -> None:
        warnings: list[str] = []
        async with keeping(tmp_path / "db", patience=0.01, warnings=warnings) as books:
            debit = await books.debit([TEN_A_DAY], ONE)
            assert isinstance(debit, Debit)
            with judging(tmp_path / "db"):
                for paid in (books.debit([TEN_A_DAY], ONE), books.begin(call())):
                    with pytest.raises(Unavailable, match="another process is writing to it"):
                        await paid
                books.correct(debit, Amounts(1, 7, 70))
                books.spent(SPENDER, Spent(attempts=1))
                assert await books.cached(b"content") is None
                assert not await books.finish(call(), b"result")
                assert not await books.postpone(call(), b"arguments", "over_budget")
            assert await spent(books) == Amounts(1, 7, 70)
            found = await books.do(lambda store: store.spending(NOW, NOW + 1))
            assert found.sums == {SPENDER: Spent(attempts=1)}
            assert warnings == [f"the store {tmp_path}/db is not available: another process is writing to it"]

    asyncio.run(main())
