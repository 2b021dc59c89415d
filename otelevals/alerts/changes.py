"""What evaluations of a scorer had for the first time lately: a model, a version of a prompt or of a service."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from otelevals.api.evaluation import EvaluationRecord

LATELY = 2 * 86_400.0
_MOST_VALUES, _MOST_SCORERS = 50, 500
_LEARNING = 3600.0
"""What comes in the first hour is not new, only seen for the first time."""
VERSION, JUDGE = "scorer version", "judge model"
MODEL, ANSWERED, PROMPT, SERVICE = "model", "response model", "prompt", "service.version"
_FIRST = EvaluationRecord._fields.index("model")


class FirstSeen(NamedTuple):
    attribute: str
    value: str
    time: float
    """Seconds of Unix time."""


class Changes:
    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self._seen: dict[str, dict[str, dict[str, float]]] = {}
        """By scorer, attribute and value. An attribute with too many values has none."""
        self._last: dict[str, tuple[object, ...]] = {}

    def note(self, record: EvaluationRecord, now: float) -> None:
        said = record.dimensions, record[_FIRST:], record.version, record.served_model
        if self._last.get(record.name) == said:
            return
        if record.name not in self._since:
            if len(self._since) >= _MOST_SCORERS:
                return
            self._since[record.name] = now
        self._last[record.name] = said
        known = self._seen.setdefault(record.name, {})
        for attribute, value in _attributes(record):
            values = known.setdefault(attribute, {})
            if value and value not in values and len(values) <= _MOST_VALUES:
                values[value] = now

    def lately(self, scorer: str, now: float) -> list[FirstSeen]:
        """The latest first. Attributes that have a new value all the time are left out."""
        begin = max(now - LATELY, self._since.get(scorer, now) + _LEARNING)
        found = [
            FirstSeen(attribute, value, time)
            for attribute, values in self._seen.get(scorer, {}).items()
            if len(values) <= _MOST_VALUES
            for value, time in values.items()
            if time >= begin
        ]
        return sorted(found, key=lambda each: -each.time)

    def state(self) -> Mapping[str, Any]:
        return {"since": self._since, "seen": self._seen}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._since, self._seen = state["since"], state["seen"]


def _attributes(record: EvaluationRecord) -> Iterator[tuple[str, str]]:
    """Dimensions, and what is none of them."""
    yield from record.dimensions
    said = {value for _, value in record.dimensions}
    for attribute, value in (
        (MODEL, record.model),
        (ANSWERED, record.response_model if record.response_model != record.model else ""),
        (PROMPT, "" if record.prompt.rpartition(" ")[2] in said else record.prompt),
        (SERVICE, record.service_version),
        (VERSION, record.version),
        (JUDGE, record.served_model),
    ):
        if value not in said:
            yield attribute, value
