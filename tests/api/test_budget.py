"""Limits are more than nothing, and prices are for a million tokens."""

import pytest
from pydantic import ValidationError

from otelevals.api.budget import Budget, Price


def test_budgets_are_written_as_people_think() -> None:
    budget = Budget.model_validate({"usd_per_day": 20, "calls_per_hour": 100})
    assert (budget.usd_per_day, budget.calls_per_hour, budget.in_dollars) == (20.0, 100, True)
    assert Budget() == Budget.model_validate({})
    assert not Budget.model_validate({"tokens_per_day": 10**6}).in_dollars
    assert Price.model_validate({"input_per_mtok": 0, "output_per_mtok": 0.5}).output_per_mtok == 0.5


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"usd_per_day": 0}, "greater than 0"),
        ({"usd_per_hour": float("inf")}, "less than or equal"),
        ({"calls_per_day": 1.5}, "valid integer"),
        ({"usd_per_week": 1}, "Extra inputs"),
    ],
)
def test_what_cannot_be_meant_is_a_mistake(written: dict[str, float], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Budget.model_validate(written)
