"""What did it cost."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, model_validator

from otelevals.genai.interaction import Interaction
from otelevals.genai.usage import Usage
from otelevals.scorers.base import Measure
from otelevals.scorers.text.base import shown
from otelevals.scoring.score import NoVerdict, Score

_LONGEST = 200


class Cost(Measure):
    """The price of the call in US dollars by its tokens, its model and its date, which passes up to a limit."""

    instead_of_threshold = "`max`"

    max: Annotated[float, Field(ge=0)] | None = None
    """The most that passes, in US dollars."""

    _price: Callable[..., Any] = PrivateAttr()
    _usage: Callable[..., Any] = PrivateAttr()

    @model_validator(mode="after")
    def _load(self) -> "Cost":
        import genai_prices  # 28 MB that only those need who ask for costs

        self._price, self._usage = genai_prices.calc_price, genai_prices.Usage
        return self

    def score(self, interaction: Interaction) -> Score | NoVerdict:
        tokens: Usage = interaction.require("usage")
        if tokens.input_tokens is None or tokens.output_tokens is None:
            return Score.unscored("the tokens of the input or of the answer are not known")
        if not (tokens.input_tokens or tokens.output_tokens):
            return Score.unscored("no tokens were counted")
        models = [interaction.value(name) for name in ("response_model", "request_model")]
        known = list(dict.fromkeys([model for model in models if model]))
        if not known:
            interaction.require("model")
        for model in known:
            for provider in (interaction.value("provider"), None):
                cost = self._cost(tokens, model, provider, interaction.span.message.start_time_unix_nano)
                if cost is not None:
                    return self.measured(cost, f"it cost ${cost:.4g}", None, self.max)
        return Score.unscored(f"no price is known for {shown(known[0])}")

    def _cost(self, tokens: Usage, model: str, provider: str | None, at: int) -> float | None:
        usage = self._usage(
            input_tokens=tokens.input_tokens,
            output_tokens=tokens.output_tokens,
            cache_read_tokens=tokens.cache_read_tokens,
            cache_write_tokens=tokens.cache_write_tokens,
        )
        when = datetime.fromtimestamp(at / 1e9, UTC) if at else None
        try:
            found = self._price(
                usage,
                model[:_LONGEST],
                provider_id=provider and provider[:_LONGEST],
                genai_request_timestamp=when,
            )
        except (LookupError, ValueError):  # unknown, or tokens that do not add up
            return None
        return float(found.total_price)
