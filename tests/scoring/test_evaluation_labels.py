"""Only configured dimensions are labels, and only those that Prometheus can tell apart."""

import re
from typing import Any

import pytest

from otelevals.api.errors import ConfigError
from otelevals.scoring.configured import configure
from otelevals.scoring.dimensions import parse_dimensions
from otelevals.scoring.evaluation_labels import MetricsConfig, check_metrics, label_of

SCORERS = {"tone": configure("tone", {"type": "not_empty", "dimensions": ["app.intent"]})}


def check(chosen: list[str], dimensions: Any) -> None:
    check_metrics(MetricsConfig(dimensions=chosen), parse_dimensions(dimensions), SCORERS)


def test_dimensions_of_the_processor_and_of_scorers_may_be_chosen() -> None:
    check(["model", "app.intent"], ["model", "route"])
    check([], [])


@pytest.mark.parametrize(
    ("chosen", "dimensions", "place", "sentence"),
    [
        (["rout"], ["route"], 0, "no such dimension is configured (valid: app.intent, route; did you mean route?)"),
        (["model", "le"], ["model", "le"], 1, "it cannot be the label le: give the dimension another name"),
        (["scorer"], {"scorer": "model"}, 0, "it cannot be the label scorer: give the dimension another name"),
        (["__a"], {"__a": "model"}, 0, "it cannot be the label __a: give the dimension another name"),
        (["a.b", "a_b"], ["a.b", "a_b"], 1, "a.b is the label a_b already: leave it out, or give it another name"),
        (["model", "model"], ["model"], 1, "model is the label model already: leave it out, or give it another name"),
    ],
)
def test_mistakes_are_sentences(chosen: list[str], dimensions: Any, place: int, sentence: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(sentence)) as caught:
        check(chosen, dimensions)
    assert caught.value.path == ("metrics", "dimensions", place)


def test_without_any_dimension_there_is_none_to_choose() -> None:
    with pytest.raises(ConfigError, match="no such dimension is configured: write it under dimensions first"):
        check_metrics(MetricsConfig(dimensions=["model"]), (), {})


@pytest.mark.parametrize(
    ("name", "label"),
    [("route", "route"), ("gen_ai.request.model", "gen_ai_request_model"), ("2nd", "_2nd"), ("größe", "gr__e")],
)
def test_a_label_has_the_letters_that_prometheus_knows(name: str, label: str) -> None:
    assert label_of(name) == label
