"""A configuration as a tree whose every key and value knows where it was written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from otelevals.api.config import Secret
from otelevals.config.problem import Location, shorten

Plain: TypeAlias = str | int | float | bool | None

_CREDENTIALS = re.compile(r"://[^/?#\s]*@")


@dataclass(slots=True)
class Scalar:
    value: Plain
    where: Location
    written: str
    """As in the source; the reference when a substitution gave the value."""
    text: str | None = None
    """The text that a substitution gave, before it was read as YAML: what a string option gets."""
    note: str = ""
    """Why that text is not YAML."""
    secret: bool = False
    omitted: bool = False
    """A null for an option that takes none: the default counts."""


@dataclass(slots=True)
class List:
    items: "list[Node]"
    where: Location
    text: str | None = None
    written: str = ""


@dataclass(slots=True)
class Map:
    entries: "dict[str, Node]"
    where: Location
    keys: dict[str, Location] = field(default_factory=dict)
    text: str | None = None
    written: str = ""


Node: TypeAlias = Scalar | List | Map


def is_null(node: Node | None) -> bool:
    return node is None or (isinstance(node, Scalar) and node.value is None)


def child(node: Node | None, key: str | int) -> Node | None:
    if isinstance(node, Map):
        return node.entries.get(key) if isinstance(key, str) else None
    if isinstance(node, List) and isinstance(key, int) and 0 <= key < len(node.items):
        return node.items[key]
    return None


def descend(node: Node | None, path: Iterable[str | int]) -> Node | None:
    for key in path:
        node = child(node, key)
    return node


def replace_child(parent: Node | None, key: str | int, node: Node) -> None:
    if isinstance(parent, Map):
        parent.entries[str(key)] = node
    elif isinstance(parent, List):
        parent.items[int(key)] = node


def items(node: Node) -> "Iterator[tuple[str | int, Node]]":
    if isinstance(node, Map):
        yield from node.entries.items()
    elif isinstance(node, List):
        yield from enumerate(node.items)


def locate(root: Node, path: Sequence[str | int]) -> Location:
    """Where the last existing part of a path is written: at its key, when it has one."""
    node, where = root, root.where
    for part in path:
        found = child(node, part)
        if found is None:
            break
        where = node.keys.get(str(part), found.where) if isinstance(node, Map) else found.where
        node = found
    return where


def show(node: Node) -> str:
    """What was written, in a form that fits into an error and keeps secrets."""
    if isinstance(node, Map):
        return "{…}" if node.entries else "{}"
    if isinstance(node, List):
        return "[…]" if node.items else "[]"
    if node.secret:
        return Secret.SHOWN
    if node.text is not None:
        return f"{_brief(node.written)} = {_brief(node.text) or '(empty)'}"
    return _brief(node.written) or "(empty)"


def _brief(text: str) -> str:
    """One line of a text, without the credentials of a URL, whatever option it was written for."""
    return shorten(_CREDENTIALS.sub(f"://{Secret.SHOWN}@", text))


def plain(node: Node | None, *, redact: bool = False) -> Any:
    """The tree as dictionaries, lists and values; what is omitted stays out unless it is to be shown."""
    if isinstance(node, Map):
        return {
            key: plain(value, redact=redact)
            for key, value in node.entries.items()
            if not (isinstance(value, Scalar) and value.omitted)
        }
    if isinstance(node, List):
        return [plain(item, redact=redact) for item in node.items]
    if node is None or (redact and node.secret):
        return None if node is None else Secret.SHOWN
    return node.value
