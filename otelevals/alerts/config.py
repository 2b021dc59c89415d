"""The options of alerts: rules, objectives, how often a page may be false, where alerts go, what nobody is told of."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from otelevals.alerts.alert import Silence
from otelevals.alerts.book import Pace
from otelevals.alerts.engine import Settings
from otelevals.alerts.notify_config import NotifyConfig
from otelevals.alerts.rule_config import Days, RuleConfig, SliConfig
from otelevals.api.config import Config, Duration
from otelevals.api.export_config import ExporterConfig, QueueConfig

_DAY = 86_400.0
_LONGEST_NAME = 100


def _moment(value: Any) -> Any:
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("expected a time such as 2026-11-20T08:00Z") from None
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    return value


Moment = Annotated[
    float,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "description": "a time such as 2026-11-20T08:00Z"}),
]


class SilenceConfig(Config):
    matchers: Annotated[dict[str, str], Field(min_length=1)]
    """What an alert is to have: `rule`, `scorer` or a dimension, with its value; * and ? in it stand for anything."""
    until: Moment
    """When it ends."""
    comment: str = ""
    """Why."""


class AlertsConfig(ExporterConfig):
    rules: dict[str, RuleConfig] = Field(default_factory=dict)
    """What to watch, by names."""
    slis: dict[str, SliConfig] = Field(default_factory=dict)
    """Objectives, by names, that rules of kind slo_burn watch. Metrics and `otelevals slo` say how each of them is."""
    notify: NotifyConfig = NotifyConfig()
    """Where alerts go. Without any they are in the log, the metrics and `otelevals alerts list`."""
    silences: list[SilenceConfig] = Field(default_factory=list)
    """Alerts that nobody is told of."""
    false_page_every: Annotated[Days, Field(ge=3600)] = 30 * _DAY
    """One page in this time may be false, over all rules and slices together."""
    false_review_every: Annotated[Days, Field(ge=3600)] = 7 * _DAY
    """One alert to review in this time may be false, likewise."""
    max_slices: Annotated[int, Field(ge=1, le=10_000)] = 100
    """Slices of a rule that are watched separately; the others together."""
    keep_for: Duration = 1800.0
    """How long an alert stays on after it was last so, rather than come and go."""
    group_interval: Duration = 300.0
    """The least time between two messages of a rule, unless it pages."""
    repeat_interval: Days = _DAY
    """After which it is said again that an alert is on."""
    sending_queue: QueueConfig = QueueConfig(num_consumers=1)

    @model_validator(mode="after")
    def _names(self) -> Self:
        if not self.rules and not self.slis:
            raise ValueError("it needs rules or slis")
        for name in (*self.rules, *self.slis):
            if not 0 < len(name) <= _LONGEST_NAME:
                raise ValueError("the name of a rule or an sli has 1 to 100 characters")
        for name, rule in self.rules.items():
            if rule.kind == "slo_burn" and rule.sli not in self.slis:
                raise ValueError(f"rules::{name}::sli: there is no sli {rule.sli!r}")
        return self

    @property
    def settings(self) -> Settings:
        pace = Pace(self.keep_for, self.group_interval, self.repeat_interval)
        return Settings(self.false_page_every, self.false_review_every, self.max_slices, pace)

    @property
    def fixed_silences(self) -> list[Silence]:
        return [Silence(tuple(each.matchers.items()), each.until, each.comment) for each in self.silences]
