"""A rule or an objective on a scorer that is none of the configuration is warned of."""

import json
from typing import Any

import pytest

from otelevals.api.registry import Registry
from otelevals.config import load

LOW = {"kind": "threshold", "below": 0.9}
SLIS = {"answered": {"scorer": "not_emptty", "target": 0.9}}
VALID = "(valid: contains, not_empty; did you mean not_empty?)"


@pytest.mark.parametrize(
    ("alerts", "said"),
    [
        ({"rules": {"low": {**LOW, "scorer": "not_empty"}}}, []),
        ({"rules": {"low": {**LOW, "scorer": "contains.part"}}}, []),
        ({"rules": {"low": {**LOW, "scorer": "not_emty"}}}, [f"rules::low: no scorer here is called not_emty {VALID}"]),
        (
            {"rules": {"low": {**LOW, "scorer": "facts.recall"}}},
            ["rules::low: no scorer here is called facts (valid: contains, not_empty)"],
        ),
        (
            {"slis": SLIS, "rules": {"burn": {"kind": "slo_burn", "sli": "answered"}}},
            [f"slis::answered: no scorer here is called not_emptty {VALID}"],
        ),
        (
            {"rules": {"low": {**LOW, "scorer": "unused"}}},
            ["rules::low: no scorer here is called unused (valid: contains, not_empty)"],
        ),
    ],
)
def test_an_unknown_scorer_is_warned_of(alerts: dict[str, Any], said: list[str]) -> None:
    assert warnings(alerts, "scorer, scorer/more") == said


def test_without_scorers_there_is_none_to_name() -> None:
    assert warnings({"slis": SLIS}, "") == ["slis::answered: no scorer here is called not_emptty"]


def warnings(alerts: dict[str, Any], processors: str) -> list[str]:
    text = f"""
receivers: {{otlp: {{protocols: {{grpc: }}}}}}
processors:
  scorer: {{scorers: {{not_empty: }}}}
  scorer/more: {{scorers: {{contains: {{values: [a]}}}}}}
  scorer/unused: {{scorers: {{unused: not_empty}}}}
exporters: {{debug: , alerts: {json.dumps(alerts)}}}
service:
  pipelines:
    traces: {{receivers: [otlp], processors: [{processors}], exporters: [debug]}}
    evals: {{exporters: [alerts]}}
"""
    found = load([f"yaml:{text}"], [], Registry(), {}).warnings
    return [each.partition("exporters::alerts :: ")[2] for each in found if "exporters::alerts" in each]
