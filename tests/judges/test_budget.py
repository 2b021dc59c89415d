"""An attempt is paid before it is made, by an estimate that is rather too high, and by what it took afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.budget import Budget, Price
from otelevals.api.errors import ConfigError
from otelevals.judges.asked import AttemptFailed, Message, Prompt, Reply
from otelevals.judges.budget import (
    Use,
    accounts,
    count_tokens,
    expected,
    reason,
    require_price,
    used,
    used_in_vain,
)
from otelevals.judges.prices import Stated
from otelevals.store.budgets import Account, Amounts, Limit, Refusal
from otelevals.store.spending import Spent

PRICING = Stated(Price(input_per_mtok=1, output_per_mtok=10))
PROMPT = Prompt([Message("user", "a" * 300), Message("user", "é" * 10)], {"type": "object"}, "verdict", None, 50, False)
ESTIMATE = Use(1, 100, 50, 600_000)


def reply(prompt_tokens: int, completion_tokens: int, counted: bool, text: str = "{}") -> Reply:
    return Reply(text, "gpt-5-mini", prompt_tokens, completion_tokens, counted)


def test_a_budget_is_an_account_for_each_unit_that_it_limits() -> None:
    budget = Budget(usd_per_day=0.5, calls_per_day=100, tokens_per_hour=10)
    assert accounts("judge/default", budget) == [
        Account("judge/default", "hour", Limit(tokens=10)),
        Account("judge/default", "day", Limit(calls=100, nano_usd=500_000_000)),
    ]
    assert accounts("judge/default", Budget(calls_per_hour=1)) == [Account("judge/default", "hour", Limit(calls=1))]
    assert accounts("judge/default", Budget()) == []


def test_an_estimate_has_the_longest_answer() -> None:
    found = expected(PROMPT, PRICING)
    assert found == Use(1, 100 + 10 + 6 + 2 * 8 + 64, 50, (196 + 500) * 1000)
    assert found.amounts == Amounts(1, 246, 696_000)
    assert expected(PROMPT, None).amounts.nano_usd == 0


def test_an_answer_costs_what_the_endpoint_counted() -> None:
    assert used(reply(70, 9, counted=True), ESTIMATE, PRICING) == Use(1, 70, 9, 160_000)
    assert used(reply(-70, 9, counted=True), ESTIMATE, PRICING) == Use(1, 0, 9, 90_000)


def test_what_nobody_counted_is_estimated() -> None:
    assert used(reply(0, 0, counted=False, text="x" * 30), ESTIMATE, PRICING) == Use(1, 100, 10, 200_000)


@pytest.mark.parametrize(
    ("failure", "left"),
    [
        (AttemptFailed("connection", "refused", unreachable=True), Use(0, 0, 0, 0)),
        (AttemptFailed("rate_limited", "slow down", retry=True), Use(1, 0, 0, 0)),
        (AttemptFailed("timeout", "too slow", retry=True), ESTIMATE),
        (AttemptFailed("bad_response", "not JSON"), ESTIMATE),
    ],
)
def test_what_failed_is_paid_unless_it_is_sure_that_nobody_bills_it(failure: AttemptFailed, left: Use) -> None:
    assert used_in_vain(failure, ESTIMATE) == left
    assert used_in_vain(failure, ESTIMATE._replace(nano_usd=None)).nano_usd is None


def test_a_report_hears_of_every_attempt() -> None:
    assert ESTIMATE.spent(failed=True) == Spent(1, 1, 0, 0, 0, 100, 50, 600_000, 0)
    assert Use(0, 0, 0, None).spent(failed=False) == Spent(attempts=1, unpriced=1)


def test_dollars_need_a_price() -> None:
    with pytest.raises(ConfigError) as raised:
        require_price("judge/default", Budget(usd_per_day=1), "mine-7b", None)
    assert str(raised.value) == (
        "the budget judge/default is in US dollars, and no price is known for mine-7b: give it, as in "
        "`price: {input_per_mtok: 0.25, output_per_mtok: 2}`, or limit tokens or calls"
    )
    for budget, pricing in ((Budget(usd_per_day=1), PRICING), (Budget(calls_per_day=1), None), (Budget(), None)):
        require_price("judge/default", budget, "mine-7b", pricing)


def test_a_refusal_is_a_sentence() -> None:
    account = Account("judge/default", "day", Limit(nano_usd=1))
    assert reason(Refusal(account, "nano_usd", never=False)) == (
        "the budget judge/default has too few US dollars left for this day"
    )
    assert reason(Refusal(account, "tokens", never=True)) == (
        "the budget judge/default has fewer tokens for each day than one call may take"
    )


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("a", 1), ("hello world", 4), ("привет", 6), ("评估", 3), ("👍", 2), ("\ud800", 1)]
)
def test_tokens_are_estimated_from_characters(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


@given(st.text(), st.text())
def test_more_text_is_never_fewer_tokens(one: str, other: str) -> None:
    assert max(count_tokens(one), count_tokens(other)) <= count_tokens(one + other) <= len((one + other).encode()) + 1
