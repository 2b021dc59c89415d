"""How much judges may spend, and what their models cost, as configurations say it."""

from typing import Annotated

from pydantic import Field

from otelevals.api.config import Config

_Dollars = Annotated[float, Field(gt=0, le=1e9)]
_Count = Annotated[int, Field(gt=0, le=10**15)]
_PerMillion = Annotated[float, Field(ge=0, le=1e6)]


class Budget(Config):
    """The most that may be spent in each hour and each day of UTC, by all processes together. What is not said has no
    limit."""

    usd_per_day: _Dollars | None = None
    """US dollars. The price of the model must be known, or given as `price`."""
    tokens_per_day: _Count | None = None
    """Tokens of prompts and of answers."""
    calls_per_day: _Count | None = None
    """HTTP requests to the model, with those that are made again."""
    usd_per_hour: _Dollars | None = None
    tokens_per_hour: _Count | None = None
    calls_per_hour: _Count | None = None

    @property
    def in_dollars(self) -> bool:
        return self.usd_per_day is not None or self.usd_per_hour is not None


class Price(Config):
    """US dollars for a million tokens."""

    input_per_mtok: _PerMillion
    """Of prompts."""
    output_per_mtok: _PerMillion
    """Of answers."""
