"""Where alerts go: each place takes a message as JSON, or raises Retryable or Permanent."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from otelevals.alerts.alert import RANKS, Message
from otelevals.alerts.apprise import teller
from otelevals.alerts.notify_config import NotifyConfig
from otelevals.alerts.post import post
from otelevals.alerts.requests import pagerduty, said, slack, webhook
from otelevals.api.config import Secret

Send = Callable[[bytes, float], None]
"""A message, and what time it is."""


class Place(NamedTuple):
    name: str
    """`type/name`."""
    least: str
    send: Send

    def wants(self, message: Message) -> Message | None:
        """What of it this place is told."""
        alerts = tuple(each for each in message.alerts if RANKS[each.told] >= RANKS[self.least])
        return message._replace(alerts=alerts) if alerts else None


def encode(message: Message) -> bytes:
    return json.dumps(said(message)).encode()


def places_of(config: NotifyConfig, timeout: float) -> Iterator[Place]:
    """All but Alertmanagers, which are told what is on rather than what is new."""
    for name, hook in config.webhook.items():
        yield Place(f"webhook/{name}", hook.least, _webhook(hook.url, hook.secret, _revealed(hook.headers), timeout))
    for name, chat in config.slack.items():
        yield Place(f"slack/{name}", chat.least, _slack(chat.url, timeout))
    for name, pager in config.pagerduty.items():
        yield Place(f"pagerduty/{name}", pager.least, _pagerduty(pager.url, pager.routing_key, timeout))
    for name, other in config.apprise.items():
        yield Place(f"apprise/{name}", other.least, _apprise(name, other.url))


def _revealed(headers: Mapping[str, Secret]) -> dict[str, str]:
    return {name: value.reveal() for name, value in headers.items()}


def _webhook(url: str, secret: Secret, headers: Mapping[str, str], timeout: float) -> Send:
    return lambda sent, now: post(webhook(url, secret.reveal(), sent, now, headers), timeout)


def _slack(url: Secret, timeout: float) -> Send:
    def send(sent: bytes, now: float) -> None:
        data = json.loads(sent)["data"]
        post(slack(url.reveal(), data["title"], data["text"]), timeout)

    return send


def _pagerduty(url: str, key: Secret, timeout: float) -> Send:
    def send(sent: bytes, now: float) -> None:
        """What is sent again after a failure in between has the key that it had."""
        data: dict[str, Any] = json.loads(sent)["data"]
        for alert in data["alerts"]:
            post(pagerduty(url, key.reveal(), alert, data["title"]), timeout)

    return send


def _apprise(name: str, url: Secret) -> Send:
    try:
        tell = teller(url.reveal())
    except ValueError as error:
        raise ValueError(f"apprise::{name}: {error}") from None

    def send(sent: bytes, now: float) -> None:
        message = json.loads(sent)
        data = message["data"]
        kind = "success" if message["type"] == "alert.resolved" else "failure" if data["band"] == "page" else "warning"
        tell(data["title"], data["text"], kind)

    return send
