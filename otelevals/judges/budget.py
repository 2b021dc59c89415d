"""What an attempt to ask a model takes from budgets: an estimate before it is made, and what it was afterwards."""

from typing import NamedTuple

import orjson

from otelevals.api.budget import Budget
from otelevals.api.errors import ConfigError
from otelevals.judges.asked import AttemptFailed, Prompt, Reply
from otelevals.judges.prices import Pricing
from otelevals.store.budgets import Account, Amounts, Limit, Refusal
from otelevals.store.spending import Spent

_NANO = 10**9
_OF_A_MESSAGE = 8
_OF_A_PROMPT = 64
"""Tokens that providers add."""
_NOT_BILLED = frozenset(
    {
        "rate_limited",
        "unauthorized",
        "insufficient_quota",
        "not_found",
        "bad_request",
        "context_length",
        "unsupported",
    }
)
"""Kinds of failures in which the endpoint refused to do anything."""
_MEASURES = {"calls": "calls", "tokens": "tokens", "nano_usd": "US dollars"}


class Use(NamedTuple):
    calls: int
    prompt_tokens: int
    completion_tokens: int
    nano_usd: int | None
    """None when the price is not known."""

    @property
    def amounts(self) -> Amounts:
        return Amounts(self.calls, self.prompt_tokens + self.completion_tokens, self.nano_usd or 0)

    def spent(self, *, failed: bool) -> Spent:
        """What a report says of this attempt."""
        return Spent(
            attempts=1,
            failed=int(failed),
            unpriced=int(self.nano_usd is None),
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            nano_usd=self.nano_usd or 0,
        )


def accounts(name: str, budget: Budget) -> list[Account]:
    """Those of a budget, which is known by its name to all processes: `judge/default`, `scorer/faithful`."""
    both = (
        Account(name, "hour", _limit(budget.calls_per_hour, budget.tokens_per_hour, budget.usd_per_hour)),
        Account(name, "day", _limit(budget.calls_per_day, budget.tokens_per_day, budget.usd_per_day)),
    )
    return [account for account in both if any(account.limit)]


def require_price(name: str, budget: Budget, model: str, pricing: Pricing | None) -> None:
    """ConfigError when the price of a model is not known to a budget in US dollars."""
    if budget.in_dollars and pricing is None:
        raise ConfigError(
            f"the budget {name} is in US dollars, and no price is known for {model}: give it, as in "
            "`price: {input_per_mtok: 0.25, output_per_mtok: 2}`, or limit tokens or calls"
        )


def expected(prompt: Prompt, pricing: Pricing | None) -> Use:
    """The most that an attempt is expected to take: an answer of all the tokens that it may have."""
    texts = [message.content for message in prompt.messages]
    tokens = sum(map(count_tokens, texts)) + count_tokens(orjson.dumps(prompt.schema).decode())
    return _use(tokens + _OF_A_MESSAGE * len(texts) + _OF_A_PROMPT, prompt.max_output_tokens, pricing)


def used(reply: Reply, estimate: Use, pricing: Pricing | None) -> Use:
    """What an answer took: as the endpoint says, or by the length of its text."""
    if reply.counted:
        return _use(max(reply.prompt_tokens, 0), max(reply.completion_tokens, 0), pricing)
    return _use(estimate.prompt_tokens, count_tokens(reply.text) + count_tokens(reply.refusal), pricing)


def used_in_vain(failure: AttemptFailed, estimate: Use) -> Use:
    """What an attempt took that failed: nothing when nobody was reached, a call when it was refused. In doubt it is all
    that was expected, since what is given up may be billed."""
    if failure.unreachable:
        return _nothing(0, estimate)
    return _nothing(1, estimate) if failure.kind in _NOT_BILLED else estimate


def count_tokens(text: str) -> int:
    """Rather too many: a token for three characters of ASCII, and for two bytes of others in UTF-8. So a letter of
    Cyrillic is a token, a Chinese character one and a half, an emoji two."""
    ascii_ = len(text.encode("ascii", "ignore"))
    others = len(text.encode("utf-8", "replace")) - ascii_
    return -(-ascii_ // 3) + -(-others // 2)


def reason(refusal: Refusal) -> str:
    """Why there is no attempt."""
    budget, measure = f"the budget {refusal.account.name}", _MEASURES[refusal.measure]
    if refusal.never:
        return f"{budget} has fewer {measure} for each {refusal.account.unit} than one call may take"
    return f"{budget} has too few {measure} left for this {refusal.account.unit}"


def _use(prompt_tokens: int, completion_tokens: int, pricing: Pricing | None) -> Use:
    nano_usd = None if pricing is None else pricing.cost(prompt_tokens, completion_tokens)
    return Use(1, prompt_tokens, completion_tokens, nano_usd)


def _nothing(calls: int, estimate: Use) -> Use:
    return Use(calls, 0, 0, None if estimate.nano_usd is None else 0)


def _limit(calls: int | None, tokens: int | None, usd: float | None) -> Limit:
    return Limit(calls, tokens, None if usd is None else max(round(usd * _NANO), 1))
