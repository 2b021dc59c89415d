"""What a configuration says of rules, and of the objectives that some of them watch."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator, model_validator

from otelevals.api.config import Config, parse_duration
from otelevals.scoring.options import Rate, parse_rate

_DAYS = re.compile(r"([0-9]{1,4})([dw])")
_DAY = 86_400.0
_LARGEST = 1e100
"""Of scores: what is larger is no evaluation."""


def parse_days(value: Any) -> float:
    """Seconds of a duration, which may be in days or weeks: 28d, 4w."""
    if isinstance(value, float):  # from code: configurations have texts
        return value
    found = _DAYS.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is not None:
        return int(found[1]) * (_DAY if found[2] == "d" else 7 * _DAY)
    try:
        return parse_duration(value)
    except ValueError:
        raise ValueError("expected a duration such as 30m, 12h, 28d or 4w") from None


Days = Annotated[
    float,
    BeforeValidator(parse_days),
    Field(gt=0),
    WithJsonSchema({"type": "string", "description": "a duration such as 12h, 28d or 4w", "examples": ["28d"]}),
]
Inner = Annotated[Rate, Field(gt=0, lt=1)]
Bound = Annotated[
    float,
    WithJsonSchema(
        {"type": ["string", "number"], "description": "a share such as 90%, or a score", "examples": ["90%"]}
    ),
]
Dimensions = Annotated[list[str], Field(max_length=8)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Kind = Literal["threshold", "baseline", "slo_burn", "silence"]


class SliConfig(Config):
    scorer: Name
    """The evaluation whose pass rate is the indicator."""
    target: Annotated[Rate, Field(ge=0.01, lt=1)]
    """The share that is to pass, at least 1%."""
    window: Annotated[Days, Field(ge=_DAY, le=90 * _DAY)] = 28 * _DAY
    """The time that the error budget is for: 1 to 90 days that end now."""
    slices: Dimensions = Field(default_factory=list)
    """Dimensions by whose values it is watched separately."""


class RuleConfig(Config):
    kind: Kind
    """threshold: below a bound. baseline: below what it was in the 7 days before the last one, at this hour of the
    week. slo_burn: the error budget of an SLI burns too fast. silence: evaluations stay away, or are errors."""
    scorer: str = ""
    """The name of the evaluation; of all kinds but slo_burn."""
    sli: str = ""
    """The objective, of slo_burn."""
    by: Dimensions = Field(default_factory=list)
    """Dimensions by whose values it is watched separately; of all kinds but slo_burn."""
    measure: Literal["pass_rate", "score"] = "pass_rate"
    """What a threshold or a baseline is about."""
    range: Annotated[tuple[float, float], Field(strict=False)] = (0.0, 1.0)
    """The lowest and the highest score that there can be, with measure: score."""
    below: Bound | None = None
    """The bound of a threshold: a share such as 90% or 0.9, or a score."""
    answered: Inner = 0.9
    """Of silence: the share of evaluations that is to be no error."""
    coverage: Inner = 0.9
    """Of silence: the share of what the scorer should run on that it runs on, rather than being over budget, throttled
    or shed."""
    at_least: Annotated[Rate, Field(gt=0, lt=1)] = 0.5
    """Of silence: the share of what came at this hour in the days before that is the least to expect."""
    summary: str = ""
    """A sentence for the alert."""
    runbook: str = ""
    """A link for the alert."""

    @field_validator("below", mode="before")
    @classmethod
    def _share(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str) or not value.strip().endswith("%"):
            return value
        if info.data.get("measure") == "score":
            raise ValueError("a score is not in percent")
        return parse_rate(value)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kind == "slo_burn":
            if not self.sli or self.scorer or self.by:
                raise ValueError("slo_burn needs an sli, which says the scorer and the slices")
        elif not self.scorer or self.sli:
            raise ValueError(f"{self.kind} needs a scorer, and no sli")
        low, high = self.range
        if not -_LARGEST <= low < high <= _LARGEST:
            raise ValueError("a range is from a number to a higher one, both of at most 1e100")
        if (self.below is not None) != (self.kind == "threshold"):
            raise ValueError("below is of threshold, which needs it")
        ends = self.range if self.measure == "score" else (0.0, 1.0)
        if self.below is not None and not ends[0] < self.below < ends[1]:
            raise ValueError(f"below is between {ends[0]:g} and {ends[1]:g}")
        return self
