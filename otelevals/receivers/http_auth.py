"""Refuses HTTP requests by their headers, before their bodies are read."""

from collections.abc import Mapping

from otelevals.api.errors import Unauthenticated
from otelevals.net.gate import Gate
from otelevals.net.head import HttpError
from otelevals.otlp.status import Failure
from otelevals.receivers.auth import Authenticate


def http_gate(authenticate: Authenticate | None) -> Gate | None:
    """The gate of a listener; None where everybody may send."""
    if authenticate is None:
        return None

    def gate(headers: Mapping[str, str]) -> None:
        try:
            authenticate(headers)
        except Unauthenticated as error:
            challenge = (("www-authenticate", error.challenge),)
            raise HttpError(Failure.UNAUTHENTICATED.http, str(error), challenge) from None

    return gate
