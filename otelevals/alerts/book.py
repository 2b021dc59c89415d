"""The alerts that are on: when each began, what people were told, what they are to be told now."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from otelevals.alerts.alert import PAGE, RANKS, Alert, Facts, Key, Message, Silence

RESOLVED_FOR = 900.0
"""Seconds for which an alert that is over is still known."""


class Pace(NamedTuple):
    """How often people are told. Seconds."""

    keep_for: float = 1800.0
    """For which an alert stays on after it was last found, so that what is near the bound does not come and go."""

    group_interval: float = 300.0
    """Between two messages of a rule, unless there is a page among the new ones."""
    repeat_interval: float = 86_400.0
    """After which it is said again that an alert is on; 0 for never."""


class Book:
    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._on: dict[Key, Alert] = {}
        self._over: dict[Key, Alert] = {}
        self._gone: list[Alert] = []
        """Of rules that are gone: nobody looks at them any more, and people are told that they are over."""
        self._told: dict[str, float] = {}
        """When the last message of a rule was given."""
        self.ended: list[Key] = []
        """What was found to be over by the last update, whether or not people were told of it."""

    @property
    def on(self) -> list[Alert]:
        return list(self._on.values())

    @property
    def over(self) -> list[Alert]:
        """Those that ended in the last quarter of an hour, and that people were told of."""
        return list(self._over.values())

    def update(
        self, found: Mapping[Key, str], silences: Sequence[Silence], describe: Callable[[Key], Facts], now: float
    ) -> list[Message]:
        """What is found, with its band; and what people are to be told of that now."""
        self._over = {key: each for key, each in self._over.items() if now - (each.resolved or now) < RESOLVED_FOR}
        for key, band in found.items():
            alert = self._on.get(key)
            if alert is None:
                self._over.pop(key, None)
                alert = self._on[key] = Alert(key, band, now)
                alert.facts = describe(key)
            elif RANKS[band] > RANKS[alert.band]:
                alert.band = band
            alert.found = now
        past = [key for key, alert in self._on.items() if now - alert.found >= self._pace.keep_for and key not in found]
        ended = [self._end(key, now) for key in past]
        self.ended = past
        gone, self._gone = self._gone, []
        for alert in (*self._on.values(), *ended, *gone):
            alert.silenced = any(silence.covers(alert, now) for silence in silences)
        messages = [*self._messages_of_new(describe, now)]
        over = [alert for alert in ended if alert.told and not alert.silenced]
        for alert in over:
            alert.facts = describe(alert.key)
        over += [replace(alert, resolved=now) for alert in gone if alert.told and not alert.silenced]
        self._over.update((alert.key, alert) for alert in over)
        return [*messages, *_grouped(over, now, resolved=True)]

    def _end(self, key: Key, now: float) -> Alert:
        alert = self._on.pop(key)
        alert.resolved = now
        return alert

    def _messages_of_new(self, describe: Callable[[Key], Facts], now: float) -> Iterator[Message]:
        waiting = [alert for alert in self._on.values() if not alert.silenced and self._is_news(alert, now)]
        due = {alert.key.rule for alert in waiting if self._may_tell(alert, now)}
        told = [alert for alert in waiting if alert.key.rule in due]
        for alert in told:
            alert.facts = describe(alert.key)
            alert.told, alert.told_at = alert.band, now
            self._told[alert.key.rule] = now
        yield from _grouped(told, now, resolved=False)

    def _is_news(self, alert: Alert, now: float) -> bool:
        repeat = self._pace.repeat_interval
        return RANKS[alert.told] < RANKS[alert.band] or bool(repeat and now - alert.told_at >= repeat)

    def _may_tell(self, alert: Alert, now: float) -> bool:
        last = self._told.get(alert.key.rule)
        paged = alert.band == PAGE and alert.told != PAGE
        return paged or last is None or now - last >= self._pace.group_interval

    def state(self) -> dict[str, Any]:
        return {
            "on": [alert.to_json() for alert in (*self._on.values(), *self._gone)],
            "over": [alert.to_json() for alert in self._over.values()],
            "told": self._told,
        }

    def restore(self, state: Mapping[str, Any], rules: Iterable[str]) -> None:
        """Alerts of rules that are not there any more are over."""
        known = set(rules)
        for said in state["on"]:
            alert = Alert.from_json(said)
            if alert.key.rule in known:
                self._on[alert.key] = alert
            else:
                self._gone.append(alert)
        for said in state["over"]:
            alert = Alert.from_json(said)
            self._over[alert.key] = alert
        self._told = dict(state["told"])


def _grouped(alerts: Iterable[Alert], now: float, *, resolved: bool) -> Iterator[Message]:
    by_rule: dict[str, list[Alert]] = {}
    for alert in alerts:
        by_rule.setdefault(alert.key.rule, []).append(alert)
    for rule, those in by_rule.items():
        those.sort(key=lambda alert: -RANKS[alert.band])
        yield Message(rule, resolved, those[0].band, tuple(those), now)
