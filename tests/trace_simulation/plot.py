"""What happens in a trace, before anybody cuts it into requests: spans, log records, and what is true of them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.genai.spans import OPERATION, chat, said

ELSEWHERE = "elsewhere"
"""The parent of spans whose parent is in no request."""
SEEN, TOP = "seen", "top"
"""Scorers: of model calls, and of roots."""
SESSION = "session.id"


@dataclass(slots=True)
class Part:
    """A span, by names. Times are seconds since the trace began."""

    name: str
    parent: str
    start: float
    end: float
    attributes: Mapping[str, Any]
    service: str


@dataclass(slots=True)
class Note:
    """A log record about a span."""

    span: str
    time: float
    event: str
    attributes: Mapping[str, Any]
    service: str


@dataclass(slots=True)
class Plot:
    chance: random.Random
    number: int
    shape: str = ""
    flagged: bool = False
    """Whether its spans say if their parents are in the same process."""
    parts: list[Part] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    truth: dict[tuple[str, str], str] = field(default_factory=dict)
    """What each scorer says of a span, when the whole trace is known. It says nothing of others."""
    headless: bool = False
    """Whether the span that all others are inside never comes, and nothing says that it is elsewhere."""

    @property
    def session(self) -> str:
        return f"s{self.number}"

    def span(
        self,
        name: str,
        parent: str,
        times: tuple[float, float],
        attributes: Mapping[str, Any] | None = None,
        service: str = "app",
    ) -> None:
        self.parts.append(Part(name, parent, *times, attributes or {"http.route": "/"}, service))

    def note(self, span: str, time: float, event: str, attributes: Mapping[str, Any], service: str = "app") -> None:
        self.notes.append(Note(span, time, event, attributes, service))

    def answer(self, name: str) -> str:
        return f"answer {name} of {self.number}"

    def facts(self, name: str, count: int = 2) -> list[str]:
        return [f"fact{place} that the {name} of {self.number} has found" for place in range(count)]

    def is_true(self, scorer: str, span: str, *said: str) -> None:
        self.truth[scorer, span] = "|".join(said)

    def sees(self, span: str, facts: list[str], answer: str | None = None) -> None:
        """A model call has an answer, and these documents and the session of the trace belong to it."""
        self.is_true(SEEN, span, answer or self.answer(span), self.session, ",".join(facts))

    def is_root(self, *spans: str) -> None:
        for span in spans:
            self.is_true(TOP, span, self.session)


def answering(answer: str, asked: str = "What?", **more: Any) -> dict[str, Any]:
    return chat(answer, asked, **more)


def calling_tools(tool: str) -> dict[str, Any]:
    """A model call that asks for a tool and says nothing."""
    call = [{"role": "assistant", "parts": [{"type": "tool_call", "id": "1", "name": tool, "arguments": {}}]}]
    return {OPERATION: "chat", "gen_ai.output.messages": orjson.dumps(call).decode()}


def finding(facts: list[str]) -> dict[str, Any]:
    documents = [{"id": fact.partition(" ")[0], "content": fact} for fact in facts]
    return {OPERATION: "retrieval", "gen_ai.retrieval.documents": orjson.dumps(documents).decode()}


def working(operation: str = "invoke_agent", answer: str | None = None, **more: Any) -> dict[str, Any]:
    return {OPERATION: operation, **({} if answer is None else {"gen_ai.output.messages": said(answer)}), **more}
