"""YAML text to a tree of located nodes, with limits that stop hostile files early."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import yaml

from otelevals.config.nodes import List, Map, Node, Scalar
from otelevals.config.problem import Location, Problem, join
from otelevals.config.scalars import resolve

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
MAX_VALUES = 100_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_SCALAR_TAGS = {f"{_TAG}{name}": kinds for name, kinds in (
    ("int", (int,)), ("float", (int, float)), ("bool", (bool,)), ("null", (type(None),)),
)}  # fmt: skip
_QUOTES = ("'", '"')


class Unreadable(Exception):
    """The text is not YAML that can be used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class TooLarge(Unreadable):
    """A limit was reached: trying anything else with the text would be unwise too."""


@dataclass
class Budget:
    """What all sources of one configuration may use together."""

    values: int = MAX_VALUES
    text: int = 4 * MAX_BYTES


@dataclass
class Source:
    """Where a text comes from; `fixed` when everything in it counts as written at `where`."""

    where: Location
    fixed: bool = False

    def at(self, mark: Any) -> Location:
        return self.line(mark.line + 1, mark.column + 1)

    def line(self, line: int, column: int = 1) -> Location:
        return self.where if self.fixed else replace(self.where, line=line, column=column)


def parse(text: str, source: Source, budget: Budget, problems: list[Problem], depth: int = 0) -> Node | None:
    """The one document in a text, None when it is empty.

    Raises Unreadable; what is wrong with single keys and values goes to `problems`.
    """
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        raise Unreadable(Problem(source.where, "", "", "not valid UTF-8")) from None
    try:
        return _Builder(text, source, budget, problems).document(depth)
    except yaml.reader.ReaderError as error:
        where = source.line(encoded[: error.position].count(b"\n") + 1)
        raise Unreadable(Problem(where, "", "", f"not valid YAML: {error.reason}")) from None
    except yaml.MarkedYAMLError as error:
        raise Unreadable(_syntax_problem(error, text, source)) from None


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, source: Source) -> Problem:
    message = f"not valid YAML: {error.problem}"
    if error.context is not None and error.context_mark is not None:
        message += f" {error.context} (from line {error.context_mark.line + 1})"
    mark = error.problem_mark
    if mark is None:
        return Problem(source.where, "", "", message)
    lines = text.splitlines()
    if mark.line >= len(lines):
        return Problem(source.line(max(len(lines), 1)), "", "", message)
    if lines[mark.line][mark.column : mark.column + 1] == "\t":
        message = "not valid YAML: a tab cannot indent, use spaces"
    return Problem(source.at(mark), "", "", message)


class _Builder:
    """Turns parser events into nodes. An alias becomes a copy, so that no two places share a node."""

    def __init__(self, text: str, source: Source, budget: Budget, problems: list[Problem]) -> None:
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=_LOADER))
        self._source = source
        self._budget = budget
        self._problems = problems
        self._anchors: dict[str, Node | None] = {}  # None while the anchored value is being read

    def document(self, depth: int) -> Node | None:
        next(self._events)
        if not isinstance(next(self._events), yaml.DocumentStartEvent):
            return None
        node = self._node(next(self._events), (), depth)
        next(self._events)
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            self._refuse(after, "", "several documents in one source: only one is allowed")
        return node

    def _node(self, event: Any, path: tuple[str | int, ...], depth: int) -> Node:
        self._spend(event, depth)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._check_tag(event, path, "seq")
            node = List(list(self._items(path, depth)), self._source.at(event.start_mark))
        else:
            self._check_tag(event, path, "map")
            node = self._map(event, path, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _items(self, path: tuple[str | int, ...], depth: int) -> Iterator[Node]:
        number = 0
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, (*path, number), depth + 1)
            number += 1

    def _map(self, start: Any, path: tuple[str | int, ...], depth: int) -> Map:
        result = Map({}, self._source.at(start.start_mark))
        merged: list[Map] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            where = self._source.at(event.start_mark)
            if not isinstance(event, yaml.ScalarEvent):
                self._node(event, path, depth + 1)
                self._problem(where, path, "", "expected a single word or text as key")
                self._node(next(self._events), path, depth + 1)
                continue
            key = event.value
            self._spend(event, depth)
            value = self._node(next(self._events), (*path, key), depth + 1)
            if key == "<<" and event.implicit[0]:
                merged.extend(self._merged(value, where, path))
            elif key in result.entries:
                first = result.keys[key].line
                self._problem(where, (*path, key), "", f"the key is used twice in one map (first on line {first})")
            else:
                result.entries[key] = value
                result.keys[key] = where
        for other in merged:
            for key, value in other.entries.items():
                if key not in result.entries:
                    result.entries[key] = self._copy(value, depth + 1, start)
                    result.keys[key] = other.keys[key]
        return result

    def _merged(self, value: Node, where: Location, path: Sequence[str | int]) -> Iterator[Map]:
        for item in value.items if isinstance(value, List) else [value]:
            if isinstance(item, Map):
                yield item
            else:
                self._problem(where, (*path, "<<"), "", "expected a map or a list of maps")

    def _scalar(self, event: Any, path: Sequence[str | int]) -> Scalar:
        where = self._source.at(event.start_mark)
        text, tag = event.value, event.tag
        written = json.dumps(text, ensure_ascii=False) if event.style in _QUOTES else text
        if event.implicit[0]:
            return Scalar(resolve(text), where, written)
        if tag in _SCALAR_TAGS:
            value = resolve(text)
            if type(value) in _SCALAR_TAGS[tag]:
                return Scalar(value, where, written)
            self._problem(where, path, "", f"not a value of type {tag.removeprefix(_TAG)}")
        elif tag not in (None, "!", f"{_TAG}str"):
            self._problem(where, path, "", "the YAML tag is not supported")
        return Scalar(text, where, written)

    def _alias(self, event: Any, depth: int) -> Node:
        if event.anchor not in self._anchors:
            self._refuse(event, "not valid YAML: ", "an alias names an anchor that is not defined before it")
        node = self._anchors[event.anchor]
        if node is None:
            self._refuse(event, "not valid YAML: ", "an alias is inside the value that it stands for")
        return self._copy(node, depth, event)

    def _copy(self, node: Node, depth: int, event: Any) -> Node:
        self._spend(event, depth)
        if isinstance(node, Map):
            entries = {key: self._copy(value, depth + 1, event) for key, value in node.entries.items()}
            return replace(node, entries=entries, keys=dict(node.keys))
        if isinstance(node, List):
            return replace(node, items=[self._copy(item, depth + 1, event) for item in node.items])
        return replace(node)

    def _check_tag(self, event: Any, path: Sequence[str | int], kind: str) -> None:
        if event.tag not in (None, "!", f"{_TAG}{kind}"):
            self._problem(self._source.at(event.start_mark), path, "", "the YAML tag is not supported")

    def _spend(self, event: Any, depth: int) -> None:
        self._budget.values -= 1
        if depth > MAX_DEPTH:
            raise TooLarge(self._found(event, f"nested more than {MAX_DEPTH} levels deep"))
        if self._budget.values < 0:
            raise TooLarge(self._found(event, f"more than {MAX_VALUES} values, aliases counted where they are used"))

    def _problem(self, where: Location, path: Sequence[str | int], written: str, message: str) -> None:
        self._problems.append(Problem(where, join(*path), written, message))

    def _found(self, event: Any, message: str) -> Problem:
        return Problem(self._source.at(event.start_mark), "", "", message)

    def _refuse(self, event: Any, prefix: str, message: str) -> NoReturn:
        raise Unreadable(self._found(event, prefix + message))
