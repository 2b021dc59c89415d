"""The headers of outgoing requests: fixed ones from the configuration, and those that an extension decides."""

import re
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BeforeValidator

from otelevals.api.batch import Metadata
from otelevals.api.component import ComponentId, Context, HeaderSource
from otelevals.api.config import Config, Secret
from otelevals.api.errors import ConfigError

_NAME = re.compile(r"[0-9a-z_.-]+")  # what both gRPC and HTTP take
_VALUE = re.compile(r"[\x20-\x7e]*")
_CONNECTIONS = frozenset(("host", "user-agent"))  # belong to the exporter's configuration
_RESERVED = frozenset(
    ("connection", "content-encoding", "content-length", "content-type", "te", "transfer-encoding", "upgrade")
)


class AuthConfig(Config):
    authenticator: str
    """The id of an extension that sets headers, such as bearertokenauth or headers_setter."""


def _as_mapping(value: Any) -> Any:
    """The Collector's other form, a list of `{name: .., value: ..}`, as a mapping."""
    if not isinstance(value, list):
        return value
    if not all(isinstance(item, dict) and item.keys() == {"name", "value"} for item in value):
        raise ValueError("expected name: value, or a list of {name: .., value: ..}")
    return {item["name"]: item["value"] for item in value}


def _check(headers: dict[str, Secret]) -> dict[str, Secret]:
    for name, value in headers.items():
        if reason := refusal(name.lower(), value.reveal()):
            raise ValueError(f"header {name!r} {reason}")
    return headers


Headers = Annotated[dict[str, Secret], BeforeValidator(_as_mapping), AfterValidator(_check)]


def refusal(name: str, value: str) -> str | None:
    """Why a header is not sent; None when it is in order. The name is in lower case."""
    if not _NAME.fullmatch(name):
        return "has a name with characters that requests cannot carry"
    if name in _RESERVED or name.startswith("grpc-"):
        return "is set by the exporter itself"
    if name.endswith("-bin"):
        return "is a binary one, which is not supported"
    return None if _VALUE.fullmatch(value) else "has a value with characters that requests cannot carry"


class OutgoingHeaders:
    """What to send with each batch. Headers that a request cannot carry are left out and counted."""

    def __init__(self, fixed: dict[str, Secret], auth: AuthConfig | None, context: Context) -> None:
        self._fixed = tuple((name.lower(), value.reveal()) for name, value in fixed.items())
        self._source = None if auth is None else _find_source(auth.authenticator, context)
        self._dropped = context.telemetry.counter(
            "otelevals_exporter_dropped_headers", "Headers that a request cannot carry.", ["exporter"]
        ).labels(str(context.id))

    def for_metadata(self, metadata: Metadata) -> tuple[tuple[str, str], ...]:
        """Lower-case names with their values; what the extension sets replaces fixed headers of that name."""
        if self._source is None:
            return self._fixed
        chosen = []
        for name, value in self._source.headers(metadata):
            lower = name.lower()
            if lower in _CONNECTIONS or refusal(lower, value):
                self._dropped.inc()
            else:
                chosen.append((lower, value))
        replaced = {name for name, _ in chosen}
        return (*(header for header in self._fixed if header[0] not in replaced), *chosen)


def _find_source(name: str, context: Context) -> HeaderSource:
    path = ("auth", "authenticator")
    extension = context.extensions.get(ComponentId.parse(name))
    if extension is None:
        running = ", ".join(sorted(str(each) for each in context.extensions)) or "none"
        raise ConfigError(f"extension {name!r} is not in service.extensions (running: {running})", path)
    if not callable(getattr(extension, "headers", None)):
        raise ConfigError(f"extension {name!r} does not set headers", path)
    return cast(HeaderSource, extension)
