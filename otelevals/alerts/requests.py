"""Requests that tell people of alerts, as each place wants them."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from hmac import new as hmac
from typing import Any, NamedTuple

from otelevals.alerts.alert import Alert, Message
from otelevals.alerts.text import body, level, title

_LONGEST_SUMMARY, _LONGEST_KEY = 1024, 255
_STILL_ON = 240.0
"""Seconds after which Alertmanager takes an alert for over that nobody speaks of any more."""


class Request(NamedTuple):
    url: str
    body: bytes
    headers: Mapping[str, str]


def said(message: Message) -> dict[str, Any]:
    """All of it, for programs."""
    return {
        "type": "alert.resolved" if message.resolved else "alert.firing",
        "timestamp": _iso(message.time),
        "data": {
            "rule": message.rule,
            "band": message.band,
            "title": title(message),
            "text": body(message),
            "alerts": [alert_said(each) for each in message.alerts],
        },
    }


def webhook(url: str, secret: str, sent: bytes, now: float, headers: Mapping[str, str]) -> Request:
    """Signed as Standard Webhooks has it; what is sent again has the same id."""
    id_, time = f"msg_{blake2b(sent, digest_size=16).hexdigest()}", str(int(now))
    digest = hmac(_key(secret), f"{id_}.{time}.".encode() + sent, sha256).digest()
    signed = {
        "webhook-id": id_,
        "webhook-timestamp": time,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
        "content-type": "application/json",
    }
    return Request(url, sent, {**headers, **signed})


def slack(url: str, text: str, details: str) -> Request:
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{_escaped(text)[:2900]}*"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": _escaped(details)[:2900]}},
    ]
    return _json(url, {"text": _escaped(text), "blocks": blocks})


def pagerduty(url: str, key: str, alert: Mapping[str, Any], text: str) -> Request:
    """An event of one alert: what is resolved has the key of what was triggered."""
    event: dict[str, Any] = {
        "routing_key": key,
        "dedup_key": _short(f"otelevals/{alert['id']}"),
        "event_action": "resolve" if alert["resolved_at"] else "trigger",
    }
    if not alert["resolved_at"]:
        event["payload"] = {
            "summary": text[:_LONGEST_SUMMARY],
            "source": "otelevals",
            "severity": "critical" if alert["band"] == "page" else "warning",
            "timestamp": alert["since"],
            "group": alert["rule"],
            "class": alert["kind"],
            "custom_details": alert,
        }
        event["links"] = [{"href": alert["runbook"], "text": "runbook"}] if alert["runbook"] else []
    return _json(url, event)


def alertmanager(url: str, alerts: Iterable[Alert], now: float, headers: Mapping[str, str]) -> Request:
    """All that are on, and those that ended lately."""
    sent = [
        {
            "labels": {
                **{_label(name): value for name, value in alert.key.slice if value},
                "alertname": alert.key.rule,
                "severity": "critical" if alert.band == "page" else "warning",
                "scorer": alert.facts.scorer,
                **({"what": alert.key.what} if alert.key.what else {}),
            },
            "annotations": {
                "summary": alert.facts.title,
                "description": body(Message(alert.key.rule, alert.resolved is not None, alert.band, (alert,), now)),
                **({"runbook_url": alert.facts.runbook} if alert.facts.runbook else {}),
            },
            "startsAt": _iso(alert.since),
            "endsAt": _iso(now + _STILL_ON if alert.resolved is None else alert.resolved),
        }
        for alert in alerts
    ]
    found = _json(url.rstrip("/") + "/api/v2/alerts", sent)
    return found._replace(headers={**headers, **found.headers})


def alert_said(alert: Alert) -> dict[str, Any]:
    facts = alert.facts
    return {
        "id": alert.key.text,
        "rule": alert.key.rule,
        "kind": facts.kind,
        "what": alert.key.what,
        "scorer": facts.scorer,
        "measure": facts.measure,
        "slice": dict(alert.key.slice),
        "band": alert.band,
        "title": facts.title,
        "since": _iso(alert.since),
        "resolved_at": None if alert.resolved is None else _iso(alert.resolved),
        "last_24h": None if facts.day is None else facts.day._asdict(),
        "last_24h_text": None if facts.day is None else level(facts.day, facts.measure),
        "baseline_7d": None if facts.week is None else facts.week._asdict(),
        "baseline_7d_text": None if facts.week is None else level(facts.week, facts.measure),
        "by_chance_once_in_seconds": facts.once_in,
        "burn_rates": facts.burn_rates,
        "error_budget_left": facts.budget_left,
        "trace_ids": [each.trace_id for each in facts.examples],
        "changes": [{**each._asdict(), "time": _iso(each.time)} for each in facts.changes],
        "summary": facts.summary,
        "runbook": facts.runbook,
    }


def _key(secret: str) -> bytes:
    return b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()


def _json(url: str, value: Any) -> Request:
    return Request(url, json.dumps(value).encode(), {"content-type": "application/json"})


def _iso(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _short(key: str) -> str:
    """No longer than PagerDuty takes, and still another one for another alert."""
    if len(key) <= _LONGEST_KEY:
        return key
    digest = blake2b(key.encode(), digest_size=16).hexdigest()
    return f"{key[: _LONGEST_KEY - len(digest)]}{digest}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _label(name: str) -> str:
    text = "".join(character if character.isascii() and character.isalnum() else "_" for character in name)
    return f"_{text}" if text[:1].isdigit() else text or "_"
