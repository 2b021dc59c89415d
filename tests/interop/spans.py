"""The spans of a capture, as they were sent."""

import json
from collections.abc import Mapping
from typing import Any

from tests.interop.capture import Capture

Id = tuple[str, str]
"""Of a trace and of a span in it, hexadecimal."""
Span = dict[str, Any]


def spans_of(capture: Capture) -> dict[Id, Span]:
    """By start; clocks of milliseconds give a span and the one inside it the same, so that depth comes second."""
    sent = {_id(span): span for path in capture.files for line in path.read_text().splitlines() for span in _in(line)}
    order = sorted(sent, key=lambda each: (int(sent[each]["startTimeUnixNano"]), len(around(each, sent))))
    return {each: sent[each] for each in order}


def around(span: Id, spans: Mapping[Id, Span]) -> list[Id]:
    """A span and those that it is inside."""
    path: list[Id] = []
    while span in spans and span not in path:
        path.append(span)
        span = span[0], spans[span].get("parentSpanId", "")
    return path


def _in(line: str) -> list[Span]:
    resources = json.loads(line).get("resourceSpans", [])
    return [span for resource in resources for scope in resource["scopeSpans"] for span in scope["spans"]]


def _id(span: Span) -> Id:
    return span["traceId"], span["spanId"]
