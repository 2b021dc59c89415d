"""Finds the spans that tell of one exchange, and the one that stands for it: by a role's kinds, nesting and content."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from otelevals.genai.alike import is_one_exchange
from otelevals.genai.kinds import LLM, NEVER_SCORED, Kind
from otelevals.genai.retrieved import SEARCHES
from otelevals.genai.tree import Node, Tree

Standing = dict[Node, Node]
"""Which span stands for one, where it is another one."""

WORK = frozenset({Kind.AGENT, Kind.WORKFLOW})
TOOLS = frozenset({Kind.TOOL})


def roots(tree: Tree) -> Standing:
    """The outermost GenAI span stands for all that is inside it."""
    tops: Standing = {}
    for node, around in _nested(tree, frozenset(Kind), ()):
        tops[node] = node if around is None else tops[around]
    records = _records(tree)
    return _others({node: records.get(top, top) for node, top in tops.items()})


def evaluations(tree: Tree) -> Standing:
    """What is inside an evaluation is part of it."""
    tops: Standing = {}
    for node, around in _nested(tree, frozenset(Kind), ()):
        if around in tops:
            tops[node] = tops[around]
        elif node.kind in NEVER_SCORED:
            tops[node] = node
    return _others(tops)


def models(tree: Tree) -> Standing:
    """The innermost model call that has the content, unless one holds several calls: then it is none itself, and the
    last of them that has content stands for it."""
    around = calls_around(tree)
    records = _records(tree)
    written = {record: request for request, record in records.items()}
    calls: dict[Node, list[Node]] = {}
    for node, outer in around.items():
        if outer is not None and node not in written:
            calls.setdefault(outer, []).append(node)
    several: set[Node] = set()
    best: Standing = {}
    for node in reversed(around):
        inner = [best[call] for call in calls.get(node, ())]
        if len(inner) > 1 or not several.isdisjoint(calls.get(node, ())):
            several.add(node)
            best[node] = max(reversed(inner), key=_content)
        else:
            best[node] = max([*inner, records.get(node, node)], key=_content)
    standing: Standing = {}
    for node, outer in around.items():
        outer = written.get(node, outer)
        standing[node] = best[node] if outer is None or outer in several else standing[outer]
    return _others(standing)


def calls_around(tree: Tree) -> dict[Node, Node | None]:
    """Model calls with the nearest one around each that tells of the same exchange."""
    nested = _nested(tree, LLM, {Kind.TOOL, Kind.AGENT, *SEARCHES, *NEVER_SCORED})
    return {node: outer if outer is not None and is_one_exchange(outer, node) else None for node, outer in nested}


def agents(tree: Tree) -> Standing:
    """Of agents and workflows with the same output the outermost agent, else the outermost workflow. A workflow inside
    another one, or inside an agent, is a step of it."""
    around = dict(_nested(tree, WORK, {Kind.TOOL, *NEVER_SCORED}))
    said = {node: _output(node) for node in around}
    alone = _only_ones(around)
    outermost: Standing = {}
    leaders: Standing = {}
    open_: list[tuple[Node, tuple[Node, str]]] = []  # the first with its output, of those that the next one may be in
    first: dict[tuple[Node, str], Node] = {}
    for node, outer in around.items():
        while open_ and not open_[-1][0].holds(node):
            del first[open_.pop()[1]]
        outermost[node] = node if outer is None else outermost[outer]
        if node.kind is Kind.WORKFLOW and outer is not None:
            leaders[node] = leaders[outer]
            continue
        output = said[node]
        if output is None:
            same = outer is not None and node in alone and said[outer] is None
            leaders[node] = leaders[outer] if same and outer is not None else node
            continue
        key = outermost[node], output
        leaders[node] = first.setdefault(key, node)
        if leaders[node] is node:
            open_.append((node, key))
    return _best(leaders, lambda node: node.kind is Kind.AGENT)


def tools(tree: Tree) -> Standing:
    """Of calls of the same tool the outermost that has a result."""
    leaders: Standing = {}
    for node, outer in _nested(tree, TOOLS, {*LLM, Kind.AGENT, *NEVER_SCORED}):
        leaders[node] = leaders[outer] if outer is not None and _same_call(outer, node) else node
    return _best(leaders, lambda node: _value(node, "tool_result") is not None)


def searches(tree: Tree) -> Standing:
    """Of retrievals the outermost that has documents."""
    leaders: Standing = {}
    for node, outer in _nested(tree, SEARCHES, {*LLM, Kind.AGENT, Kind.TOOL, *NEVER_SCORED}):
        leaders[node] = node if outer is None else leaders[outer]
    return _best(leaders, lambda node: bool(_value(node, "documents")))


def _nested(tree: Tree, wanted: Collection[Kind], between: Collection[Kind]) -> Iterator[tuple[Node, Node | None]]:
    """Spans of some kinds with the nearest such span around each, unless one of other kinds is between them."""
    nearest: dict[Node, Node | None] = {}
    for node in tree.nodes:
        around = None if node.parent is None else nearest[node.parent]
        if node.kind in wanted:
            yield node, around
            around = node
        nearest[node] = None if node.kind in between else around


def _records(tree: Tree) -> Standing:
    """For requests without an answer the record of it that follows them: beside them, and of no duration."""
    records: Standing = {}
    for siblings in (tree.tops, *[node.children for node in tree.nodes]):
        calls = [node for node in siblings if node.kind in LLM]
        if len(calls) > 1 and any(map(_is_moment, calls)):
            waiting: dict[str, Node] = {}
            for node in calls:
                asked = repr((_value(node, "model"), _value(node, "input_messages")))
                if not _answer(node):
                    waiting[asked] = node
                elif _is_moment(node) and (request := waiting.pop(asked, None)) is not None:
                    records[request] = node
    return records


def _is_moment(node: Node) -> bool:
    return 0 < node.end <= node.start


def _best(leaders: Standing, preferred: Callable[[Node], bool]) -> Standing:
    """For all spans with one leader the outermost of them that is preferred, else the leader."""
    best: Standing = {}
    for node, leader in leaders.items():
        if leader not in best and preferred(node):
            best[leader] = node
    return _others({node: best.get(leader, leader) for node, leader in leaders.items()})


def _others(standing: Standing) -> Standing:
    return {node: other for node, other in standing.items() if other is not node}


def _only_ones(around: dict[Node, Node | None]) -> set[Node]:
    """Those that are the only one in what is around them."""
    inside: dict[Node, list[Node]] = {}
    for node, outer in around.items():
        if outer is not None:
            inside.setdefault(outer, []).append(node)
    return {nodes[0] for nodes in inside.values() if len(nodes) == 1}


def _same_call(outer: Node, inner: Node) -> bool:
    """Whether two spans inside one another tell of one call, as far as they say what was called with what."""
    names = [_value(node, "tool_name") for node in (outer, inner)]
    arguments = [_value(node, "tool_arguments") for node in (outer, inner)]
    if None not in names and names[0] != names[1]:
        return False
    return type(arguments[0]) is not type(arguments[1]) or arguments[0] == arguments[1]


def _content(node: Node) -> int:
    return 2 if _answer(node) else 1 if _value(node, "input_messages") else 0


def _answer(node: Node) -> bool:
    return any(message.parts for message in _value(node, "output_messages") or ())


def _output(node: Node) -> str | None:
    text: str | None = _value(node, "output_text")
    return None if text is None else text.strip()


def _value(node: Node, name: str) -> Any:
    return None if node.interaction is None else node.interaction.value(name)
