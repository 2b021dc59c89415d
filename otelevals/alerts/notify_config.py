"""What a configuration says of where alerts go. Each place has a name, by which what waits for it is known."""

import re
from base64 import b64decode
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from otelevals.api.config import Config, Secret

Band = Literal["review", "page"]
_HEADER, _SAID = re.compile(r"[0-9A-Za-z_.-]+"), re.compile(r"[\x20-\x7e]*")
_SIGNED = "whsec_"
_SET = ("connection", "content-length", "content-type", "host", "transfer-encoding", "user-agent")


def _is_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected a URL, such as http://localhost:9093")
    if not value.isascii() or any(character <= " " for character in value):
        raise ValueError("the URL has characters that a request cannot carry")
    try:
        parts.port  # noqa: B018 - it is read from the text here
    except ValueError:
        raise ValueError("the port of the URL is no number from 0 to 65535") from None
    return value


def _is_secret_url(value: Secret) -> Secret:
    _is_url(value.reveal())
    return value


def _are_headers(headers: dict[str, Secret]) -> dict[str, Secret]:
    for name, value in headers.items():
        if name.lower() in _SET or name.lower().startswith("webhook-"):
            raise ValueError(f"header {name!r} is set by the exporter itself")
        if not _HEADER.fullmatch(name) or not _SAID.fullmatch(value.reveal()):
            raise ValueError(f"header {name!r} has characters that requests cannot carry")
    return headers


def _is_key(value: Secret) -> Secret:
    if value.reveal().startswith(_SIGNED):
        try:
            b64decode(value.reveal().removeprefix(_SIGNED), validate=True)
        except ValueError:
            raise ValueError("after whsec_ there is to be base64") from None
    return value


Url = Annotated[str, AfterValidator(_is_url)]
SecretUrl = Annotated[Secret, AfterValidator(_is_secret_url)]
Headers = Annotated[dict[str, Secret], AfterValidator(_are_headers)]


class PlaceConfig(Config):
    least: Band = "review"
    """The lowest band that it is told of."""


class WebhookConfig(PlaceConfig):
    url: Url
    """Where requests go."""
    secret: Annotated[Secret, Field(min_length=16), AfterValidator(_is_key)]
    """Signs what is sent, as Standard Webhooks has it: text, or `whsec_` and base64."""
    headers: Headers = Field(default_factory=dict)
    """Sent with every request."""


class SlackConfig(PlaceConfig):
    url: SecretUrl
    """That of an incoming webhook."""


class PagerDutyConfig(Config):
    routing_key: Annotated[Secret, Field(min_length=1)]
    """The integration key of a service (Events API v2)."""
    url: Url = "https://events.pagerduty.com/v2/enqueue"
    """Where events go."""
    least: Band = "page"
    """The lowest band that it is told of."""


class AlertmanagerConfig(PlaceConfig):
    url: Url
    """Without `/api/v2/alerts`."""
    headers: Headers = Field(default_factory=dict)
    """Sent with every request."""


class AppriseConfig(PlaceConfig):
    url: Annotated[Secret, Field(min_length=1)]
    """As Apprise has it, such as `mailtos://...`; `workflows://...` is Teams. It needs the extra `alerts-apprise`."""


class NotifyConfig(Config):
    webhook: dict[str, WebhookConfig] = Field(default_factory=dict)
    """Signed requests with all that an alert says as JSON, by names of your choice."""
    slack: dict[str, SlackConfig] = Field(default_factory=dict)
    """Channels of Slack, by names."""
    pagerduty: dict[str, PagerDutyConfig] = Field(default_factory=dict)
    """Services of PagerDuty, by names."""
    alertmanager: dict[str, AlertmanagerConfig] = Field(default_factory=dict)
    """Those of Prometheus, by names; each is told every minute what is on."""
    apprise: dict[str, AppriseConfig] = Field(default_factory=dict)
    """Other places (Teams, e-mail), by names."""
