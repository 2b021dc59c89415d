"""Two runs are compared target by target: what passes now and did not, what passed and does not, and what is new."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from otelevals.api.evaluation import EvaluationRecord
from otelevals.offline.against import Against, Flip
from otelevals.offline.driver import Found
from otelevals.store.store import Store
from tests.store.samples import NOW, evaluation, failing, opened

BROKEN = {"score": None, "passed": None, "label": "", "error": "timeout"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "db") as opened_store:
        yield opened_store


def against(store: Store, before: list[EvaluationRecord], after: list[EvaluationRecord], most: int = 10) -> Against:
    store.add([each._replace(run="before") for each in before], NOW)
    found = Against(store, "before", most)
    for each in after:
        found.add([Found(f"row {int.from_bytes(each.span_id, 'big')}", each)])
    found.finish()
    return found


def test_what_flipped_is_counted_and_named(store: Store) -> None:
    found = against(
        store,
        [evaluation(1), failing(2), evaluation(3), failing(4)],
        [failing(1, explanation="too rude"), evaluation(2), evaluation(3), failing(4)],
    )
    change = found.changes["tone"]
    assert (change.n, change.gained, change.lost, change.new, change.gone, change.means) == (4, 1, 1, 0, 0, (0.5, 0.5))
    assert found.flips == [Flip("row 1", "tone", False, "too rude"), Flip("row 2", "tone", True, "")]


def test_an_error_passes_nothing(store: Store) -> None:
    found = against(
        store,
        [evaluation(1), evaluation(2, **BROKEN), failing(3)],
        [evaluation(1, **BROKEN), evaluation(2), evaluation(3, **BROKEN)],
    )
    assert found.flips == [Flip("row 1", "tone", False, "timeout"), Flip("row 2", "tone", True, "")]
    assert found.changes["tone"].means is None


def test_what_neither_passes_nor_fails_does_not_flip(store: Store) -> None:
    found = against(store, [evaluation(1, passed=None), evaluation(2)], [evaluation(1), evaluation(2, passed=None)])
    assert found.flips == []


def test_what_only_one_of_them_has(store: Store) -> None:
    found = against(
        store, [evaluation(1), evaluation(2), evaluation(1, name="gone")], [evaluation(1), evaluation(3), evaluation(4)]
    )
    assert {name: (each.n, each.new, each.gone) for name, each in found.changes.items()} == {
        "tone": (1, 2, 1),
        "gone": (0, 0, 1),
    }


def test_another_version_of_a_scorer_is_compared_and_told(store: Store) -> None:
    found = against(store, [evaluation(1, version="1")], [failing(1, version="2")])
    assert found.changes["tone"].other_version
    assert [flip.gained for flip in found.flips] == [False]


def test_only_the_first_are_named(store: Store) -> None:
    found = against(store, [evaluation(n) for n in range(1, 6)], [failing(n) for n in range(1, 6)], most=2)
    assert ([flip.row for flip in found.flips], found.changes["tone"].lost) == (["row 1", "row 2"], 5)
