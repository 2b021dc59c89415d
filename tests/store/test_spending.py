"""What judges spend is summed by hour, and stays for long."""

from pathlib import Path

from otelevals.store.spending import HOUR, Spender, Spent
from tests.store.samples import NOW, judging, opened

A, B = Spender("faithful", "default", "gpt-5-mini"), Spender("tone", "default", "gpt-5-mini")
ONE = Spent(2, 1, 0, 1, 0, 100, 20, 5000, 0)


def test_what_is_spent_in_an_hour_is_one_sum(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        store.add_spent({A: ONE, B: ONE}, NOW)
        store.add_spent({A: ONE}, NOW + 1)
        store.add_spent({A: ONE}, NOW + HOUR)
        found = store.spending(NOW, NOW + 1)
        assert found.sums == {A: ONE.plus(ONE), B: ONE}
        assert found.until - found.since == HOUR
        assert store.spending(NOW, NOW + HOUR + 1).sums[A].attempts == 6


def test_reports_read_it_from_the_store(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        store.add_spent({A: ONE}, NOW)
    with opened(tmp_path / "db", create=False) as ledger:
        assert ledger.spending(NOW, NOW + 1).sums == {A: ONE}


def test_what_an_endpoint_says_of_its_tokens_breaks_no_sum(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        for tokens in (10**30, 10**30, -5):
            store.add_spent({A: Spent(attempts=1, prompt_tokens=tokens)}, NOW)
        assert store.spending(NOW, NOW + 1).sums[A] == Spent(attempts=3, prompt_tokens=2**51)


def test_old_hours_go(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        store.add_spent({A: ONE}, NOW)
        store.add_spent({A: ONE}, NOW + 300 * 24 * HOUR)
        store.prune(NOW + 401 * 24 * HOUR)
        assert store.spending(0, NOW + 400 * 24 * HOUR).sums == {A: ONE}
