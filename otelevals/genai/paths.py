"""What `genai.*` means in conditions: paths into the interaction of a span."""

from collections.abc import Callable
from typing import Any

from otelevals.conditions.errors import UnknownPath
from otelevals.conditions.paths import Access, Path
from otelevals.genai.catalog import ALIASES, FIELDS
from otelevals.genai.interaction import Interaction
from otelevals.genai.plain import plain
from otelevals.otlp.anyvalue import Value

PATHS = frozenset((*FIELDS, *ALIASES))
"""The fields that conditions can read, written after `genai.`."""


def access(path: Path, view: Callable[[Any], Interaction | None]) -> Access:
    """How to read a path whose first segment is `genai`; `view` finds the interaction in an evaluation context."""
    name = ".".join(field.name for field in path.fields[1:])
    if name not in PATHS:
        raise UnknownPath(f"unknown path genai.{name}", [f"genai.{choice}" for choice in sorted(PATHS)])
    keys = path.fields[-1].keys
    if any(field.keys for field in path.fields[:-1]):
        raise UnknownPath(f"{path} cannot be indexed there")
    read = _kind if name == "kind" else _reader(name)

    def get(context: Any) -> Value:
        interaction = view(context)
        return None if interaction is None else _index(read(interaction), keys)

    return Access(get)


def _kind(interaction: Interaction) -> Value:
    return interaction.kind.value


def _reader(name: str) -> Callable[[Interaction], Value]:
    return lambda interaction: plain(interaction.value(name))


def _index(value: Value, keys: tuple[str | int, ...]) -> Value:
    """The value inside; nil when there is no such key."""
    for key in keys:
        if isinstance(value, dict) and isinstance(key, str):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            value = value[key]
        else:
            return None
    return value
