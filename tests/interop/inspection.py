"""What `otelevals inspect --json` says about captures, for each scenario in the order in which spans begin."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tests.interop.capture import Capture
from tests.interop.spans import spans_of

_ROLES = {
    "chat": "llm",
    "completion": "llm",
    "tool": "tool",
    "retrieval": "retrieval",
    "rerank": "retrieval",
    "agent": "agent",
    "workflow": "agent",
}


class Seen(NamedTuple):
    """A GenAI span as the command line shows it."""

    name: str
    fields: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.fields["kind"])


def inspect(captures: Sequence[Capture]) -> dict[str, list[Seen]]:
    """The GenAI spans of each scenario, without those for which another one of the same exchange stands."""
    found = {
        (line["trace_id"], line["span_id"]): Seen(line["name"], line["interaction"])
        for line in _lines([str(file) for capture in captures for file in capture.files])
        if line["genai"] and _stands_for_itself(line)
    }
    return {each.scenario: [found[span] for span in spans_of(each) if span in found] for each in captures}


def _stands_for_itself(line: dict[str, Any]) -> bool:
    role = _ROLES.get(line["interaction"]["kind"], "")
    return bool(line["exchange"].get(role, line["span_id"]) == line["span_id"])


def _lines(files: list[str]) -> Iterator[dict[str, Any]]:
    if not files:
        return
    command = [sys.executable, "-m", "otelevals", "inspect", "--json", *files]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    yield from map(json.loads, done.stdout.splitlines())
