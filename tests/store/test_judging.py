"""What judges write is in the database of the ledger, written at the same time, and all of a transaction or nothing."""

from contextlib import suppress
from pathlib import Path

import pytest

from otelevals.store.budgets import NOTHING, Account, Amounts, Debit, Limit
from otelevals.store.errors import CannotOpen, Unavailable
from otelevals.store.judging import JudgingStore
from tests.store.samples import NOW, call, evaluation, judging, kept, opened

ACCOUNT = Account("judge/default", "day", Limit(calls=10))


def test_a_ledger_and_judges_share_a_database(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as ledger:
        for number in range(1, 4):
            with judging(tmp_path / "db") as store:
                store.finish(call(number), b"result", NOW)
            ledger.add([evaluation(number)], NOW)
        assert len(kept(ledger)) == 3


def test_a_transaction_is_done_or_not(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), judging(tmp_path / "db") as store:
        store.debit(Debit([ACCOUNT], Amounts(1), NOW))
        store.begin(call(), NOW)
        raise ZeroDivisionError
    with judging(tmp_path / "db") as store:
        assert store.spent(ACCOUNT, NOW) == NOTHING


def test_it_is_not_available_while_somebody_else_writes(tmp_path: Path) -> None:
    other = JudgingStore(tmp_path / "db", patience=0.01)
    unavailable = pytest.raises(Unavailable, match="another process is writing to it")
    with judging(tmp_path / "db"), unavailable, other.transaction():
        pytest.fail("there are two writers")
    with other.transaction():
        assert other.begin(call(), NOW) is None
    other.close()


def test_it_is_only_made_when_that_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="there is no store at"):
        JudgingStore(tmp_path / "db", create=False)


def test_a_pace_is_there_for_other_processes(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        assert store.pace(ACCOUNT) is None
        store.put_pace(ACCOUNT, b"1")
        store.put_pace(ACCOUNT._replace(unit="hour"), b"other")
    with judging(tmp_path / "db") as store:
        assert store.pace(ACCOUNT) == b"1"
        store.put_pace(ACCOUNT, b"2")
        assert store.pace(ACCOUNT) == b"2"
