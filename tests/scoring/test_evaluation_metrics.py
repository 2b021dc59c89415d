"""Evaluations are counted by the values of the chosen dimensions, of which there are no more than may be."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from otelevals.api.telemetry import Telemetry
from otelevals.scoring.configured import configure
from otelevals.scoring.dimensions import parse_dimensions
from otelevals.scoring.evaluation_labels import MetricsConfig
from otelevals.scoring.evaluation_metrics import EvaluationMetrics
from otelevals.scoring.evaluation_series import EvaluationSeries
from otelevals.scoring.outcome import Evaluation, Target
from otelevals.testing import context
from tests.genai.spans import interaction

SCORERS = {
    "tone": configure("tone", {"type": "not_empty"}),
    "intent": configure("intent", {"type": "not_empty", "dimensions": {"intent": "app.intent", "route": "app.other"}}),
}
DIMENSIONS = parse_dimensions({"route": "app.route"})


def verdict(name: str = "tone", score: float | None = 1.0, **rest: Any) -> Evaluation:
    rest.setdefault("passed", None if score is None else score >= 0.5)
    return Evaluation(name, name.partition(".")[0], "v1", Target(b"t" * 16, b"s" * 8), score, **rest)


class Counting:
    """Metrics that count into telemetry of their own, or into that of others."""

    def __init__(self, *dimensions: str, most: int = 1000, telemetry: Telemetry | None = None) -> None:
        lent = context("scorer", telemetry=telemetry or Telemetry())
        config = MetricsConfig(dimensions=list(dimensions), max_combinations=most)
        self.telemetry = lent.telemetry
        self.metrics = EvaluationMetrics(config, DIMENSIONS, SCORERS, lent)

    def add(self, *evaluations: Evaluation, **said: Any) -> None:
        self.metrics.add(evaluations, interaction({f"app.{key}": value for key, value in said.items()}))

    def counted(self, name: str = "otelevals_evaluations_total") -> dict[tuple[str, ...], float]:
        """By the values of the labels, in their order."""
        families = self.telemetry.collector(EvaluationSeries).collect()
        samples = [each for family in families for each in family.samples]
        return {tuple(each.labels.values()): each.value for each in samples if each.name == name}


def test_without_dimensions_they_are_counted_by_scorer() -> None:
    counting = Counting()
    counting.add(verdict(score=0.5), verdict(score=0.25), verdict("intent.a", None, label="buy"), route="/a")
    assert counting.counted() == {
        ("tone", "tone", "true"): 1,
        ("tone", "tone", "false"): 1,
        ("intent", "intent.a", ""): 1,
    }
    assert counting.counted("otelevals_evaluation_score_sum") == {("tone", "tone"): 0.75}


def test_they_are_counted_by_what_is_chosen() -> None:
    counting = Counting("route")
    for route in ("/a", "/b", "/b"):
        counting.add(verdict(), route=route)
    counting.add(verdict())
    assert counting.counted() == {
        ("tone", "tone", "/a", "true"): 1,
        ("tone", "tone", "/b", "true"): 2,
        ("tone", "tone", "", "true"): 1,
    }
    assert counting.counted("otelevals_evaluation_score_count") == {
        ("tone", "tone", "/a"): 1,
        ("tone", "tone", "/b"): 2,
        ("tone", "tone", ""): 1,
    }


def test_a_scorer_may_have_dimensions_of_its_own() -> None:
    counting = Counting("intent", "route")
    counting.add(verdict("tone"), verdict("intent"), verdict("tone"), route="/a", other="/o", intent="buy")
    assert counting.counted() == {("tone", "tone", "", "/a", "true"): 2, ("intent", "intent", "buy", "/o", "true"): 1}


@pytest.mark.parametrize(
    "nothing", [verdict(error="it broke", error_type="KeyError"), verdict(score=None, withdrawn=True, revision=1)]
)
def test_what_is_no_verdict_is_not_counted(nothing: Evaluation) -> None:
    counting = Counting()
    counting.add(nothing)
    assert counting.counted() == counting.counted("otelevals_evaluation_score_count") == {}


def test_what_takes_the_place_of_another_one_counts_again() -> None:
    counting = Counting()
    counting.add(verdict(score=0.0), verdict(score=1.0, revision=1))
    assert counting.counted() == {("tone", "tone", "true"): 1, ("tone", "tone", "false"): 1}


def test_beyond_the_limit_they_are_others_and_the_log_says_it_once() -> None:
    counting = Counting("route", most=2)
    with capture_logs() as logs:
        for number in range(10):
            counting.add(verdict(score=0.5), route=f"/{number}")
        counting.add(verdict(), route="/1")
    assert counting.counted() == {
        ("tone", "tone", "/0", "true"): 1,
        ("tone", "tone", "/1", "true"): 2,
        ("tone", "tone", "other", "true"): 8,
    }
    assert counting.counted("otelevals_evaluation_score_sum")["tone", "tone", "other"] == 4.0
    assert [each["event"] for each in logs] == [
        "evaluations are counted as other: metrics::max_combinations is reached"
    ]


def test_names_are_limited_like_values() -> None:
    counting = Counting(most=2)
    with capture_logs():
        counting.add(*[verdict(f"intent.{number}") for number in range(5)], verdict("tone"))
    assert counting.counted() == {
        ("intent", "intent.0", "true"): 1,
        ("intent", "intent.1", "true"): 1,
        ("intent", "other", "true"): 3,
        ("tone", "tone", "true"): 1,
    }


def test_a_reload_goes_on_where_it_was() -> None:
    before = Counting("route", most=1)
    before.add(verdict(), route="/a")
    after = Counting("route", most=1, telemetry=before.telemetry)
    with capture_logs():
        for route in ("/a", "/b"):
            after.add(verdict(), route=route)
    assert after.counted() == {("tone", "tone", "/a", "true"): 2, ("tone", "tone", "other", "true"): 1}


def test_processors_with_other_dimensions_count_beside_it() -> None:
    one = Counting()
    two = Counting("route", telemetry=one.telemetry)
    one.add(verdict())
    two.add(verdict(), route="/a")
    assert one.counted() == {("tone", "tone", "true"): 1, ("tone", "tone", "/a", "true"): 1}


@given(
    routes=st.lists(st.sampled_from(["/a", "/b", "/c", "/d", "other", ""]), max_size=30),
    most=st.integers(1, 5),
)
def test_every_verdict_is_counted_once_whatever_the_limit(routes: list[str], most: int) -> None:
    counting = Counting("route", most=most)
    with capture_logs():
        for route in routes:
            counting.add(verdict(), verdict("intent.a", 0.25), verdict(error="it broke"), route=route)
    found = counting.counted()
    assert sum(found.values()) == 2 * len(routes)
    assert len(found) <= most + len(SCORERS)
