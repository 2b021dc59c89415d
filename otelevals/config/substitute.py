"""Replaces `${env:NAME}`, `${NAME}`, `${env:NAME:-default}` and `${file:path}` in every string of a tree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from otelevals.config.files import NotRead, read_text
from otelevals.config.nodes import List, Map, Node, Scalar
from otelevals.config.problem import Location, Problem, join, shorten
from otelevals.config.reader import Budget, Source, TooLarge, Unreadable, parse
from otelevals.config.references import (
    MAX_NESTING,
    TOO_DEEP,
    BadReference,
    Reference,
    split,
    split_default,
    split_scheme,
)

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_COST = 64  # what a reference takes from the budget besides its text


class _Failed(Exception):
    """A reference that has no value; the text is for the user."""


@dataclass(frozen=True)
class _Found:
    """What a reference stands for: the text, and where it counts as written."""

    text: str
    source: Source


@dataclass
class Substitution:
    """One pass over a configuration; what it finds wrong or worth a warning is kept here."""

    environ: Mapping[str, str]
    budget: Budget
    problems: list[Problem] = field(default_factory=list)
    warnings: dict[Problem, None] = field(default_factory=dict)
    """In the order in which they were found, each once."""
    files: dict[Path, None] = field(default_factory=dict)

    def expand(self, node: Node, path: tuple[str | int, ...] = (), nesting: int = 0) -> Node:
        """The tree with every reference replaced."""
        if isinstance(node, Map):
            entries = {key: self.expand(value, (*path, key), nesting) for key, value in node.entries.items()}
            return replace(node, entries=entries)
        if isinstance(node, List):
            return replace(node, items=[self.expand(item, (*path, n), nesting) for n, item in enumerate(node.items)])
        if not isinstance(node.value, str) or "$" not in node.value:
            return node
        scalar = _Scalar(self, node, path)
        try:
            return scalar.expand(node.value, nesting)
        except (_Failed, BadReference) as error:
            self.problems.append(Problem(node.where, join(*path), scalar.reference, str(error)))
        except TooLarge as error:
            self.problems.append(replace(error.problem, where=node.where, path=join(*path)))
        return replace(node, value="")


class _Scalar:
    """The substitution in one string. `reference` is the part of it that is being replaced."""

    def __init__(self, run: Substitution, node: Scalar, path: tuple[str | int, ...]) -> None:
        self._run = run
        self._node = node
        self._path = path
        self.reference = ""

    def expand(self, text: str, nesting: int) -> Node:
        parts = split(text)
        if len(parts) == 1 and isinstance(reference := parts[0], Reference):
            self.reference = shorten(reference.written)
            return self._whole(self._retrieve(reference, self._node.where, nesting), nesting)
        value = "".join(self._inline(part, self._node.where, nesting, outermost=True) for part in parts)
        return replace(self._node, value=value, text=value if self.reference else None)

    def _whole(self, found: _Found, nesting: int) -> Node:
        """The value that a text stands for when it is all there is: read as YAML, with the text kept."""
        parts = split(found.text)
        if len(parts) == 1 and isinstance(reference := parts[0], Reference):
            return self._whole(self._retrieve(reference, found.source.where, nesting + 1), nesting + 1)
        node, problems = self._node, list[Problem]()
        value: Node | None = None
        try:
            value = parse(found.text, found.source, self._run.budget, problems, len(self._path))
        except TooLarge:
            raise
        except Unreadable as error:
            problems.append(error.problem)
        if not problems and isinstance(value, Map | List):
            value = self._run.expand(value, self._path, nesting + 1)
            return replace(value, text=found.text, written=node.written)
        text = self._text(found.text, found.source.where, nesting + 1)
        note = "" if not problems else problems[0].message if found.source.fixed else str(problems[0])
        if isinstance(value, Scalar) and not isinstance(value.value, str) and not problems:
            return replace(node, value=value.value, text=text)
        return replace(node, value=text if text else None, text=text, note=note)

    def _text(self, text: str, where: Location, nesting: int) -> str:
        if "$" not in text:
            return text
        return "".join(self._inline(part, where, nesting) for part in split(text))

    def _inline(self, part: str | Reference, where: Location, nesting: int, *, outermost: bool = False) -> str:
        if isinstance(part, str):
            return part
        if outermost:
            self.reference = shorten(part.written)
        found = self._retrieve(part, where, nesting)
        return self._text(found.text, found.source.where, nesting + 1)

    def _retrieve(self, reference: Reference, where: Location, nesting: int) -> _Found:
        if nesting >= MAX_NESTING:
            raise _Failed(TOO_DEEP)
        scheme, body = split_scheme(reference.body)
        if scheme == "env":
            found = _Found(self._variable(body, where, nesting), Source(where, fixed=True))
        elif scheme == "file":
            found = self._file(self._text(body, where, nesting + 1), where)
        else:
            raise _Failed(f"there is no source {scheme} (valid: env, file)")
        self._run.budget.text -= len(found.text) + _COST
        if self._run.budget.text < 0:
            raise _Failed("the substitutions give more text than a configuration may have")
        return found

    def _variable(self, body: str, where: Location, nesting: int) -> str:
        name, default = split_default(body)
        name = self._text(name, where, nesting + 1)
        if not _NAME.fullmatch(name):
            raise _Failed("not a valid name of an environment variable")
        value = self._run.environ.get(name)
        if value is None:
            if default is None:
                message = f"the environment variable {name} is not set: its value is empty"
                warning = Problem(self._node.where, join(*self._path), self.reference, message)
                self._run.warnings[warning] = None
            return default or ""
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _Failed("the environment variable is not valid UTF-8") from None
        return value

    def _file(self, name: str, where: Location) -> _Found:
        path = where.folder / name
        try:
            text = read_text(path)
        except NotRead as error:
            raise _Failed(str(error)) from None
        self._run.files[path] = None
        return _Found(text.rstrip("\r\n"), Source(Location(str(path), folder=path.parent)))
