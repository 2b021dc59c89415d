"""JSON Schemas that values are checked against, in bounded time and without fetching anything."""

from collections.abc import Callable, Mapping
from typing import Any

_MOST_STEPS = 100_000
_DEEPEST = 100
_INWARDS = frozenset(
    (
        *("properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "propertyNames"),
        *("items", "prefixItems", "additionalItems", "unevaluatedItems", "contains"),
    )
)
"""Keywords whose schemas are for what is inside a value."""
_NAMED = frozenset(("properties", "patternProperties", "dependentSchemas"))
"""Keywords that hold schemas by name."""
_NO_SCHEMAS = frozenset(("$defs", "definitions", "enum", "const", "default", "examples"))
"""Keywords that hold none, or some that only count where they are referred to."""
_DYNAMIC = ("$dynamicRef", "$recursiveRef")


class BadSchema(ValueError):
    """A schema that nothing can be checked against."""


class TooComplex(Exception):
    """Checking could take too long."""


class Schema:
    """A compiled schema. What is wrong with a value is a sentence."""

    def __init__(self, written: Any) -> None:
        """BadSchema when it is not valid, or refers to something outside it."""
        import jsonschema_rs  # 6 MB that only those need who check schemas

        self._invalid: type[Exception] = jsonschema_rs.ValidationError
        try:
            validator = jsonschema_rs.validator_for(
                written,
                retriever=_refuse,
                pattern_options=jsonschema_rs.RegexOptions(size_limit=1_000_000),  # linear in the text
                validate_formats=True,
            )
        except (jsonschema_rs.ValidationError, ValueError) as error:
            raise BadSchema(_first_line(getattr(error, "message", "") or str(error))) from error
        self._validate: Callable[[Any], None] = validator.validate
        self._written = written
        self._steps: dict[int, int] = {}
        self._most = self.steps(_DEEPEST)
        self._recursive = self._most != self.steps(_DEEPEST - 1)

    def steps(self, depth: int) -> int:
        """How often a part of the schema is looked at for each part of a value that is nested so deep, at most."""
        if depth not in self._steps:
            self._steps[depth] = _Steps(self._written).of(self._written, depth)
        return self._steps[depth]

    def problem(self, value: Any, most_steps: int = _MOST_STEPS) -> str | None:
        """What is wrong with a value, None when nothing is; TooComplex when finding out could take too long."""
        most_steps = min(most_steps, _MOST_STEPS)
        if self._most > most_steps or self._recursive:
            depth = depth_of(value)
            if depth > _DEEPEST or self.steps(depth) > most_steps:
                raise TooComplex
        try:
            self._validate(value)
        except self._invalid as error:
            place = "".join(
                [f"[{at}]" if isinstance(at, int) else f".{at}" for at in getattr(error, "instance_path", ())]
            )
            return f"{_cut(str(getattr(error, 'message', error)))} at ${_cut(place)}"
        except ValueError as error:  # nested deeper than the validator goes
            raise TooComplex from error
        return None


class _Steps:
    """Counts the ways through a schema. References multiply: 60 of them, each to two others, make 2**30 ways."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._known: dict[tuple[int, int], int] = {}

    def of(self, part: Any, depth: int, level: int = 0) -> int:
        if not isinstance(part, Mapping | list) or depth < 0:
            return 1
        key = (id(part), depth)
        if key in self._known:
            return self._known[key]
        if level > 900:
            return _MOST_STEPS + 1
        self._known[key] = 0  # what refers to itself without going inwards is looked at once
        total = 1
        if isinstance(part, list):
            total += sum([self.of(each, depth, level + 1) for each in part])
        else:
            for name, inner in part.items():
                if name in _NO_SCHEMAS:
                    continue
                if name == "$ref" and isinstance(inner, str):
                    total += self.of(self._target(inner), depth, level + 1)
                elif name in _DYNAMIC:
                    total += self.of(self._root, depth, level + 1)
                else:
                    inwards = depth - (name in _INWARDS)
                    parts = inner.values() if name in _NAMED and isinstance(inner, Mapping) else (inner,)
                    total += sum([self.of(each, inwards, level + 1) for each in parts])
        self._known[key] = min(total, _MOST_STEPS + 1)
        return self._known[key]

    def _target(self, reference: str) -> Any:
        at = self._root
        if not reference.startswith("#") or (reference != "#" and not reference.startswith("#/")):
            return at
        for step in reference.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            if isinstance(at, Mapping) and name in at:
                at = at[name]
            elif isinstance(at, list) and name.isdecimal() and int(name) < len(at):
                at = at[int(name)]
            else:
                return self._root
        return at


def depth_of(value: Any) -> int:
    """How deep lists and objects are nested in a value."""
    depth, level = 0, [value]
    while level := [
        inner
        for each in level
        if isinstance(each, dict | list)
        for inner in (each.values() if isinstance(each, dict) else each)
    ]:
        depth += 1
    return depth


def _refuse(uri: str) -> Any:
    raise BadSchema(f"{uri} is not fetched: a schema has everything in it")


def _cut(text: str) -> str:
    return text if len(text) <= 200 else text[:100] + "…" + text[-99:]


def _first_line(text: str) -> str:
    return _cut(text.partition("\n")[0])
