"""Puts sources together as the Collector does: maps are merged deeply, anything else of a later source wins."""

from dataclasses import replace

from otelevals.config.nodes import Map, Node
from otelevals.config.problem import SEPARATOR


def merge(earlier: Node, later: Node) -> Node:
    """A null of the later source erases what was there."""
    if not isinstance(earlier, Map) or not isinstance(later, Map):
        return later
    entries, keys = dict(earlier.entries), dict(earlier.keys)
    for key, value in later.entries.items():
        entries[key] = merge(entries[key], value) if key in entries else value
        if entries[key] is value:
            keys[key] = later.keys[key]
    return replace(earlier, entries=entries, keys=keys)


def unfold(tree: Map) -> Map:
    """A map whose top-level keys are paths, `a::b: 1`, as the nested maps that they stand for."""
    result: Node = replace(tree, entries={}, keys={})
    for path, value in tree.entries.items():
        where = tree.keys[path]
        for key in reversed(path.split(SEPARATOR)):
            value = Map({key: value}, where, {key: where})
        result = merge(result, value)
    assert isinstance(result, Map)
    return result
