"""What offline runs found is there target by target, to be compared with, as long as runs come back to it."""

from pathlib import Path

import pytest

from otelevals.store.retention import Keep
from otelevals.store.runs import Verdict
from otelevals.store.store import Store
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, MINUTE, NOW, evaluation, failing, opened, tidied, totals

ONE, TWO = ((number.to_bytes(16, "big"), number.to_bytes(8, "big")) for number in (1, 2))


def names(store: Store, run: str) -> list[str]:
    return [each.name for each in store.verdicts(run, [ONE]).get(ONE, [])]


def test_a_run_says_what_it_found_of_a_target(tmp_path: Path) -> None:
    wrong = failing(1, run="nightly", name="length", score=0.25, explanation="too long")
    broken = evaluation(2, run="nightly", score=None, passed=None, label="", error="timeout", explanation="it hung")
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1, run="nightly"), wrong, broken, evaluation(1), evaluation(1, run="other")], NOW)
        assert store.runs() == ["nightly", "other"]
        found = store.verdicts("nightly", [ONE, TWO, (b"\x09" * 16, b"\x09" * 8)])
        assert {target: sorted(each) for target, each in found.items()} == {
            ONE: [
                Verdict("length", "length", "1", 0.25, False, "fail", "too long", False),
                Verdict("tone", "tone", "1", 1.0, True, "pass", "", False),
            ],
            TWO: [Verdict("tone", "tone", "1", None, None, "", "it hung", True)],
        }


def test_a_run_was_from_its_first_sum_to_its_last(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        earlier = failing(2, run="nightly", time=(NOW - 2 * HOUR) * 10**6)
        store.add([evaluation(1, run="nightly"), earlier, evaluation(3, time=(NOW - 3 * HOUR) * 10**6)], NOW)
        assert store.range_of("nightly") == (NOW - 2 * HOUR, NOW + MINUTE)
        assert store.range_of("weekly") is None
        tidied(store, Limits(), NOW + 3 * DAY)
        hour = NOW - NOW % HOUR
        assert store.range_of("nightly") == (hour - 2 * HOUR, hour + HOUR)


@pytest.mark.parametrize("keep", [Keep.FAILURES, Keep.ROLLUPS])
def test_all_of_a_run_is_kept_by_itself(tmp_path: Path, keep: Keep) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1, run="nightly"), evaluation(1)], NOW)
        tidied(store, Limits(keep), NOW + 2 * HOUR)
        assert names(store, "nightly") == ["tone"]
        assert names(store, "") == []


def test_a_target_that_runs_come_back_to_is_not_old(tmp_path: Path) -> None:
    limits = Limits(max_age=5 * 86_400)
    with opened(tmp_path / "db") as store:
        for day in range(0, 20, 2):
            now = NOW + day * DAY
            store.add([failing(2, time=now * 10**6), evaluation(1, run=f"run {day:02}", time=now * 10**6)], now)
            tidied(store, limits, now)
        assert [run for run in store.runs() if names(store, run)][-2:] == ["run 16", "run 18"]
        assert [total.n for total in totals(store, run="run 18")] == [1]
        tidied(store, limits, NOW + 30 * DAY)
        assert names(store, "run 18") == []
