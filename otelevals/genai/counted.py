"""The tokens of a trace, each exchange counted once: those that the innermost of its spans say."""

from otelevals.genai.fields import Absent, Field, Found
from otelevals.genai.kinds import LLM, NEVER_SCORED, Kind
from otelevals.genai.nested import calls_around
from otelevals.genai.tree import Node, Tree
from otelevals.genai.usage import Usage, together

_NOTHING = Usage()
_SEARCHES = frozenset({Kind.EMBEDDINGS, Kind.RETRIEVAL, Kind.RERANK})
"""Kinds whose tokens are none of those of the model calls around them."""
_ENDS = {
    "call": frozenset({Kind.TOOL, Kind.AGENT, *_SEARCHES, *NEVER_SCORED}),
    "group": frozenset({Kind.TOOL, *_SEARCHES, *NEVER_SCORED}),
    "search": frozenset({*LLM, Kind.AGENT, Kind.TOOL}),
}
"""What stands between a span of each sort and those inside it whose tokens are not among its own."""


class Counted:
    def __init__(self, tree: Tree) -> None:
        self.usage = _NOTHING
        """Of the whole trace."""
        self._inside: dict[Node, tuple[Usage, int, Node | None]] = dict.fromkeys(tree.nodes, (_NOTHING, 0, None))
        self._add_up(tree)

    def inside(self, node: Node) -> Field:
        """What the spans inside one say together, which is lent by the first of them."""
        usage, count, first = self._inside[node]
        if first is None:
            return Absent("neither the span nor one inside it says its tokens")
        source = _said(first).source
        return Found(usage, f"{source} of {count} spans" if count > 1 else source, first.span)

    def _add_up(self, tree: Tree) -> None:
        """From the innermost spans outwards."""
        said_inside: dict[Node, set[str]] = {node: set() for node in tree.nodes}
        first_of_exchange = {node for node, outer in calls_around(tree).items() if outer is None}
        for node in reversed(tree.nodes):
            usage, sort = _said(node).value, _sort(node)
            total, count, first = self._inside[node]
            said = said_inside.pop(node)
            if usage != _NOTHING and sort not in said:
                total, count, first = together(total, usage), count + 1, node
            if usage != _NOTHING:
                said |= {"search"} if sort == "search" else {"call", "group"}
            if node.parent is None:
                self.usage = together(self.usage, total)
            else:
                if node in first_of_exchange:
                    said.discard("call")
                said_inside[node.parent] |= {each for each in said if node.kind not in _ENDS[each]}
                others, number, last = self._inside[node.parent]
                self._inside[node.parent] = together(others, total), number + count, first or last


def _said(node: Node) -> Found:
    field = node.interaction.own("usage") if node.interaction else None
    return field if isinstance(field, Found) else Found(_NOTHING, "")


def _sort(node: Node) -> str:
    return "call" if node.kind in LLM else "search" if node.kind in _SEARCHES else "group"
