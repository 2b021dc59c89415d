"""Which documents an answer was made from: those of the retrievals that fed it.

A model call is fed by what was found just before it, near it: in the nearest span around it that holds a retrieval
which ended before the call began. Where several retrievals could have fed it, those count whose texts are in what the
model was given; where none is, the last one and those before it that no answer came after, unless they fed another
answer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import isqrt
from operator import attrgetter

from otelevals.genai.answers import Answers, is_answered
from otelevals.genai.fields import Absent, Field, Found
from otelevals.genai.given import Given, beginning, documents_of
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.tree import Node, Tree, inside

SEARCHES = frozenset({Kind.RETRIEVAL, Kind.RERANK})
GROUPS = frozenset({Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})
"""Spans that stand for the work inside them."""
FED = LLM | GROUPS

_TOLERANCE = 5_000_000  # nanoseconds by which clocks may differ
_LEAST = 32  # retrievals before and after a span that are looked at, however many spans there are
_PAIRS = 1_000_000  # of retrievals that are compared for all spans together, where those are few
_MOST = 100  # retrievals inside one that are taken, or more where spans are few
_NEVER = 1 << 64
_entry = attrgetter("entry")


class Retrievals:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._found = _outermost(tree.nodes)
        self._calls = [node for node in tree.nodes if node.kind in LLM and not self._is_part(node)]
        self._fed = [node for node in tree.nodes if node.kind in FED]
        self._most = max(_LEAST, isqrt(_PAIRS // max(1, len(self._fed))))
        self._nearest = self._nearest_around()
        self._given = Given(self._found, self._calls)

    def documents(self, node: Node) -> Field:
        """What a span was fed with; one that stands for others, what was found inside it first."""
        found = self._inside(node) if node.kind in GROUPS else []
        before = [] if found else self._before(node)
        found = _without_reranked(found or self._feeding(node, before))
        merged = {(each.id, each.text): each for search in found for each in documents_of(search) or ()}
        if merged:
            last = next(search for search in reversed(found) if documents_of(search))
            return Found(tuple(merged.values()), _source(last), last.span)
        where = "in it or before it" if node.kind in GROUPS else "before it"
        if found:
            return Absent(f"the retrieval {where} found nothing")
        if before:
            return Absent("what was found before it fed another answer, and is not in what it was given")
        return Absent(f"no retrieval {where} in its trace")

    def _inside(self, node: Node) -> list[Node]:
        start, end = inside(self._found, node)
        return sorted(self._found[max(start, end - max(_MOST, self._most)) : end], key=_ended)

    def _before(self, node: Node) -> list[Node]:
        near = self._near(self._found, self._nearest.get(node), node)
        return sorted([each for each in near if _ended_before(each, node)], key=_ended)

    def _feeding(self, node: Node, before: list[Node]) -> list[Node]:
        return (
            (self._given_to(node, before) if len(before) > 1 else [])
            or self._just_before(before, node)
            or self._given_to(node, self._near(self._found, None, node))  # clocks may differ by more
        )

    def _near(self, nodes: list[Node], around: Node | None, node: Node) -> list[Node]:
        """Those inside `around` that are neither this one, nor in it, nor around it."""
        start, end = inside(nodes, around)
        at = bisect_left(nodes, node.entry, key=_entry)
        near = nodes[max(start, at - self._most) : min(end, at + self._most)]
        return [each for each in near if not each.holds(node) and not node.holds(each)]

    def _given_to(self, node: Node, searches: list[Node]) -> list[Node]:
        """Retrievals with a document in what the model was given, without those whose documents there another one,
        with more of them, found too."""
        there = self._given.texts(node, sorted(searches, key=_ended))
        different = set(there.values())
        most = {texts for texts in different if texts and not any(texts < others for others in different)}
        return [search for search, texts in there.items() if texts in most]

    def _just_before(self, before: list[Node], node: Node) -> list[Node]:
        """The last one and those before it, back to the last answer in between, without those that fed another answer
        and have no text in what this one was given, as far as that is known."""
        if not before:
            return []
        around = self._nearest.get(node)
        answers = Answers(self._near(self._answered, around, node))
        first = len(before) - 1
        while first and not answers.between(before[first - 1].end, before[first].start):
            first -= 1
        last_began = {_branch(around, call): call.start for call in answers.calls}
        """The last answer in each span beside this one, or beside one that this one is inside."""

        def fed_another(search: Node) -> bool:
            in_between = node.start > 0 and answers.between(search.end, node.start)
            return search.end > 0 and (in_between or last_began.get(_branch(around, search), 0) >= search.end)

        elsewhere = [each for each in before[first:] if fed_another(each) and self._given.compares(node, each)]
        there = self._given.texts(node, elsewhere, ever=True)
        return [search for search in before[first:] if there.get(search, True)]

    @cached_property
    def _answered(self) -> list[Node]:
        return [call for call in self._calls if is_answered(call)]

    def _is_part(self, node: Node) -> bool:
        """Whether it is inside a retrieval."""
        before = bisect_right(self._found, node.entry, key=_entry)
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
        for node in sorted(self._fed, key=lambda each: each.start or _NEVER, reverse=True):
            passed, at = [], node.parent
            while at is not None and earliest[at] > (node.start or _NEVER) + _TOLERANCE:
                passed.append(at)
                at = past.get(at, at.parent)
            past.update(dict.fromkeys(passed, at))
            if at is not None:
                nearest[node] = at
        return nearest


def _outermost(nodes: Iterable[Node]) -> list[Node]:
    """Retrievals of which it is known what they found, if only that it is nothing, that are in no other such one."""
    found: list[Node] = []
    for node in nodes:
        if node.kind in SEARCHES and not (found and found[-1].holds(node)) and documents_of(node) is not None:
            found.append(node)
    return found


def _branch(around: Node | None, node: Node) -> Node:
    """The outermost span that it is inside, or it itself, of those inside another one."""
    if around is None:
        return node.top
    return around.children[bisect_right(around.children, node.entry, key=_entry) - 1]


def _source(node: Node) -> str:
    field = node.interaction.own("documents") if node.interaction else None
    return field.source if isinstance(field, Found) else ""


def _ended(node: Node) -> tuple[int, int]:
    return node.end, node.entry


def _ended_before(search: Node, node: Node) -> bool:
    """Where one of the times is not known, it may have."""
    return not search.end or not node.start or search.end <= node.start + _TOLERANCE


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
    return {said for each in documents_of(search) or () for said in (each.id, beginning(each.text)) if said}
