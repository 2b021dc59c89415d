"""The store notes what scorers decided on the latest spans, and counts reasons; it does not grow for that."""

from pathlib import Path

import pytest

from otelevals.api.decisions import DecisionKey
from otelevals.store import decided as module
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, MINUTE, NOW, count, decided, evaluation, failing, opened, tidied

SHED: DecisionKey = ("tone", "shed", "no memory")
SCORED: DecisionKey = ("length", "scored", "")


def test_a_trace_is_found_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add_decisions({SHED: 2, SCORED: 1}, NOW, [decided(1, SCORED, SHED), decided(2)])
        store.add_decisions({SHED: 1}, NOW + MINUTE, [decided(1, SHED, revision=1)])
        found = failing(1, name="length", explanation="too long")
        store.add([found, failing(2), failing(1, run="nightly")], NOW)
        decisions, evaluations = store.of_trace(found.trace_id)
        assert decisions == [(NOW, decided(1, SCORED, SHED)), (NOW + MINUTE, decided(1, SHED, revision=1))]
        assert evaluations == [found]
        assert store.of_trace(b"unknown") == ([], [])


def test_errors_and_withdrawn_evaluations_are_told_apart(tmp_path: Path) -> None:
    failed = evaluation(1, score=None, passed=None, label="", error="KeyError", explanation="KeyError: 'x'")
    with opened(tmp_path / "db") as store:
        store.add([failed, evaluation(1, name="gone"), evaluation(1, name="gone", revision=1, withdrawn=True)], NOW)
        assert store.of_trace(failed.trace_id).evaluations == [failed]


def test_the_oldest_spans_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SPANS", 5)
    with opened(tmp_path / "db") as store:
        for start in (1, 4, 7):
            store.add_decisions({SHED: 3}, NOW, [decided(start + number) for number in range(3)])
        known = [number for number in range(1, 10) if store.of_trace(decided(number).trace_id).decided]
        assert known == [5, 6, 7, 8, 9]
        store.add_decisions({SHED: 8}, NOW, [decided(number) for number in range(10, 18)])
        assert count(store, "decided") == 5
        assert store.decisions(NOW, NOW + MINUTE).decisions == {SHED: 17}


def test_reasons_are_counted_in_a_range_of_time(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add_decisions({SHED: 2, SCORED: 1}, NOW)
        store.add_decisions({SHED: 4}, NOW + 3 * MINUTE)
        assert store.decisions(NOW, NOW + MINUTE) == (NOW, NOW + MINUTE, {SHED: 2, SCORED: 1})
        assert store.decisions(NOW, NOW + 4 * MINUTE).decisions == {SHED: 6, SCORED: 1}
        tidied(store, Limits(), NOW + 2 * DAY)
        since, until, decisions = store.decisions(NOW + MINUTE, NOW + 2 * MINUTE)
        assert (since % HOUR, until - since, decisions) == (0, HOUR, {SHED: 6, SCORED: 1})


def test_what_is_old_goes(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        for day in range(4):
            store.add_decisions({SHED: 300}, NOW + day * DAY, [decided(day * 300 + each) for each in range(300)])
        tidied(store, Limits(max_age=1.5 * 86_400), NOW + 3 * DAY)
        assert count(store, "decided") == 600
        assert store.of_trace(decided(600).trace_id).decided[0].span.decisions == [SHED]
        tidied(store, Limits(max_age=60), NOW + 100 * DAY)
        assert (count(store, "decided"), count(store, "reasons")) == (0, 0)


def test_too_much_costs_the_oldest_first(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        limits = Limits(max_size=1024 * 1024)
        for second in range(40):
            spans = [decided(second * 1000 + each) for each in range(1000)]
            store.add_decisions({SHED: 1000}, NOW + second * 1000, spans)
            tidied(store, limits, NOW + second * 1000)
        assert store.size <= 1024 * 1024
        assert 5_000 < count(store, "decided") < 40_000
        assert store.of_trace(decided(39_999).trace_id).decided
        assert store.decisions(NOW, NOW + MINUTE).decisions == {SHED: 40_000}


def test_a_reason_that_was_forgotten_is_left_out(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add_decisions({SHED: 1, SCORED: 1}, NOW, [decided(1, SHED, SCORED)])
        store._connection.execute("DELETE FROM reasons WHERE scorer = 'tone'")
        assert store.of_trace(decided(1).trace_id).decided[0].span.decisions == [SCORED]
