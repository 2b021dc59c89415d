"""Puts together what instrumentations take apart: `a.0.b`, `a.0.c`, `a.1.b` are a list of two mappings."""

from typing import Any

from otelevals.api.span import Attributes
from otelevals.otlp.anyvalue import Value

_MOST_DIGITS = 4  # of an index
_MOST_DEPTH = 16


def unflatten(attributes: Attributes, prefix: str) -> Value:
    """What stands below the prefix, None when nothing does. Lists may have holes, which are closed, and names beside
    their items, which are no part of them.

    Keys with an index that no honest list has, or deeper than anything honest, are left out.
    """
    start = prefix + "."
    root = _Node()
    for key in attributes:
        if key.startswith(start):
            path = key[len(start) :].split(".")
            if len(path) <= _MOST_DEPTH and all(map(_is_sound, path)):
                _put(root, path, attributes.get(key))
    return _close(root) if root else None


class _Node(dict[str, Any]):
    """A mapping that was made of keys, not one that was a value."""


def _is_sound(step: str) -> bool:
    return not _is_index(step) or len(step) <= _MOST_DIGITS


def _is_index(step: str) -> bool:
    return step.isascii() and step.isdigit()


def _put(node: _Node, path: list[str], value: Value) -> None:
    for step in path[:-1]:
        inner = node.get(step)
        if not isinstance(inner, _Node):
            inner = node[step] = _Node()
        node = inner
    node.setdefault(path[-1], value)


def _close(node: _Node) -> Value:
    closed = {key: _close(value) if isinstance(value, _Node) else value for key, value in node.items()}
    indices = sorted(filter(_is_index, closed), key=int)
    return [closed[key] for key in indices] if indices else closed
