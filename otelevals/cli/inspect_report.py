"""What becomes of telemetry that is inspected: a report takes one request after another."""

from collections.abc import Iterator
from typing import Protocol

from otelevals.api.batch import Payload
from otelevals.api.span import Span


class Report(Protocol):
    def show(self, payload: Payload) -> list[str]:
        """Write what is in a request; a sentence for each part that is broken."""

    def end(self) -> None:
        """Write what can be said when all of the input has come."""


def sound(payload: Payload, broken: list[str]) -> Iterator[Span]:
    """The spans that can be decoded; for each other one there is a sentence in `broken` then."""
    for span in payload.spans:
        if span.sound:
            yield span
        else:
            broken.append("a span is not valid protobuf")
