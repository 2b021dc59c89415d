"""What `otelevals inspect --json` says about captures, for each scenario in the order in which spans begin."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tests.interop.capture import Capture


class Seen(NamedTuple):
    """A GenAI span as the command line shows it."""

    name: str
    fields: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.fields["kind"])


def inspect(captures: Sequence[Capture]) -> dict[str, list[Seen]]:
    """The GenAI spans of each scenario."""
    order = {span: (place, start) for place, capture in enumerate(captures) for span, start in _spans(capture)}
    found: dict[str, list[tuple[int, Seen]]] = {capture.scenario: [] for capture in captures}
    files = [str(file) for capture in captures for file in capture.files]
    for line in _lines(files):
        if line["genai"]:
            place, start = order[line["trace_id"], line["span_id"]]
            found[captures[place].scenario].append((start, Seen(line["name"], line["interaction"])))
    return {name: [seen for _, seen in sorted(spans, key=lambda span: span[0])] for name, spans in found.items()}


def _lines(files: list[str]) -> Iterator[dict[str, Any]]:
    if not files:
        return
    command = [sys.executable, "-m", "otelevals", "inspect", "--json", *files]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    yield from map(json.loads, done.stdout.splitlines())


def _spans(capture: Capture) -> Iterator[tuple[tuple[str, str], int]]:
    """The ids and the start of every span that was captured."""
    for path in capture.files:
        for line in path.read_text().splitlines():
            for resource in json.loads(line).get("resourceSpans", []):
                for scope in resource["scopeSpans"]:
                    for span in scope["spans"]:
                        yield (span["traceId"], span["spanId"]), int(span["startTimeUnixNano"])
