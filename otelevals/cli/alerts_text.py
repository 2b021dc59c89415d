"""Alerts that are on, and silences, as people and programs read them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from otelevals.alerts.alert import Alert, Message
from otelevals.alerts.requests import alert_said
from otelevals.alerts.saved import alerts_on
from otelevals.alerts.text import body, title
from otelevals.cli.times import shown
from otelevals.store.alerts import StoredSilence

States = Mapping[str, Mapping[str, bytes]]
"""By the id of an exporter."""


def on_as_text(states: States, silences: Sequence[StoredSilence]) -> str:
    lines = [*_paragraphs(states)] or ["no alert is on"]
    for silence in silences:
        matchers = " ".join(f"{name}={value}" for name, value in json.loads(silence.matchers).items())
        comment = f": {silence.comment}" if silence.comment else ""
        lines.append(f"silence {silence.id} until {shown(silence.ends)}: {matchers}{comment}")
    return "\n".join(lines) + "\n"


def on_as_json(states: States, silences: Sequence[StoredSilence]) -> str:
    said: dict[str, Any] = {
        "alerts": [
            {"exporter": name, "silenced": alert.silenced, **alert_said(alert)} for name, alert in _alerts(states)
        ],
        "silences": [
            {"id": each.id, "matchers": json.loads(each.matchers), "until": shown(each.ends), "comment": each.comment}
            for each in silences
        ],
    }
    return json.dumps(said, indent=2) + "\n"


def _paragraphs(states: States) -> Iterator[str]:
    for _, alert in _alerts(states):
        message = Message(alert.key.rule, False, alert.band, (alert,), alert.told_at)
        yield f"{title(message)}{' (silenced)' if alert.silenced else ''}\n{body(message)}\n"


def _alerts(states: States) -> Iterator[tuple[str, Alert]]:
    for name, parts in sorted(states.items()):
        yield from ((name, alert) for alert in alerts_on(parts))
