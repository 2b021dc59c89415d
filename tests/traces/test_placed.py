"""Configurations that work and are hardly meant are said to be: where traces are gathered in vain, or too late."""

import json
from typing import Any

import pytest

from otelevals.api.registry import Registry
from otelevals.config import load

NONE = {"group_by_trace": {"hold": "none"}}
SCORERS: dict[str, Any] = {"scorers": {"not_empty": {}}}


def warned(processors: dict[str, Any], *order: str, evals: bool = True, signal: str = "traces") -> list[str]:
    pipeline = {"receivers": ["otlp"], "processors": list(order), "exporters": ["debug"]}
    used = {"scorer": SCORERS, "scorer/b": SCORERS, "batch": {}, "group_by_trace": {}, "group_by_trace/b": {}}
    tree = {
        "receivers": {"otlp": {"protocols": {"grpc": {}}}},
        "processors": {id_: {**used[id_], **processors.get(id_, {})} for id_ in order},
        "exporters": {"debug": {}},
        "service": {
            "pipelines": {signal: pipeline, **({"evals": {"exporters": ["debug"]}} if evals else {})},
            "store": {"enabled": False},
        },
    }
    loaded = load(["env:c"], [], Registry(), {"c": json.dumps(tree)})
    return [warning.split(" :: ", 1)[1] for warning in loaded.warnings]


@pytest.mark.parametrize(
    ("processors", "order", "said"),
    [
        (
            NONE,
            ["group_by_trace", "batch"],
            "group_by_trace :: with hold: none it does nothing in traces without a scorer after it: add one",
        ),
        (
            {},
            ["scorer", "group_by_trace"],
            "group_by_trace :: scorer stands before it in traces and does not see whole traces: put it after it",
        ),
        (
            {},
            ["group_by_trace", "group_by_trace/b", "scorer"],
            "group_by_trace/b :: group_by_trace gathers the traces of traces already: leave one of them out",
        ),
        (
            NONE,
            ["group_by_trace", "scorer", "batch", "scorer/b"],
            "group_by_trace :: batch in traces delays spans, and scores with them: put it after the scorer",
        ),
    ],
)
def test_what_is_hardly_meant_is_said(processors: dict[str, Any], order: list[str], said: str) -> None:
    assert warned(processors, *order) == [f"processors::{said}"]


def test_scores_that_nobody_gets_are_said() -> None:
    assert warned(NONE, "group_by_trace", "scorer", evals=False) == [
        "processors::group_by_trace :: with hold: none scores need a pipeline of evals: add one, or use hold: all"
    ]


@pytest.mark.parametrize("options", [{}, NONE])
def test_what_is_meant_is_not(options: dict[str, Any]) -> None:
    assert warned(options, "group_by_trace", "scorer", "batch") == []
    assert warned(options, "batch", "group_by_trace", "scorer", "scorer/b") == []
    assert warned({}, "group_by_trace", "batch", "scorer", evals=False) == []
    assert warned({}, "group_by_trace") == []


def test_a_scorer_without_spans_is_said() -> None:
    assert warned({}, "scorer", signal="logs") == [
        "processors::scorer :: it has no spans to score: put it into a pipeline of traces, too"
    ]
    assert warned({}, "scorer", "scorer/b") == []
