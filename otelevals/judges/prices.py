"""What tokens of a model cost, in billionths of a US dollar: as configured, or by the list of genai-prices."""

from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple, Protocol

import genai_prices

from otelevals.api.budget import Price

_OTHERWISE = {"bedrock": "aws", "google-cloud": "google", "xai": "x-ai"}
"""Names that providers have in the list, where they are not ours."""
_NANO = 10**9
_MILLION = 10**6
_LONGEST = 200


class Pricing(Protocol):
    def cost(self, prompt_tokens: int, completion_tokens: int) -> int:
        """Rounded up."""


class Stated(NamedTuple):
    price: Price

    def cost(self, prompt_tokens: int, completion_tokens: int) -> int:
        dollars = _decimal(self.price.input_per_mtok) * max(prompt_tokens, 0)
        dollars += _decimal(self.price.output_per_mtok) * max(completion_tokens, 0)
        return _nano(dollars / _MILLION)


class Listed(NamedTuple):
    """What the list says today. LookupError when it does not have the model."""

    model: str
    provider: str
    """Empty when it is known by its address."""
    url: str

    def cost(self, prompt_tokens: int, completion_tokens: int) -> int:
        usage = genai_prices.Usage(input_tokens=max(prompt_tokens, 0), output_tokens=max(completion_tokens, 0))
        if self.provider:
            return _nano(genai_prices.calc_price(usage, self.model, provider_id=self.provider).total_price)
        return _nano(genai_prices.calc_price(usage, self.model, provider_api_url=self.url).total_price)


def find_pricing(provider: str, model: str, stated: Price | None = None, base_url: str = "") -> Pricing | None:
    """None when nobody knows what the model costs there. A provider without a name is known by its address, if at
    all: a model of the same name elsewhere costs something else."""
    if stated is not None:
        return Stated(stated)
    if not provider and not base_url:
        return None
    listed = Listed(model[:_LONGEST], _OTHERWISE.get(provider, provider), base_url)
    try:
        listed.cost(1, 1)
    except LookupError:
        return None
    return listed


def _decimal(number: float) -> Decimal:
    return Decimal(repr(number))


def _nano(dollars: Decimal) -> int:
    return int((dollars * _NANO).to_integral_value(ROUND_CEILING))
