"""Whatever comes, in whatever order, twice or split: sums and rows are those of a model that keeps it all in memory."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from otelevals.api.evaluation import EvaluationRecord
from otelevals.stats.groups import Groups, group_of
from otelevals.store.interned import outcome_of
from otelevals.store.retention import Keep
from otelevals.store.store import Store
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, MINUTE, NOW, evaluation, kept, opened, tidied, totals

QUARTERS = st.integers(0, 8).map(lambda number: number / 4)  # their sums are exact
SESSIONS = {1: "of two", 2: "of two", 3: ""}
KEYS = st.tuples(st.integers(1, 3), st.sampled_from("ab"), st.sampled_from("12"), st.sampled_from(["", "nightly"]))


@st.composite
def evaluations(draw: st.DrawFn) -> EvaluationRecord:
    target, name, version, run = draw(KEYS)
    values = st.fixed_dictionaries(
        {
            "revision": st.integers(0, 3),
            "withdrawn": st.sampled_from([False, False, True]),
            "score": st.none() | QUARTERS,
            "passed": st.none() | st.booleans(),
            "error": st.sampled_from(["", "", "TimeoutError"]),
            "lost": st.booleans(),
            "explanation": st.sampled_from(["", "because"]),
            "cost": QUARTERS,
            "duration": QUARTERS,
            "probability": st.sampled_from([1.0, 0.5, 0.25]),
            "dimensions": st.sampled_from([(), (("model", "a"),), (("model", "b"), ("route", "/"))]),
            "served_model": st.sampled_from(["", "gpt-5"]),
            "time": st.integers(0, 3).map(lambda minutes: (NOW + minutes * MINUTE) * 10**6),
        }
    )
    session = SESSIONS[target]
    return evaluation(target, name=name, version=version, run=run, session=session, **draw(values))


def rank(each: EvaluationRecord) -> tuple[int, bool, bool]:
    return each.revision, each.withdrawn, not each.error


class Model:
    """What the store should say, in the plainest way."""

    def __init__(self) -> None:
        self.current: dict[Any, EvaluationRecord] = {}

    def add(self, evaluations: Iterable[EvaluationRecord]) -> None:
        for each in evaluations:
            key = each.trace_id, each.span_id, each.run, each.name, each.version
            before = self.current.get(key)
            if before is None or rank(each) > rank(before):
                self.current[key] = each

    @property
    def counting(self) -> list[EvaluationRecord]:
        return [each for each in self.current.values() if not each.withdrawn]

    def sums(self, run: str, since: int, until: int) -> dict[Any, list[float]]:
        found: dict[Any, list[float]] = {}
        for each in self.counting:
            if each.run == run and since <= each.time // 10**6 < until:
                outcome, w = outcome_of(each), 1 / each.probability
                scored = each.score is not None and not each.error
                x = (each.score or 0.0) if scored else 0.0
                key = each.name, tuple(each.dimensions), outcome, scored
                parts = (1, w, w * w, w * x, w * w * x, w * w * x * x, each.cost, each.duration * 1e6)
                found[key] = [a + b for a, b in zip(found.get(key, [0.0] * 8), parts, strict=True)]
        return found

    def groups(self, run: str, since: int, until: int) -> dict[Any, Groups]:
        found: dict[Any, Groups] = defaultdict(Groups)
        for each in self.counting:
            if each.run == run and not each.error and since <= each.time // 10**6 < until:
                key = each.name, tuple(each.dimensions), outcome_of(each), each.score is not None
                unit = each.session.encode() or each.trace_id
                found[key].add(group_of(unit), 1 / each.probability, each.score or 0.0)
        return found

    def rows(self, keep: Keep) -> list[tuple[Any, ...]]:
        whole = {Keep.ALL: lambda each: True, Keep.ROLLUPS: lambda each: False, Keep.FAILURES: worth_keeping}[keep]
        return sorted(row_of(each) for each in self.counting if each.run or whole(each))


def worth_keeping(each: EvaluationRecord) -> bool:
    return each.passed is False or (bool(each.error) and not each.lost) or bool(each.served_model)


def row_of(each: EvaluationRecord) -> tuple[Any, ...]:
    score = None if each.error else each.score
    ids = each.trace_id, each.run, each.name, each.version
    texts = (each.explanation, each.error) if each.explanation or each.error else (None, None)
    return (*ids, each.revision, str(score), *map(str, texts), each.probability, each.cost)


def rows(store: Store) -> list[tuple[Any, ...]]:
    names = ("trace_id", "run", "name", "version", "revision", "score", "explanation", "error", "probability", "cost")
    plain = {"trace_id", "run", "name", "version", "revision", "probability", "cost"}
    return sorted(tuple(row[name] if name in plain else str(row[name]) for name in names) for row in kept(store))


def sums(store: Store, run: str, since: int, until: int) -> dict[Any, list[float]]:
    found: dict[Any, list[float]] = {}
    for total in totals(store, since, until, run):  # one for each version
        key = total.name, tuple(total.dimensions.items()), total.outcome, total.scored
        found[key] = [a + b for a, b in zip(found.get(key, [0.0] * 8), total[5:-1], strict=True)]
    return found


def groups(store: Store, run: str, since: int, until: int) -> dict[Any, Groups]:
    found: dict[Any, Groups] = defaultdict(Groups)
    for total in (total for part in store.grouped_totals([since, until], run) for total in part.sums):
        assert (total.groups is None) == total.failed_to_judge
        if total.groups is not None:
            found[total.name, tuple(total.dimensions.items()), total.outcome, total.scored].merge(total.groups)
    return found


def agree(store: Store, model: Model, since: int = NOW, until: int = NOW + HOUR) -> None:
    for run in ("", "nightly"):
        assert sums(store, run, since, until) == model.sums(run, since, until)
        assert groups(store, run, since, until) == model.groups(run, since, until)


@given(
    batches=st.lists(st.lists(evaluations(), max_size=6), max_size=8),
    keep=st.sampled_from(Keep),
    tidy=st.booleans(),
)
@settings(max_examples=60)
def test_the_store_agrees_with_the_model(batches: list[list[EvaluationRecord]], keep: Keep, tidy: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "db") as store:
        model, limits = Model(), Limits(keep, settle_after=3600)
        for number, batch in enumerate(batches):
            store.add(batch, NOW + 4 * MINUTE + number)
            model.add(batch)
            if tidy:
                store.maintain(limits, NOW + 4 * MINUTE + number)
        agree(store, model)
        for minute in range(4):
            agree(store, model, NOW + minute * MINUTE, NOW + (minute + 1) * MINUTE)
        assert rows(store) == model.rows(Keep.ALL)
        tidied(store, limits, NOW + 2 * HOUR)
        agree(store, model)
        assert rows(store) == model.rows(keep)
        tidied(store, limits, NOW + 12 * DAY)
        agree(store, model)


@given(batch=st.lists(evaluations(), min_size=1, max_size=8), data=st.data())
@settings(max_examples=60)
def test_neither_order_nor_repetition_matters(batch: list[EvaluationRecord], data: st.DataObject) -> None:
    said = list({(each[:2], each.run, each.name, each.version, rank(each)): each for each in batch}.values())
    one, other = (data.draw(st.permutations(said * 2)) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        assert delivered(Path(folder) / "one", one, 1) == delivered(Path(folder) / "other", other, 3)


def delivered(path: Path, sequence: Sequence[EvaluationRecord], size: int) -> object:
    with opened(path) as store:
        for start in range(0, len(sequence), size):
            store.add(sequence[start : start + size], NOW + 4 * MINUTE)
        both = [each(store, run, NOW, NOW + HOUR) for run in ("", "nightly") for each in (sums, groups)]
        return rows(store), both
