"""Which spans of a trace are inside which, whatever ids and times they claim to have."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter

from otelevals.api.span import Span
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.otlp.shadow import MalformedRequest


class Node:
    """A span among those of its trace."""

    __slots__ = (
        "children",
        "end",
        "entry",
        "genai_around",
        "interaction",
        "kind",
        "last",
        "parent",
        "span",
        "start",
        "top",
    )

    def __init__(self, span: Span, interaction: Interaction | None) -> None:
        self.span = span
        self.interaction = interaction
        """None for a span that is no GenAI span."""
        self.kind: Kind | None = None if interaction is None else interaction.kind
        self.start, self.end = _times(span)
        self.parent: Node | None = None
        self.genai_around: Node | None = None
        """The nearest GenAI span that it is inside."""
        self.top = self
        """The outermost span that it is inside, or it itself."""
        self.children: list[Node] = []
        self.entry = self.last = 0

    def holds(self, other: "Node") -> bool:
        """Whether the other one is this one, or anywhere inside it."""
        return self.entry <= other.entry <= self.last


class Tree:
    """A parent that is not here is none, and neither is one that is inside its own child. Where two spans could be in
    either order, their times decide, then their ids."""

    def __init__(self, spans: Mapping[bytes, Span], view: Callable[[Span], Interaction | None]) -> None:
        self.by_id = {span_id: Node(span, view(span)) for span_id, span in spans.items()}
        self.orphans: set[Node] = set()
        """Those whose parent is not here, or not above them."""
        self._find_parents()
        self.tops = sorted([node for node in self.by_id.values() if node.parent is None], key=_place)
        self.nodes = list(self._walk())
        """Each after the one that it is inside, and before its later siblings."""

    def _find_parents(self) -> None:
        for node in self.by_id.values():
            parent_id = node.span.ids.parent_id
            node.parent = self.by_id.get(parent_id) if parent_id else None
            if node.parent is None and parent_id.strip(b"\0"):
                self.orphans.add(node)
        for node in _one_of_each_cycle(self.by_id.values()):
            node.parent = None
            self.orphans.add(node)
        for node in self.by_id.values():
            if node.parent is not None:
                node.parent.children.append(node)

    def _walk(self) -> Iterator[Node]:
        waiting, entry, open_ = self.tops[::-1], 0, list[Node]()
        while waiting:
            node = waiting.pop()
            while open_ and open_[-1] is not node.parent:
                open_.pop().last = entry - 1
            node.entry, entry = entry, entry + 1
            if (parent := node.parent) is not None:
                node.top = parent.top
                node.genai_around = parent if parent.interaction else parent.genai_around
            node.children.sort(key=_place)
            waiting += reversed(node.children)
            open_.append(node)
            yield node
        for node in open_:
            node.last = entry - 1


def first_of_each(spans: Iterable[Span]) -> dict[bytes, Span]:
    """Spans by their id, of which the first counts; one whose id cannot be read is left out."""
    found: dict[bytes, Span] = {}
    for span in spans:
        try:
            found.setdefault(span.ids.span_id, span)
        except MalformedRequest:
            continue
    return found


def _one_of_each_cycle(nodes: Iterable[Node]) -> list[Node]:
    found: list[Node] = []
    seen: dict[Node, int] = {}
    for number, first in enumerate(nodes):
        node: Node | None = first
        while node is not None and node not in seen:
            seen[node] = number
            node = node.parent
        if node is not None and seen[node] == number:
            found.append(min(_cycle(node), key=lambda each: each.span.ids.span_id))
    return found


def _cycle(first: Node) -> Iterator[Node]:
    yield first
    node = first.parent
    while node is not None and node is not first:
        yield node
        node = node.parent


def _times(span: Span) -> tuple[int, int]:
    """Start and end, 0 when not known."""
    try:
        return span.message.start_time_unix_nano, span.message.end_time_unix_nano
    except MalformedRequest:
        return 0, 0


def _place(node: Node) -> tuple[int, bytes]:
    return node.start, node.span.ids.span_id


_entry = attrgetter("entry")


def inside(nodes: list[Node], around: Node | None) -> tuple[int, int]:
    """Which part of some nodes, in the tree's order, is inside one, or that one itself; all of them are inside None."""
    if around is None:
        return 0, len(nodes)
    return bisect_left(nodes, around.entry, key=_entry), bisect_right(nodes, around.last, key=_entry)
