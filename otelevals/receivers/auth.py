"""The `auth` option of receivers: an extension decides, by its headers alone, whether a request is taken."""

from collections.abc import Callable, Mapping
from typing import Annotated

from otelevals.api.component import Authenticator, ComponentId, Context
from otelevals.api.config import Config
from otelevals.api.errors import ConfigError, Unauthenticated
from otelevals.api.netconfig import unsupported

# Called with the headers of a request; raises Unauthenticated to refuse it.
Authenticate = Callable[[Mapping[str, str]], None]


class ServerAuthConfig(Config):
    authenticator: str
    """The id of an extension that knows who may send, such as bearertokenauth or basicauth."""


class HttpServerAuthConfig(ServerAuthConfig):
    request_params: Annotated[
        None, unsupported("request_params is not supported: credentials in URLs end up in logs, send them in a header")
    ] = None


def counted_authenticator(context: Context, protocol: str, config: ServerAuthConfig | None) -> Authenticate | None:
    """What decides on the requests of a protocol, None where everybody may send. ConfigError: it is not there."""
    if config is None:
        return None
    authenticate = _find(context, config.authenticator, ("protocols", protocol, "auth", "authenticator")).authenticate
    refused = context.telemetry.counter(
        "otelevals_receiver_unauthenticated_requests",
        "Requests refused for their credentials.",
        ("receiver", "transport"),
    ).labels(str(context.id), protocol)

    def check(headers: Mapping[str, str]) -> None:
        try:
            authenticate(headers)
        except Unauthenticated:
            refused.inc()
            raise

    return check


def _find(context: Context, text: str, path: tuple[str, ...]) -> Authenticator:
    extension = context.extensions.get(ComponentId.parse(text))
    if not isinstance(extension, Authenticator):
        what = "does not authenticate" if extension else "is not running: list it in service.extensions"
        raise ConfigError(f"the extension {text} {what}", path)
    return extension
