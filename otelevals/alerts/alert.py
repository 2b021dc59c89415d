"""An alert: what is wrong in which slice, since when, and how much of that people were told."""

from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, Self

from otelevals.alerts.changes import FirstSeen
from otelevals.alerts.examples import Example
from otelevals.alerts.hours import Level

REVIEW, PAGE = "review", "page"
RANKS = {"": 0, REVIEW: 1, PAGE: 2}


class Key(NamedTuple):
    rule: str
    what: str
    slice: tuple[tuple[str, str], ...]
    """Names of dimensions and their values."""

    @property
    def text(self) -> str:
        """The same for the same alert, whenever it is on; safe in addresses."""
        parts = [self.rule, self.what, *(f"{name}={value}" for name, value in self.slice)]
        return "/".join(part for part in parts if part)


@dataclass
class Facts:
    """What an alert says, as of when it was last told."""

    title: str = ""
    kind: str = ""
    scorer: str = ""
    measure: str = ""
    day: Level | None = None
    """The last 24 hours."""
    week: Level | None = None
    """The 7 days before."""
    once_in: float = 0.0
    """Seconds: how often so much evidence is to be expected where nothing is wrong, at most."""
    burn_rates: dict[str, float] = field(default_factory=dict)
    """By window: how many times too fast the error budget is used up."""
    budget_left: float | None = None
    examples: list[Example] = field(default_factory=list)
    changes: list[FirstSeen] = field(default_factory=list)
    summary: str = ""
    runbook: str = ""


@dataclass
class Alert:
    key: Key
    band: str
    """The highest since it began."""
    since: float
    """Seconds of Unix time."""
    found: float = 0.0
    """When it was last so."""
    told: str = ""
    """The band that people were told of; empty before they were."""
    told_at: float = 0.0
    resolved: float | None = None
    silenced: bool = False
    facts: Facts = field(default_factory=Facts)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        facts = dict(said["facts"])
        for name in ("day", "week"):
            facts[name] = None if facts[name] is None else Level(*facts[name])
        facts["examples"] = [Example(*each) for each in facts["examples"]]
        facts["changes"] = [FirstSeen(*each) for each in facts["changes"]]
        rule, what, slice_ = said["key"]
        key = Key(rule, what, tuple((name, value) for name, value in slice_))
        return cls(**{**said, "key": key, "facts": Facts(**facts)})


class Silence(NamedTuple):
    """Alerts that nobody is told of: those that all its matchers match."""

    matchers: tuple[tuple[str, str], ...]
    """`rule`, `scorer`, `what`, or the name of a dimension; values may have * and ?."""
    until: float
    comment: str = ""

    def covers(self, alert: Alert, now: float) -> bool:
        said = {**dict(alert.key.slice), "rule": alert.key.rule, "what": alert.key.what, "scorer": alert.facts.scorer}
        return now < self.until and all(
            name in said and fnmatchcase(said[name], value.replace("[", "[[]")) for name, value in self.matchers
        )


class Message(NamedTuple):
    """What people are told at once: alerts of one rule that are on, or are over."""

    rule: str
    resolved: bool
    band: str
    """The highest of its alerts."""
    alerts: tuple[Alert, ...]
    time: float
