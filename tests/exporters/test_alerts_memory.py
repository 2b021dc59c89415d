"""Coverage is counted as reports count it."""

from pathlib import Path

from otelevals.api.clock import ManualClock
from otelevals.api.decisions import DecisionKey
from otelevals.exporters.alerts_memory import Memory
from otelevals.store.store import Store
from tests.exporters.samples import context

LOST: list[DecisionKey] = [("tone", each, "") for each in ("errored", "shed", "over_budget", "throttled", "timed_out")]


def test_what_is_judged_later_is_not_missing(tmp_path: Path) -> None:
    clock = ManualClock(1_790_000_000.0)
    memory, store = Memory(context(tmp_path, clock), 1.0), Store(tmp_path / "otelevals.db")
    assert memory.coverage(clock.now()) == {}
    others: dict[DecisionKey, int] = {("tone", "filtered", ""): 9, ("tone", "judged_later", ""): 2}
    store.add_decisions({("tone", "scored", ""): 5, **dict.fromkeys(LOST, 1), **others}, int(clock.now() * 1000))
    clock.advance(300)
    assert memory.coverage(clock.now()) == {"tone": (7, 10)}
    assert memory.coverage(clock.now()) == {}
    store.close()
    memory.close()
