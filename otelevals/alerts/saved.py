"""What an engine remembers as bytes, in parts: only those that have changed are written."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from otelevals.alerts.alert import Alert
from otelevals.alerts.engine import Engine
from otelevals.alerts.examples import Example
from otelevals.alerts.feed import Feed, Slice, Source
from otelevals.alerts.hours import Bin
from otelevals.alerts.rules import Rule

_VERSION, _FORM = "version", b"3"
"""What another version kept is not read: rules begin anew."""
_RULE, _FEED, _OPEN, _SEEN, _ALERTS, _CHANGES = "rule:", "feed:", "open:", "seen:", "alerts", "changes"
Parts = dict[str, bytes | None]
Hours = dict[tuple[str, int], bytes | None]


class Saved:
    """What is None is to be dropped."""

    def __init__(self) -> None:
        self._before: dict[str, bytes] = {}
        self._left: Hours = {}
        self._left_parts: Parts = {}
        """What is not watched any more."""

    def changed(self, engine: Engine) -> tuple[Parts, Hours]:
        """The parts and the sums of hours that are not as they were."""
        parts = {name: state for name, state in _parts(engine) if self._before.get(name) != state}
        return {**self._left_parts, **parts, **dict(_seen(engine))}, {**self._left, **dict(_hours(engine))}

    def written(self, parts: Mapping[str, bytes | None], engine: Engine) -> None:
        """They were: what changes from now on is new."""
        for name, state in parts.items():
            if state is not None and not name.startswith(_SEEN):
                self._before[name] = state
        self._left.clear()
        self._left_parts.clear()
        engine.seen.changed.clear()
        for feed in engine.feeds.values():
            for part in feed.parts.values():
                part.hours.changed.clear()

    def restore(
        self, engine: Engine, parts: Mapping[str, bytes], hours: Mapping[tuple[str, int], bytes], now: float
    ) -> None:
        if parts.get(_VERSION, _FORM) != _FORM:
            self._left, self._left_parts = dict.fromkeys(hours), dict.fromkeys(parts)
            return
        for feed in engine.feeds.values():
            self._restore_feed(feed, parts)
        places = {_place(feed.source, name): (feed, name) for feed in engine.feeds.values() for name in feed.parts}
        for (place, hour), sums in hours.items():
            if place in places:
                feed, name = places[place]
                feed.part(name).hours.bins[hour] = Bin.from_bytes(sums)
            else:
                self._left[place, hour] = None
        for rule in engine.rules.values():
            kept = _decode(parts.get(_RULE + rule.name), {})
            for what, name, capital in kept["watches"] if kept.get("of") == _fingerprint(rule) else ():
                looked = next(each for each in rule.looked if each.what == what)
                engine.watches[rule.name, what, tuple(name)] = looked.begin(now, capital)
        if _ALERTS in parts:
            engine.book.restore(_decode(parts[_ALERTS], {}), engine.rules)
        if _CHANGES in parts:
            engine.changes.restore(_decode(parts[_CHANGES], {}))
        seen = sorted((part for part in parts if part.startswith(_SEEN)), key=_minute)
        for part in seen:
            engine.seen.restore(orjson.loads(parts[part]))
        self._left_parts = dict.fromkeys(parts.keys() - {*seen, *[part for part, _ in _parts(engine)]})

    @staticmethod
    def _restore_feed(feed: Feed, parts: Mapping[str, bytes]) -> None:
        for name, last, heaviest, examples, recent in _decode(parts.get(_named(_FEED, feed.source)), []):
            part = feed.part(tuple(name))
            part.last, part.heaviest.value = last, heaviest
            part.examples.put([Example(*each) for each in examples])
            part.recent.extend((time, weight, value) for time, weight, value in recent)
        if (opened := parts.get(_named(_OPEN, feed.source))) is not None:
            feed.restore(orjson.loads(opened))


def alerts_on(parts: Mapping[str, bytes]) -> list[Alert]:
    """The alerts in what was kept, for whoever does not watch."""
    if parts.get(_VERSION, _FORM) != _FORM:
        return []
    return [Alert.from_json(said) for said in _decode(parts.get(_ALERTS), {"on": []})["on"]]


def rules_in(parts: Mapping[str, bytes]) -> dict[str, str] | None:
    """What was watched, by the names of rules; None before anything was kept."""
    if parts.get(_VERSION) != _FORM:
        return None
    return {part.removeprefix(_RULE): _decode(parts[part], {})["of"] for part in parts if part.startswith(_RULE)}


def rules_of(engine: Engine) -> dict[str, str]:
    """What it watches, likewise."""
    return {name: _fingerprint(rule) for name, rule in engine.rules.items()}


def _parts(engine: Engine) -> Iterator[tuple[str, bytes]]:
    yield _VERSION, _FORM
    by_rule: dict[str, list[Any]] = {name: [] for name in engine.rules}
    for (rule, what, name), watch in engine.watches.items():
        by_rule[rule].append([what, name, list(watch.state)])
    for rule, watches in by_rule.items():
        yield _RULE + rule, _encode({"of": _fingerprint(engine.rules[rule]), "watches": watches})
    burning = {rule.source for rule in engine.rules.values() if rule.objective is not None}
    for source, feed in engine.feeds.items():
        known = [
            [name, part.last, part.heaviest.value, part.examples.all(), list(part.recent) if source in burning else []]
            for name, part in feed.parts.items()
        ]
        yield _named(_FEED, source), _encode(known)
        yield _named(_OPEN, source), orjson.dumps(feed.state())
    yield _ALERTS, _encode(engine.book.state())
    yield _CHANGES, _encode(engine.changes.state())


def _seen(engine: Engine) -> Iterator[tuple[str, bytes | None]]:
    for minute, turns in engine.seen.state().items():
        yield f"{_SEEN}{minute}", orjson.dumps(turns) if turns else None


def _minute(part: str) -> int:
    return int(part.removeprefix(_SEEN))


def _fingerprint(rule: Rule) -> str:
    """What evidence is about: that of a rule which was changed says nothing of the new one."""
    objective = rule.objective and rule.objective.target
    return json.dumps(
        [rule.kind, rule.source[:-1], rule.bound, objective, [each.what for each in rule.looked], rule.least]
    )


def _hours(engine: Engine) -> Iterator[tuple[tuple[str, int], bytes | None]]:
    for feed in engine.feeds.values():
        for name, part in feed.parts.items():
            for hour in part.hours.changed:
                found = part.hours.bins.get(hour)
                yield (_place(feed.source, name), hour), None if found is None else found.to_bytes()


def _named(kind: str, source: Source) -> str:
    return kind + json.dumps(source[:-1])


def _place(source: Source, name: Slice) -> str:
    return json.dumps([source[:-1], name])


def _encode(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _decode(state: bytes | None, default: Any) -> Any:
    return default if state is None else json.loads(state)
