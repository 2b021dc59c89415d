"""An evaluation that comes again changes nothing, in any order, as long as it is recognised."""

import json
from itertools import permutations

import pytest

from otelevals.alerts import turns
from otelevals.alerts.turns import Seen
from tests.alerts.samples import START, record


def test_of_revisions_in_any_order_the_last_one_counts() -> None:
    for order in permutations([(0, True), (1, False), (2, True)]):
        seen = Seen()
        counted: list[turns.Turn] = []
        for revision, passed in order:
            change = seen.take(record(1, START, passed=passed, revision=revision), START)
            if change is not None:
                if change.before is not None:
                    counted.remove(change.before)
                assert change.after is not None
                counted.append(change.after)
        assert [(turn.rank[0], turn.passed) for turn in counted] == [(2, True)]


def test_a_verdict_takes_the_place_of_an_error_and_not_the_other_way_round() -> None:
    seen = Seen()
    seen.take(record(1, START, passed=None, error="timeout"), START)
    change = seen.take(record(1, START), START)
    assert change is not None
    assert change.before is not None
    assert change.before.failed
    assert seen.take(record(1, START, passed=None, error="timeout"), START) is None


def test_what_was_withdrawn_is_taken_back_once() -> None:
    seen = Seen()
    seen.take(record(1, START), START)
    change = seen.take(record(1, START, withdrawn=True), START)
    assert change is not None
    assert change.before is not None
    assert change.after is None
    assert seen.take(record(1, START), START) is None


@pytest.mark.parametrize("later", [0.0, turns.SETTLED])
def test_only_so_many_are_recognised_and_for_so_long(later: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST", 2 if not later else 100)
    seen = Seen()
    for number in range(1, 4):
        seen.take(record(number, START), START)
    assert seen.take(record(1, START), START + later) is not None
    assert (seen.take(record(3, START), START + later) is None) == (not later)


def test_what_is_recognised_survives_as_json() -> None:
    seen, again = Seen(), Seen()
    seen.take(record(1, START, session="a", dimensions=(("model", "b"),)), START)
    for turns_of_minute in json.loads(json.dumps(seen.state())).values():
        again.restore(turns_of_minute)
    assert again.take(record(1, START, session="a"), START) is None
    change, same = (each.take(record(1, START, session="a", revision=1), START) for each in (seen, again))
    assert change == same


def test_only_minutes_that_changed_are_written_again() -> None:
    seen = Seen()
    for number in range(3):
        seen.take(record(number, START), START + 60 * number)
    seen.changed.clear()
    assert seen.take(record(1, START), START + 130) is None
    assert seen.state() == {}
    seen.take(record(1, START, revision=1), START + 130)
    first = int(START // 60)
    assert {minute: len(those) for minute, those in seen.state().items()} == {first + 1: 0, first + 2: 2}
