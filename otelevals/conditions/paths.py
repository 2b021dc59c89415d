"""Paths as conditions write them, and the resolver that gives them a meaning."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from otelevals.conditions.errors import UnknownPath
from otelevals.conditions.strings import quote

__all__ = ["Access", "Field", "Path", "Resolver", "UnknownPath"]


@dataclass(frozen=True, slots=True)
class Field:
    """One segment of a path with the keys that index it: `attributes["a"][0]`."""

    name: str
    keys: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return self.name + "".join(f"[{quote(key) if isinstance(key, str) else key}]" for key in self.keys)


@dataclass(frozen=True, slots=True)
class Path:
    """A path with all its segments; whether the first one names a context is the resolver's decision."""

    fields: tuple[Field, ...]
    column: int = field(default=1, compare=False, repr=False)

    @property
    def context(self) -> str:
        """The first segment when others follow it and nothing indexes it, else the empty string."""
        first = self.fields[0]
        return first.name if len(self.fields) > 1 and not first.keys else ""

    def __str__(self) -> str:
        return ".".join(map(str, self.fields))


@dataclass(frozen=True, slots=True)
class Access:
    """How to read a path.

    `get` takes the evaluation context and returns str, int, float, bool, bytes, list, dict or None, and nothing derived
    from those; it may raise EvaluationError.
    `literals` occur in the serialised data whenever the value is not nil.
    `verbatim` promises that every string and byte string in the value occurs in the serialised data as it is: true of a
    protobuf attribute, false of anything decoded, joined or renamed on the way.
    `truth` says that the value is a bool or nil, and lets the path stand alone as a condition.
    `context` replaces `Path.context` in `Condition.contexts` when the path left its context out.
    """

    get: Callable[[Any], Any]
    literals: frozenset[bytes] = frozenset()
    verbatim: bool = False
    context: str = ""
    truth: bool = False


class Resolver(Protocol):
    """Gives paths and enums their meaning."""

    @property
    def enums(self) -> Mapping[str, int]: ...

    def resolve(self, path: Path) -> Access:
        """How to read the path; raises UnknownPath."""
        ...
