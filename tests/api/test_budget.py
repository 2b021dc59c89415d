"""A budget limits something, and prices are for a million tokens."""

import pytest
from pydantic import ValidationError

from otelevals.api.budget import Budget, Price


def test_budgets_are_written_as_people_think() -> None:
    budget = Budget.model_validate({"usd_per_day": 20, "calls_per_hour": 100})
    assert (budget.usd_per_day, budget.calls_per_hour, budget.in_dollars) == (20.0, 100, True)
    assert not Budget.model_validate({"tokens_per_day": 10**6}).in_dollars
    assert Price.model_validate({"input_per_mtok": 0, "output_per_mtok": 0.5}).output_per_mtok == 0.5


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"usd_per_day": 0}, "greater than 0"),
        ({"usd_per_hour": float("inf")}, "less than or equal"),
        ({"calls_per_day": 1.5}, "valid integer"),
        ({"usd_per_week": 1}, "Extra inputs"),
        (
            {},
            (
                "expected at least one of usd_per_day, tokens_per_day, calls_per_day, usd_per_hour, tokens_per_hour, "
                "calls_per_hour"
            ),
        ),
    ],
)
def test_what_limits_nothing_is_a_mistake(written: dict[str, float], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Budget.model_validate(written)
