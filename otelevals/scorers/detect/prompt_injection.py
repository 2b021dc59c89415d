"""Does something in what the model was given try to steer it."""

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import groupby
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from otelevals.detect.injection.engine import Attempt, Injections
from otelevals.detect.injection.kinds import KINDS
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, ToolResult
from otelevals.genai.values import as_text
from otelevals.otlp.anyvalue import Value
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.detect.base import code_of_detection, counted, listed
from otelevals.scorers.text.base import shown
from otelevals.scoring.score import Score

LOOKED_AT = 200_000
"""Characters, of all parts together."""
Place = Literal["input", "documents", "tool_results"]
_NOT_ASKED = frozenset((Kind.TOOL, Kind.RETRIEVAL, Kind.RERANK, Kind.EMBEDDINGS))
"""Kinds of spans whose input no user wrote."""


class Part(NamedTuple):
    name: str
    """What it is called in explanations."""
    text: str
    by_user: bool = False


class PromptInjection(BuiltIn):
    """Passes when nothing that the model was given tries to steer it. Says the kind, how many and where, never what."""

    places: list[Place] = Field(default=["input", "documents", "tool_results"], alias="in", min_length=1)
    """Where to look."""
    kinds: list[str] = Field(default_factory=lambda: list(KINDS), min_length=1)
    """What to look for."""

    @model_validator(mode="after")
    def _known(self) -> "PromptInjection":
        self.injections  # noqa: B018 - ValueError for what there is not
        return self

    @cached_property
    def injections(self) -> Injections:
        return Injections(self.kinds)

    def code(self) -> bytes:
        return super().code() + code_of_detection(injection=True)

    def score(self, interaction: Interaction) -> Score | bool:
        parts = [part for place in self.places for part in _PARTS[place](interaction)]
        if not parts:
            interaction.require(_FIELDS[self.places[0]])
        said: list[str] = []
        left = LOOKED_AT
        for part in parts:
            found = self._found(part, left)
            left -= len(part.text)
            if found:
                said.append(f"{part.name} contains {_described(found)}")
        if said:
            return Score.failing("; ".join(said))
        return left >= 0 or Score.passing(f"only the first {LOOKED_AT} characters were looked at")

    def _found(self, part: Part, left: int) -> list[Attempt]:
        found = self.injections.find(part.text[: max(0, left)])
        return [each for each in found if not (part.by_user and KINDS[each.kind].users_may)]


def _described(found: list[Attempt]) -> str:
    by_kind = groupby(sorted(found), key=lambda each: each.kind)
    return listed([counted(KINDS[kind].nouns, [each.line for each in several]) for kind, several in by_kind])


def _input(interaction: Interaction) -> Iterator[Part]:
    """What the user said since the last answer."""
    if interaction.kind in _NOT_ASKED:
        return
    texts = [message.text for message in _turn(interaction) if message.role == "user" and message.text]
    texts = texts or [interaction.value("input") or ""]
    for number, text in enumerate(texts, 1):
        if text:
            yield Part("the input" if len(texts) == 1 else f"message {number} of the input", text, by_user=True)


def _documents(interaction: Interaction) -> Iterator[Part]:
    for number, document in enumerate(interaction.value("documents") or (), 1):
        name = f"document {number} ({shown(document.id)})" if document.id else f"document {number}"
        yield Part(name, document.text)


def _tool_results(interaction: Interaction) -> Iterator[Part]:
    """What tools gave since the user spoke: to this model, by this span, or inside this one."""
    given = [part for message in _turn(interaction) for part in message.parts if isinstance(part, ToolResult)]
    names = {call.id: call.name for message in interaction.messages for call in message.tool_calls}
    for part in given:
        yield _result(part.name or names.get(part.id, ""), part.result)
    if interaction.kind is Kind.TOOL:
        yield _result(interaction.value("tool_name") or "", interaction.value("tool_result"))
    elif not given:
        yield from [_result("", text) for text in interaction.value("tool_results") or ()]


def _result(name: str, result: Value) -> Part:
    return Part(f"the result of {shown(name)}" if name else "the result of a tool", as_text(result) if result else "")


def _turn(interaction: Interaction) -> tuple[Message, ...]:
    """The messages from the user's last on, with those of the user right before it."""
    messages: tuple[Message, ...] = interaction.value("input_messages") or ()
    asked = [message.role == "user" and bool(message.text) for message in messages]
    first = len(messages) - 1
    while first > 0 and not asked[first]:
        first -= 1
    while first > 0 and asked[first - 1]:
        first -= 1
    return messages[max(0, first) :]


_PARTS: dict[Place, Callable[[Interaction], Iterator[Part]]] = {
    "input": _input,
    "documents": _documents,
    "tool_results": _tool_results,
}
_FIELDS: dict[Place, str] = {"input": "input", "documents": "documents", "tool_results": "tool_result"}
