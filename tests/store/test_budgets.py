"""Nobody spends more of an hour or a day than its budget, whichever clock comes to it, and what was not used is there
for others."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from otelevals.store.budgets import NOTHING, SECONDS, WINDOWS, Account, Amounts, Debit, Limit, Refusal
from otelevals.store.judging import JudgingStore
from tests.store.samples import DAY, HOUR, NOW, judging

ONE = Amounts(1, 100, 5000)
HOURLY = Account("scorer/faithful", "hour", Limit(calls=2))
DAILY = Account("judge/default", "day", Limit(calls=3))
BOTH = (HOURLY, DAILY)


def test_all_accounts_pay_or_none(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        assert [store.debit(Debit(BOTH, ONE, NOW)) for _ in range(2)] == [None, None]
        assert store.debit(Debit(BOTH, ONE, NOW)) == Refusal(HOURLY, "calls", never=False)
        assert [store.spent(account, NOW) for account in BOTH] == [Amounts(2, 200, 10_000)] * 2
        assert store.debit(Debit(BOTH, ONE, NOW + HOUR)) is None
        assert store.debit(Debit(BOTH, ONE, NOW + HOUR)) == Refusal(DAILY, "calls", never=False)
        assert store.spent(HOURLY, NOW + HOUR) == ONE
        assert store.debit(Debit(BOTH, ONE, NOW + DAY)) is None


@pytest.mark.parametrize(
    ("limit", "measure"),
    [(Limit(calls=0), "calls"), (Limit(tokens=99), "tokens"), (Limit(nano_usd=4999), "nano_usd")],
)
def test_what_no_window_has_room_for_is_never_paid(limit: Limit, measure: str, tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        account = Account("judge/default", "hour", limit)
        refusal = store.debit(Debit([account], ONE, NOW))
        assert refusal is not None
        assert (refusal.measure, refusal.never) == (measure, True)


def test_hours_and_days_are_those_of_utc() -> None:
    at = 1_790_000_040_000  # 2026-09-21T14:14:00Z
    assert HOURLY.start(at) == 1_789_999_200
    assert DAILY.start(at) == 1_789_948_800


def test_what_was_not_used_comes_back_to_the_hour_of_the_debit(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        debit = Debit(BOTH, ONE, NOW)
        store.debit(debit)
        store.debit(Debit(BOTH, ONE, NOW + HOUR))
        store.correct(debit, Amounts(1, 40, 2000))
        assert store.spent(HOURLY, NOW) == Amounts(1, 40, 2000)
        assert store.spent(HOURLY, NOW + HOUR) == ONE
        assert store.spent(DAILY, NOW) == Amounts(2, 140, 7000)
        store.correct(debit, NOTHING)
        store.correct(debit, NOTHING)
        assert store.spent(HOURLY, NOW) == NOTHING


def test_more_than_was_expected_counts_too(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        account = Account("judge/default", "day", Limit(tokens=150))
        debit = Debit([account], ONE, NOW)
        store.debit(debit)
        store.correct(debit, Amounts(1, 10**30, 2000))
        assert store.spent(account, NOW).tokens >= 2**62
        assert store.debit(Debit([account], ONE, NOW)) == Refusal(account, "tokens", never=False)


def test_a_clock_that_jumps_opens_no_hour_twice(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        for now in (NOW, NOW + 1000 * DAY, NOW + HOUR, NOW):
            while store.debit(Debit([HOURLY], ONE, now)) is None:
                pass
            store.prune(now, [HOURLY])
        for now in (NOW, NOW + 1000 * DAY, NOW + HOUR):
            assert store.spent(HOURLY, now).calls == 2


def test_only_the_latest_windows_stay(tmp_path: Path) -> None:
    other = Account("judge/other", "hour", Limit())
    with judging(tmp_path / "db") as store:
        store.debit(Debit([other], ONE, NOW))
        for hour in range(WINDOWS + 3):
            store.debit(Debit([HOURLY], ONE, NOW + hour * HOUR))
        store.prune(NOW, [HOURLY, other])
        assert store.spent_since(HOURLY, 0, NOW + 10_000 * HOUR).calls == WINDOWS
        assert store.spent(HOURLY, NOW + 2 * HOUR) == NOTHING
        assert store.spent(HOURLY, NOW + 3 * HOUR) == ONE
        assert store.spent(other, NOW) == ONE


def test_spending_is_summed_from_an_hour_on(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        for hour in range(4):
            store.debit(Debit([HOURLY], ONE, NOW + hour * HOUR))
        assert store.spent_since(HOURLY, HOURLY.start(NOW + HOUR), NOW + 2 * HOUR).calls == 2
        assert store.spent_since(HOURLY, HOURLY.start(NOW + DAY), NOW + DAY) == NOTHING


class Budgets(RuleBasedStateMachine):
    """Debits, corrections and clocks in any order, next to a plain sum of what is still debited."""

    limits = st.one_of(st.none(), st.integers(0, 30))
    amounts = st.builds(Amounts, st.integers(0, 3), st.integers(0, 20), st.integers(0, 20))

    @initialize(limits=st.lists(st.builds(Limit, limits, limits, limits), min_size=3, max_size=3))
    def start(self, limits: list[Limit]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = JudgingStore(Path(self.folder.name) / "db")
        places = (("judge", "hour"), ("judge", "day"), ("scorer", "hour"))
        self.accounts = [Account(name, unit, limit) for (name, unit), limit in zip(places, limits, strict=True)]  # type: ignore[arg-type]
        self.debited: list[tuple[Debit, Amounts]] = []
        self.now = NOW

    @rule(hours=st.integers(-30, 30))
    def jump(self, hours: int) -> None:
        self.now += hours * HOUR

    @rule(amounts=amounts, chosen=st.sets(st.integers(0, 2), min_size=1))
    def debit(self, amounts: Amounts, chosen: set[int]) -> None:
        asked = Debit([self.accounts[number] for number in sorted(chosen)], amounts, self.now)
        with self.store.transaction():
            refusal = self.store.debit(asked)
        fits = all(self.fits(account, amounts) for account in asked.accounts)
        assert (refusal is None) == fits
        if fits:
            self.debited.append((asked, amounts))

    @rule(data=st.data(), share=st.integers(0, 100))
    def correct(self, data: st.DataObject, share: int) -> None:
        if self.debited:
            place = data.draw(st.integers(0, len(self.debited) - 1))
            debit, _ = self.debited.pop(place)
            used = Amounts._make(n * share // 100 for n in debit.amounts)
            with self.store.transaction():
                self.store.correct(debit, used)
            self.debited.append((debit._replace(amounts=used), used))

    @invariant()
    def sums_agree_and_keep_within_limits(self) -> None:
        with self.store.transaction():
            for account in self.accounts:
                spent = self.store.spent(account, self.now)
                assert spent == self.expected(account)
                assert all(limit is None or n <= limit for n, limit in zip(spent, account.limit, strict=True))

    def fits(self, account: Account, amounts: Amounts) -> bool:
        sums = zip(self.expected(account), amounts, account.limit, strict=True)
        return all(limit is None or a + b <= limit for a, b, limit in sums)

    def expected(self, account: Account) -> Amounts:
        start, end = account.start(self.now), account.start(self.now) + SECONDS[account.unit]
        paid = [used for debit, used in self.debited if account in debit.accounts and start <= debit.now // 1000 < end]
        return Amounts._make(map(sum, zip(NOTHING, *paid, strict=True)))

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


TestBudgets = Budgets.TestCase
