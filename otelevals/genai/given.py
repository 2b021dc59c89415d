"""Which documents are in what a model was given, in time that grows with the texts and not with their number."""

from collections.abc import Iterable
from functools import cached_property

from otelevals.genai.fields import Found
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import LLM
from otelevals.genai.messages import Text, ToolResult
from otelevals.genai.records import Document
from otelevals.genai.tree import Node, inside
from otelevals.genai.values import as_text

Pieces = tuple[str, ...]
"""A document's text, as it is compared: where these are, it is. A short one is whole, and has to be a line."""

_COMPARED = 100  # characters of a document, its first: the rest may be cut
_PIECE = 20  # a shorter text is in a line by chance
_MOST_DOCUMENTS = 50  # of a retrieval, its first
_MOST_TEXT = 200_000  # characters of what a model was given, its last
_MOST_CALLS = 10  # inside an agent, its first


class Given:
    def __init__(self, searches: Iterable[Node], calls: list[Node]) -> None:
        """`calls`: those of models, in the tree's order."""
        self._searches = searches
        self._calls = calls
        self._found: dict[tuple[Node, bool], set[str] | None] = {}

    def compares(self, node: Node, search: Node) -> bool:
        """Whether it is known what the span was given, and a text of the retrieval is long enough to be found there
        wherever it is."""
        return any(len(text) > 1 for text in self._texts[search]) and self._pieces(node, ever=False) is not None

    def texts(self, node: Node, searches: Iterable[Node], *, ever: bool = False) -> dict[Node, frozenset[Pieces]]:
        """Those of each retrieval that are in what the span was given since the model last answered, or ever."""
        found = self._pieces(node, ever) or set()
        texts = {search: self._texts[search] if found else () for search in searches}
        return {search: frozenset(filter(found.issuperset, each)) for search, each in texts.items()}

    @cached_property
    def _texts(self) -> dict[Node, frozenset[Pieces]]:
        return {search: frozenset(_texts_of(search)) for search in self._searches}

    @cached_property
    def _known(self) -> set[str]:
        return {piece for texts in self._texts.values() for text in texts for piece in text}

    def _pieces(self, node: Node, ever: bool) -> set[str] | None:
        """Of all documents, those in what the span was given, None when that is not known. One that stands for others
        was given what the calls inside it were."""
        key = node, ever
        if key not in self._found:
            start, end = inside(self._calls, node)
            calls = self._calls[start : min(end, start + _MOST_CALLS)]
            if node.kind in LLM or not calls:
                self._found[key] = self._pieces_in(_given(node, ever))
            else:
                known = [found for call in calls if (found := self._pieces(call, ever)) is not None]
                self._found[key] = set().union(*known) if known else None
        return self._found[key]

    def _pieces_in(self, told: str) -> set[str] | None:
        lines = [" ".join(line.split()) for line in told.splitlines()]
        text = " ".join(filter(None, lines))
        if not text:
            return None
        known = self._known
        found = {piece for at in range(len(text) - _PIECE + 1) if (piece := text[at : at + _PIECE]) in known}
        return found.union(known.intersection(lines))


def documents_of(search: Node) -> tuple[Document, ...] | None:
    """None when it is not known what it found."""
    field = search.interaction.own("documents") if search.interaction else None
    return field.value if isinstance(field, Found) else None


def beginning(text: str) -> str:
    """What is compared of a document's text, without differences of white space."""
    return " ".join(text[: 2 * _COMPARED].split())[:_COMPARED]


def _texts_of(search: Node) -> Iterable[Pieces]:
    for document in (documents_of(search) or ())[:_MOST_DOCUMENTS]:
        text = beginning(document.text)
        middle = (len(text) - _PIECE) // 2
        if middle >= 0:
            yield text[:_PIECE], text[middle : middle + _PIECE], text[-_PIECE:]
        elif text:
            yield (text,)


def _given(node: Node, ever: bool) -> str:
    """What the model was told, and its instructions."""
    interaction = node.interaction
    if interaction is None:
        return ""
    told = [*_told(interaction, ever), interaction.value("system") or ""]
    return "\n".join(told)[-_MOST_TEXT:]


def _told(interaction: Interaction, ever: bool) -> list[str]:
    told: list[str] = []
    said = called = False  # by the model, in one message or in several
    for message in interaction.value("input_messages") or ():
        if message.role == "assistant":
            said, called = said or bool(message.text), called or bool(message.tool_calls)
        else:
            if said and not called and not ever:
                told.clear()
            said = called = False
        for part in message.parts:
            if isinstance(part, Text):
                told.append(part.text)
            elif isinstance(part, ToolResult) and part.result is not None:
                told.append(as_text(part.result))
    return told
