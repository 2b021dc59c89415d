"""Which documents an answer was made from: those of the retrievals that fed it.

A model call is fed by what was found just before it, near it: in the nearest span around it that holds a retrieval
which ended before the call began. Where several retrievals could have fed it, those count whose texts are in what the
model was given; where none is, the last one and those before it that no answer came after.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from otelevals.genai.fields import Absent, Field, Found
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.messages import Text, ToolResult
from otelevals.genai.records import Document
from otelevals.genai.tree import Node, Tree, inside
from otelevals.genai.values import as_text

SEARCHES = frozenset({Kind.RETRIEVAL, Kind.RERANK})
GROUPS = frozenset({Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})
"""Spans that stand for the work inside them."""
FED = LLM | GROUPS

_TOLERANCE = 5_000_000  # nanoseconds by which clocks may differ
_NEAR = 32  # spans before and after one that are looked at
_MOST = 100  # retrievals inside one that are taken
_COMPARED = 100  # characters of a document that have to be in what the model was given: the rest may be cut
_NEVER = 1 << 64


class Retrievals:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._found = _outermost(tree.nodes)
        self._calls = [node for node in tree.nodes if node.kind in LLM and not self._is_part(node)]
        self._nearest = self._nearest_around()
        self._compared: dict[Node, frozenset[str]] = {}

    def documents(self, node: Node) -> Field:
        """What a span was fed with; one that stands for others, what was found inside it first."""
        found: Sequence[Node] = ()
        if node.kind in GROUPS:
            start, end = inside(self._found, node)
            found = sorted(self._found[max(start, end - _MOST) : end], key=_ended)
        found = _without_reranked(found or self._feeding(node))
        if not found:
            where = "in it or before it" if node.kind in GROUPS else "before it"
            return Absent(f"no retrieval {where} in its trace")
        merged = {(each.id, each.text): each for search in found for each in _documents(search)}
        return Found(tuple(merged.values()), _source(found[-1]), found[-1].span)

    def _feeding(self, node: Node) -> list[Node]:
        around = self._nearest.get(node)
        before = [each for each in self._near(self._found, around, node) if _ended_before(each, node)]
        if len(before) > 1:
            return self._given_to(node, before) or self._just_before(before, around, node)
        return before or self._given_to(node, self._near(self._found, None, node))  # clocks may differ by more

    def _near(self, nodes: list[Node], around: Node | None, node: Node) -> list[Node]:
        """Those inside `around` that are neither this one, nor in it, nor around it, as they ended."""
        start, end = inside(nodes, around)
        at = bisect_left(nodes, node.entry, key=lambda each: each.entry)
        near = nodes[max(start, at - _NEAR) : min(end, at + _NEAR)]
        return sorted([each for each in near if not each.holds(node) and not node.holds(each)], key=_ended)

    def _given_to(self, node: Node, searches: list[Node]) -> list[Node]:
        """Retrievals with a document in what the model was given, without those whose documents there another one,
        with more of them, found too."""
        given = _given(node) if searches else ""
        there = [frozenset([text for text in self._texts(search) if text in given]) for search in searches]
        return [
            search
            for search, texts in zip(searches, there, strict=True)
            if texts and not any(texts < others for others in there)
        ]

    def _texts(self, search: Node) -> frozenset[str]:
        if search not in self._compared:
            texts = [_compared(each.text) for each in _documents(search)]
            self._compared[search] = frozenset(filter(None, texts))
        return self._compared[search]

    def _just_before(self, before: list[Node], around: Node | None, node: Node) -> list[Node]:
        """The last one and those before it, back to the last answer in between."""
        calls = self._near(self._calls, around, node)
        first = len(before) - 1
        while first and not any(_is_between(call, before[first - 1], before[first]) for call in calls):
            first -= 1
        return before[first:]

    def _is_part(self, node: Node) -> bool:
        """Whether it is inside a retrieval."""
        before = bisect_right(self._found, node.entry, key=lambda each: each.entry)
        return before > 0 and self._found[before - 1].holds(node)

    def _nearest_around(self) -> dict[Node, Node]:
        """For each span that can be fed the nearest one around it with a retrieval that ended before it began.

        From the last to the first that began: what has no retrieval for a span has none for those before it, so the
        way past it is remembered.
        """
        ends = {each: each.end for each in self._found}
        earliest = dict.fromkeys(self._tree.nodes, _NEVER)
        """When the first retrieval inside a span ended."""
        for each in reversed(self._tree.nodes):
            if each.parent is not None:
                earliest[each.parent] = min(earliest[each.parent], earliest[each], ends.get(each, _NEVER))
        past: dict[Node, Node | None] = {}
        nearest: dict[Node, Node] = {}
        fed = [node for node in self._tree.nodes if node.kind in FED]
        for node in sorted(fed, key=lambda each: each.start or _NEVER, reverse=True):
            passed, at = [], node.parent
            while at is not None and earliest[at] > (node.start or _NEVER) + _TOLERANCE:
                passed.append(at)
                at = past.get(at, at.parent)
            past.update(dict.fromkeys(passed, at))
            if at is not None:
                nearest[node] = at
        return nearest


def _outermost(nodes: Iterable[Node]) -> list[Node]:
    """Retrievals with documents that are in no other one with documents."""
    found: list[Node] = []
    for node in nodes:
        if node.kind in SEARCHES and not (found and found[-1].holds(node)) and _documents(node):
            found.append(node)
    return found


def _documents(node: Node) -> tuple[Document, ...]:
    field = node.interaction.own("documents") if node.interaction else None
    return field.value if isinstance(field, Found) else ()


def _source(node: Node) -> str:
    field = node.interaction.own("documents") if node.interaction else None
    return field.source if isinstance(field, Found) else ""


def _ended(node: Node) -> tuple[int, int]:
    return node.end, node.entry


def _ended_before(search: Node, node: Node) -> bool:
    """Where one of the times is not known, it may have."""
    return not search.end or not node.start or search.end <= node.start + _TOLERANCE


def _is_between(call: Node, first: Node, second: Node) -> bool:
    """Whether a model answered with text after one retrieval and before another."""
    return (
        first.end <= call.start
        and call.end <= second.start
        and call.interaction is not None
        and bool(call.interaction.value("output_text"))
    )


def _given(node: Node) -> str:
    """What the model was told since it last answered, and its instructions, without differences of white space."""
    interaction = node.interaction
    if interaction is None:
        return ""
    told: list[str] = []
    for message in interaction.value("input_messages") or ():
        if message.role == "assistant" and message.text:
            told.clear()
        for part in message.parts:
            if isinstance(part, Text):
                told.append(part.text)
            elif isinstance(part, ToolResult) and part.result is not None:
                told.append(as_text(part.result))
    told.append(interaction.value("system") or "")
    return " ".join([word for text in told for word in text.split()])


def _compared(text: str) -> str:
    return " ".join(text[: 2 * _COMPARED].split())[:_COMPARED]


def _without_reranked(searches: Sequence[Node]) -> list[Node]:
    """Without those whose documents a reranking after them had."""
    left: list[Node] = []
    for search in searches:
        if search.kind is Kind.RERANK:
            ranked = _identities(search)
            left = [each for each in left if each.kind is Kind.RERANK or ranked.isdisjoint(_identities(each))]
        left.append(search)
    return left


def _identities(search: Node) -> set[str]:
    return {said for each in _documents(search) for said in (each.id, _compared(each.text)) if said}
