"""The bound of a threshold is a share, in percent or not, or a score."""

from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.alerts.rule_config import RuleConfig

SCORED = {"measure": "score", "range": [0, 100]}


def below(value: Any, **more: Any) -> float | None:
    return RuleConfig.model_validate({"kind": "threshold", "scorer": "tone", **more, "below": value}).below


@pytest.mark.parametrize(("written", "bound"), [(0.9, 0.9), ("90%", 0.9), ("99.5%", 0.995)])
def test_a_bound_is_a_share(written: object, bound: float) -> None:
    assert below(written) == bound


def test_a_bound_is_a_score() -> None:
    assert below(90, **SCORED) == 90


@pytest.mark.parametrize(
    ("written", "more", "why"),
    [
        ("90%", SCORED, "a score is not in percent"),
        ("x%", {}, "expected a rate such as 5% or 0.05"),
        ("120%", {}, "expected a rate between 0% and 100%"),
        ("100%", {}, "below is between 0 and 1"),
        ("most", {}, "should be a valid number"),
    ],
)
def test_other_bounds_are_refused(written: object, more: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        below(written, **more)
