"""Operations that wait are done together; one that is wrong harms no other, and none is left without an answer."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from otelevals.api.clock import ManualClock
from otelevals.judges.notes import Notes
from otelevals.judges.transactions import Transactions
from otelevals.store.errors import Unavailable
from otelevals.store.judging import Bounds, JudgingStore
from otelevals.store.spending import Spender, Spent
from tests.store.samples import NOW, call, judging

SPENDER = Spender("faithful", "default", "gpt-5-mini")


def begun(path: Path, bounds: Bounds | None = None) -> tuple[Transactions, ManualClock, list[str]]:
    warnings: list[str] = []
    clock = ManualClock(NOW / 1000)
    return Transactions(JudgingStore(path, bounds=bounds), clock, [], warnings.append), clock, warnings


def broken(store: JudgingStore) -> bytes:
    store.finish(call(2), b"half", NOW)
    raise sqlite3.ProgrammingError("broken")


def test_one_that_is_wrong_harms_no_other(tmp_path: Path) -> None:
    async def main() -> None:
        transactions, _, warnings = begun(tmp_path / "db")
        transactions.note(lambda notes: notes.add_spent(SPENDER, Spent(attempts=1), NOW))
        transactions.start()
        answers = [
            transactions.submit(operation)
            for operation in (
                lambda store: store.finish(call(1), b"1", NOW),
                broken,
                lambda store: store.begin(call(2), NOW),
            )
        ]
        first, second, third = await asyncio.gather(*answers, return_exceptions=True)
        assert (first, third) == (True, None)
        assert isinstance(second, sqlite3.ProgrammingError)
        await transactions.close()
        with judging(tmp_path / "db") as store:
            assert store.begin(call(1), NOW) == b"1"
            assert store.spending(NOW, NOW + 1).sums == {SPENDER: Spent(attempts=1)}
        assert warnings == []

    asyncio.run(main())


def test_notes_that_cannot_be_written_are_told_and_dropped(tmp_path: Path) -> None:
    async def main() -> None:
        transactions, _, warnings = begun(tmp_path / "db")
        transactions.note(lambda notes: notes.said.append(None))  # type: ignore[arg-type]
        transactions.start()
        assert await transactions.submit(lambda store: store.begin(call(), NOW)) is None
        await transactions.close()
        (warning,) = warnings
        assert warning.startswith("what was noted of judges is lost: ")

    asyncio.run(main())


def test_what_waits_at_the_end_is_done(tmp_path: Path) -> None:
    async def main() -> None:
        transactions, *_ = begun(tmp_path / "db")
        transactions.start()
        answers = [transactions.submit(lambda store: store.begin(call(), NOW)) for _ in range(1200)]
        await transactions.close()
        assert await asyncio.gather(*answers) == [None] * 1200
        with pytest.raises(Unavailable, match="the books are closed"):
            transactions.submit(lambda store: None)

    asyncio.run(main())


def test_the_store_stays_small_by_itself(tmp_path: Path) -> None:
    async def main() -> None:
        transactions, clock, _ = begun(tmp_path / "db", Bounds(calls=10))
        transactions.start()
        await asyncio.gather(
            *[transactions.submit(lambda store, n=n: store.begin(call(n), NOW)) for n in range(1300)]  # type: ignore[misc]
        )
        clock.advance(60)
        for _ in range(4):  # some with each transaction
            await transactions.submit(lambda store: None)
        await transactions.close()

    asyncio.run(main())
    with judging(tmp_path / "db") as store:
        assert store._connection.execute("SELECT COUNT(*) FROM judge_calls").fetchall() == [(10,)]


def test_notes_of_an_hour_are_written_to_it(tmp_path: Path) -> None:
    earlier, later = Notes(), Notes()
    earlier.add_spent(SPENDER, Spent(attempts=1), NOW)
    later.add_spent(SPENDER, Spent(attempts=2), NOW + 1)
    later.add_spent(SPENDER, Spent(attempts=4), NOW + 3_600_000)
    earlier.extend(later)
    assert earlier
    assert not Notes()
    with judging(tmp_path / "db") as store:
        earlier.write(store)
        assert store.spending(NOW, NOW + 1).sums[SPENDER].attempts == 3
        assert store.spending(NOW + 3_600_000, NOW + 3_600_001).sums[SPENDER].attempts == 4
