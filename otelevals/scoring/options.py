"""The options that every scorer has, whatever its type."""

import math
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from otelevals.api.config import Config
from otelevals.scoring.dimensions import Dimensions
from otelevals.stats.inclusion import FLOOR

On = Literal["llm", "tool", "retrieval", "agent", "root", "any"]


def parse_rate(value: Any) -> float:
    """A share: 5%, 0.05, or 1."""
    number = value
    if isinstance(value, str):
        try:
            number = float(value.strip().removesuffix("%")) / (100 if value.strip().endswith("%") else 1)
        except ValueError:
            number = None
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise ValueError("expected a rate such as 5% or 0.05")
    if not 0 <= number <= 1:
        raise ValueError("expected a rate between 0% and 100%")
    return float(number)


Rate = Annotated[
    float,
    BeforeValidator(parse_rate),
    WithJsonSchema({"type": ["string", "number"], "description": "a rate such as 5% or 0.05", "examples": ["5%"]}),
]


Share = Annotated[Rate, Field(gt=0)]


class Strata(Config):
    by: Annotated[str, Field(min_length=1)]
    """The field, attribute or path whose values are the strata."""
    rates: dict[str, Rate] = Field(default_factory=dict)
    """The share of some strata, by their values."""
    min_per_hour: Annotated[int, Field(ge=0)] = 0
    """How many of every stratum at least, as far as there are so many."""

    @model_validator(mode="after")
    def _something_is_said(self) -> Self:
        if not (self.rates or self.min_per_hour):
            raise ValueError("strata need rates or min_per_hour")
        return self


class Adaptive(Config):
    per_minute: Annotated[int, Field(ge=1)]
    """How many are kept, whatever the traffic."""


class Sampling(Config):
    """Which of the matching targets are scored. Scoring fewer never drops telemetry. Of several policies the one counts
    that wants most."""

    rate: Rate | None = None
    """The share of all: everything when nothing else is said, else nothing. Scorers with different rates choose nested
    samples: 1% lies inside 10%."""
    always: list[str] = Field(default_factory=list)
    """Conditions under which all are scored."""
    never: list[str] = Field(default_factory=list)
    """Conditions under which none is, whatever else is said. Estimates do not speak of these."""
    strata: Strata | None = None
    """Shares by the values of something."""
    adaptive: Adaptive | None = None
    unit: Literal["trace", "session"] = "trace"
    """What is drawn as a whole. A target without a session is drawn with its trace."""
    floor: Share | None = None
    """The least probability, since what is never drawn cannot be estimated: 0.1%, or the rate where that is lower. With
    a rate of 0 there is none unless it is written, and nothing is drawn but what other policies want."""

    @model_validator(mode="after")
    def _others_are_spoken_of(self) -> Self:
        """Who writes down some does not mean everything, which it would be by the default of the rate."""
        if self.rate is None and self.strata is None and self.adaptive is None:
            if self.always:
                raise ValueError("always needs a rate for the others: 0 for none of them, or a share such as 5%")
            if self.floor is not None:
                raise ValueError("floor needs policies that want less of something; the share of all is rate")
        return self

    @property
    def least(self) -> float:
        """The least probability, 0 for none."""
        if self.floor is not None:
            return self.floor
        return FLOOR if self.rate is None else min(FLOOR, self.rate)

    @property
    def everything(self) -> bool:
        """Whether all is scored, without a draw."""
        return self.rate in (None, 1.0) and not (self.never or self.strata or self.adaptive)


class CommonOptions(Config):
    type: Annotated[str, Field(min_length=1)]
    """Which scorer; the name of the entry when not given."""
    on: On = "llm"
    """Which spans it is for: model calls, tool calls, retrievals, agents, roots of traces, or every GenAI span."""
    when: str | None = None
    """A condition on the span or the interaction; it is scored when the condition holds."""
    threshold: float | None = None
    """The least score that passes, for scorers that return a number."""
    pass_if: str | None = None
    """A condition on `score` and `label` that decides whether a verdict passes, such as `score <= 2`, instead of a
    threshold."""
    tags: Annotated[list[str], Field(default_factory=list)]
    """Words that group scorers in reports."""
    version: str | None = None
    """What the results are told apart by; a hash of code and configuration when not given."""
    sampling: Sampling = Sampling()
    dimensions: Dimensions = ()
    """What its evaluations are told apart by: fields of the interaction, attributes or paths, as a list, or as a map of
    names to them."""

    @model_validator(mode="after")
    def _one_way_to_pass(self) -> Self:
        if self.threshold is not None and self.pass_if is not None:
            raise ValueError("threshold and pass_if both say what passes; write one of them")
        return self
