"""Finds the span of a trace that says a field which another one lacks."""

from collections.abc import Iterable

from otelevals.genai.fields import Found
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import LLM
from otelevals.genai.lending import Way, lends
from otelevals.genai.tree import Node, Tree


class Said:
    """What is found out for a span serves those beside it and inside it: no search goes over the same spans twice."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._plain: dict[Node, Interaction | None] = {}
        self._around: dict[str, dict[Node, Found | None]] = {}
        self._before: dict[str, dict[Node, Found | None]] = {}
        self._agreed: dict[str, list[Found]] = {}

    def find(self, node: Node, name: str, way: Way) -> Found | None:
        match way:
            case Way.AROUND:
                return None if node.parent is None else self._at_or_around(node.parent, name)
            case Way.BESIDE:
                return self._beside(node, name)
            case Way.ROOT:
                roots = [top for top in self._tree.tops if top not in self._tree.orphans]
                return self._said(roots[0], name) if len(roots) == 1 else None
            case Way.ANY:
                answers = self._answers(name)
                return answers[0] if len(answers) == 1 else None
        return None

    def disagree(self, name: str) -> bool:
        return len(self._answers(name)) > 1

    def _said(self, node: Node, name: str) -> Found | None:
        """What the span says itself, as lent by it."""
        view = node.interaction or self._plain_view(node)
        field = view.own(name) if view is not None else None
        return field._replace(lender=node.span) if isinstance(field, Found) else None

    def _plain_view(self, node: Node) -> Interaction | None:
        if node not in self._plain:
            speaks = lends(node.span.raw) and node.span.sound
            self._plain[node] = Interaction(node.span) if speaks else None
        return self._plain[node]

    def _at_or_around(self, node: Node, name: str) -> Found | None:
        known = self._around.setdefault(name, {})
        path: list[Node] = []
        at: Node | None = node
        while at is not None and at not in known:
            path.append(at)
            at = at.parent
        found = None if at is None else known[at]
        for each in reversed(path):
            found = known[each] = self._said(each, name) or found
        return found

    def _beside(self, node: Node, name: str) -> Found | None:
        known = self._before.setdefault(name, {})
        if node not in known:
            known.update(self._of_siblings(node.parent.children if node.parent else self._tree.tops, name))
        return known[node]

    def _of_siblings(self, siblings: Iterable[Node], name: str) -> dict[Node, Found | None]:
        found: dict[Node, Found | None] = {}
        last: Found | None = None
        for node in siblings:
            found[node] = last
            last = None if node.kind in LLM else self._said(node, name) or last
        return found

    def _answers(self, name: str) -> list[Found]:
        """The different values that the spans of the trace say, of which two are as good as many."""
        if name not in self._agreed:
            answers: dict[str, Found] = {}
            for node in self._tree.nodes:
                said = self._said(node, name)
                if said is not None:
                    answers.setdefault(said.value, said)
                if len(answers) > 1:
                    break
            self._agreed[name] = list(answers.values())
        return self._agreed[name]
