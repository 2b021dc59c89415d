"""Completes the fields of the spans of a tree as the table of lending says."""

from functools import cached_property

from otelevals.genai.counted import Counted
from otelevals.genai.exchange import Exchanges
from otelevals.genai.fields import Absent, Field, Found
from otelevals.genai.kinds import NEVER_SCORED, Kind
from otelevals.genai.lending import LENDING, Way
from otelevals.genai.retrieved import FED, GROUPS, Retrievals
from otelevals.genai.said import Said
from otelevals.genai.tree import Node, Tree, inside
from otelevals.genai.values import as_text

_MOST_RESULTS = 100  # of tools inside a span


class Lent:
    def __init__(self, tree: Tree, exchanges: Exchanges) -> None:
        self._tree = tree
        self._exchanges = exchanges
        self._said = Said(tree)

    @cached_property
    def counted(self) -> Counted:
        return Counted(self._tree)

    def complete(self, node: Node, name: str, own: Field) -> Field:
        """A field of the table that the span itself has not, or that others add to."""
        match LENDING[name]:
            case (Way.RETRIEVALS,):
                return self._retrievals.documents(node) if node.kind in FED else own
            case (Way.INSIDE,):
                return self._tool_results(node) if node.kind in GROUPS else own
            case (Way.CALLS,):
                return self.counted.inside(node) if node.kind in GROUPS else own
            case (Way.VERDICTS,):
                return self._with_verdicts(node, own)
            case ways:
                lent = next((found for way in ways if (found := self._said.find(node, name, way))), None)
                return lent or self._lacking(name, ways, own)

    def _lacking(self, name: str, ways: tuple[Way, ...], own: Field) -> Field:
        if isinstance(own, Found):
            return own
        if Way.ANY in ways and self._said.disagree(name):
            return Absent(f"{own.reason}, and the spans of its trace do not agree on it")
        return Absent(f"{own.reason}, and no span of its trace lends it")

    @cached_property
    def _retrievals(self) -> Retrievals:
        return Retrievals(self._tree)

    @cached_property
    def _tools(self) -> list[Node]:
        """Calls of tools that have a result, each once."""
        calls = [node for node in self._tree.nodes if node.kind is Kind.TOOL]
        return [node for node in calls if not self._exchanges.standing_for(node, "tool") and _own(node, "tool_result")]

    def _tool_results(self, node: Node) -> Field:
        start, end = inside(self._tools, node)
        calls = self._tools[max(start, end - _MOST_RESULTS) : end]
        found = [result for call in calls if (result := _own(call, "tool_result"))]
        if not found:
            return Absent("no tool call inside it has a result")
        return Found(tuple([as_text(each.value) for each in found]), found[0].source, calls[0].span)

    @cached_property
    def _verdicts(self) -> dict[Node, list[Node]]:
        """Evaluations and feedback by what they are about: what they link to, else what they are children of."""
        about: dict[Node, list[Node]] = {}
        for node in self._tree.nodes:
            if node.kind in NEVER_SCORED and _own(node, "evaluations"):
                links = node.span.message.links
                linked = [found for link in links if (found := self._linked(node, link.trace_id, link.span_id))]
                for target in dict.fromkeys(linked or ([node.parent] if node.parent else ())):
                    about.setdefault(target, []).append(node)
        return about

    def _linked(self, node: Node, trace_id: bytes, span_id: bytes) -> Node | None:
        return self._tree.by_id.get(span_id) if trace_id == node.span.ids.trace_id else None

    def _with_verdicts(self, node: Node, own: Field) -> Field:
        judges = self._verdicts.get(node)
        if not judges:
            return own
        found = [verdicts for judge in judges if (verdicts := _own(judge, "evaluations"))]
        lent = tuple([each for verdicts in found for each in verdicts.value])
        if isinstance(own, Found):
            return Found(own.value + lent, own.source, judges[0].span)
        return Found(lent, found[0].source, judges[0].span)


def _own(node: Node, name: str) -> Found | None:
    field = None if node.interaction is None else node.interaction.own(name)
    return field if isinstance(field, Found) else None
