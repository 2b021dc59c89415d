"""A rule that has had nothing to watch is named, with what came instead."""

from typing import Any

import pytest

from otelevals.alerts.doubts import doubts
from tests.alerts.samples import START, engine, record, rules

LOW = {"kind": "threshold", "below": 0.9}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, []),
        ({"by": ["model"]}, []),
        ({"by": ["model", "modle"]}, ["no evaluation of tone has the dimension modle"]),
        ({"scorer": "tnoe"}, ["no evaluations of tnoe came that passed or failed; there are some of polite, tone"]),
        ({"scorer": "polite"}, ["no evaluations of polite came that passed or failed; there are some of tone"]),
    ],
)
def test_what_a_rule_does_not_find_is_said(rule: dict[str, Any], said: list[str]) -> None:
    watched = engine(rules(low={**LOW, **rule}))
    model = (("model", "gpt-5"),)
    watched.take([record(1, START, dimensions=model), record(2, START, name="polite", passed=None)], START)
    assert [why for _, why in doubts(watched)] == said


def test_names_of_what_came_take_little_room() -> None:
    watched = engine(rules(low=LOW))
    watched.take([record(number, START, name=f"scorer {number}") for number in range(1000)], START)
    assert len(watched.came) == 100
