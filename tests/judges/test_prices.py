"""A price is what the configuration says, else what the list says of that provider's model, else not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.budget import Price
from otelevals.judges.prices import Stated, find_pricing


def test_a_stated_price_goes_before_the_list() -> None:
    pricing = find_pricing("openai", "gpt-4o", Price(input_per_mtok=0.15, output_per_mtok=0.6))
    assert pricing is not None
    assert pricing.cost(1000, 10) == 156_000


@pytest.mark.parametrize(
    ("provider", "model", "url"),
    [
        ("openai", "gpt-4o", ""),
        ("azure", "gpt-4o", ""),
        ("xai", "grok-4", ""),
        ("bedrock", "anthropic.claude-3-5-sonnet-20240620-v1:0", ""),
        ("", "gpt-4o", "https://api.openai.com/v1/chat/completions"),
    ],
)
def test_the_list_knows_what_providers_ask(provider: str, model: str, url: str) -> None:
    pricing = find_pricing(provider, model, base_url=url)
    assert pricing is not None
    assert pricing.cost(0, 0) == pricing.cost(-5, -5) == 0
    assert 0 < pricing.cost(1000, 0) < pricing.cost(1000, 1000)


@pytest.mark.parametrize(
    ("provider", "model", "url"),
    [
        ("openai", "mine-7b", ""),
        ("ollama", "llama3", ""),
        ("", "gpt-4o", "http://localhost:4000/v1"),
        ("", "gpt-4o", ""),
        ("", "", "x" * 100_000),
    ],
)
def test_other_prices_are_not_known(provider: str, model: str, url: str) -> None:
    assert find_pricing(provider, model, base_url=url) is None


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_stated_price_is_exact_and_rounded_up(prompt_tokens: int, completion_tokens: int) -> None:
    pricing = Stated(Price(input_per_mtok=0.0001, output_per_mtok=3))
    assert pricing.cost(prompt_tokens, completion_tokens) == -(-prompt_tokens // 10) + 3000 * completion_tokens
