"""Which span of an exchange is scored, when several nested spans tell of the same one, and why another one is not."""

from collections.abc import Callable
from typing import Literal

from otelevals.genai.kinds import LLM, NEVER_SCORED, Kind
from otelevals.genai.nested import TOOLS, WORK, Standing, agents, evaluations, models, roots, searches, tools
from otelevals.genai.retrieved import SEARCHES
from otelevals.genai.tree import Node, Tree

Role = Literal["llm", "root", "agent", "tool", "retrieval"]

_FINDERS: dict[Role, Callable[[Tree], Standing]] = {
    "llm": models,
    "root": roots,
    "agent": agents,
    "tool": tools,
    "retrieval": searches,
}
ROLES: tuple[Role, ...] = tuple(_FINDERS)
_KINDS: dict[Role, frozenset[Kind]] = {"llm": LLM, "agent": WORK, "tool": TOOLS, "retrieval": SEARCHES}

_CALLED = {
    **dict.fromkeys(LLM, "model call"),
    Kind.TOOL: "tool call",
    Kind.RERANK: "reranking",
    Kind.EVALUATOR: "evaluation",
    Kind.OTHER: "span",
}


def roles_of(kind: Kind) -> tuple[Role, ...]:
    """Those that a span of this kind can have: any span can be the root, if it is none about quality."""
    if kind in NEVER_SCORED:
        return ()
    return tuple([role for role in ROLES if role not in _KINDS or kind in _KINDS[role]])


class Exchanges:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._found: dict[str, Standing] = {}

    def standing_for(self, node: Node, role: Role) -> Node | None:
        """The other span that is scored in this role, None when it is the span itself."""
        return self._standing("evaluation", evaluations).get(node) or self._standing(role, _FINDERS[role]).get(node)

    def reason(self, node: Node, role: Role) -> str | None:
        """Why a span is not scored in this role, None when no other one is instead."""
        target = self.standing_for(node, role)
        if target is None or target.kind is None:
            return None
        called = _CALLED.get(target.kind, target.kind.value)
        name = " ".join([each for each in (called, target.span.message.name) if each])
        said = f"the {name} (span {target.span.ids.span_id.hex()})"
        if target.kind in NEVER_SCORED:
            return f"it is part of {said}"
        where = "inside it" if node.holds(target) else "around it" if target.holds(node) else "beside it"
        return f"{said} {where} is scored"

    def _standing(self, what: str, find: Callable[[Tree], Standing]) -> Standing:
        if what not in self._found:
            self._found[what] = find(self._tree)
        return self._found[what]
