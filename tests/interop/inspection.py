"""What `otelevals inspect --json` says about captures, for each scenario in the order in which spans begin."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tests.interop.capture import Capture

_Id = tuple[str, str]


class Seen(NamedTuple):
    """A GenAI span as the command line shows it."""

    name: str
    fields: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.fields["kind"])


def inspect(captures: Sequence[Capture]) -> dict[str, list[Seen]]:
    """The GenAI spans of each scenario."""
    spans = {capture.scenario: {_id(span): span for span in _spans(capture)} for capture in captures}
    found = {
        _id_shown(line): Seen(line["name"], line["interaction"])
        for line in _lines([str(file) for capture in captures for file in capture.files])
        if line["genai"]
    }
    return {name: [found[each] for each in _in_order(sent) if each in found] for name, sent in spans.items()}


def _lines(files: list[str]) -> Iterator[dict[str, Any]]:
    if not files:
        return
    command = [sys.executable, "-m", "otelevals", "inspect", "--json", *files]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    yield from map(json.loads, done.stdout.splitlines())


def _spans(capture: Capture) -> Iterator[dict[str, Any]]:
    for path in capture.files:
        for line in path.read_text().splitlines():
            for resource in json.loads(line).get("resourceSpans", []):
                for scope in resource["scopeSpans"]:
                    yield from scope["spans"]


def _in_order(spans: dict[_Id, dict[str, Any]]) -> list[_Id]:
    """By start; clocks of milliseconds give a span and the one inside it the same, so that depth comes second."""

    def depth(span: dict[str, Any] | None) -> int:
        return 0 if span is None else 1 + depth(spans.get((span["traceId"], span.get("parentSpanId", ""))))

    return sorted(spans, key=lambda each: (int(spans[each]["startTimeUnixNano"]), depth(spans[each])))


def _id(span: dict[str, Any]) -> _Id:
    return span["traceId"], span["spanId"]


def _id_shown(line: dict[str, Any]) -> _Id:
    return line["trace_id"], line["span_id"]
