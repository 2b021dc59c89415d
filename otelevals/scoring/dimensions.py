"""What evaluations are told apart by besides their scorer: fields of the interaction, or attributes, as short texts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, NamedTuple

import orjson
from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from otelevals.api.span_paths import SpanPaths
from otelevals.conditions import Path
from otelevals.conditions.errors import ConditionError, EvaluationError, Problem, UnknownPath
from otelevals.conditions.parser import parse
from otelevals.conditions.tree import Comparison, Reference
from otelevals.genai.interaction import Interaction
from otelevals.genai.paths import PATHS, access
from otelevals.genai.plain import plain
from otelevals.otlp.anyvalue import Value
from otelevals.otlp.shadow import MalformedRequest
from otelevals.scoring.names import choices

_LONGEST = 200
_PATH_STARTS = ("genai.", "span.", "scope.", "resource.")
_MOST = 16


class Dimension(NamedTuple):
    name: str
    written: str
    read: Callable[[Interaction], Value]


def parse_dimensions(value: Any) -> tuple[Dimension, ...]:
    """From a list of fields, attributes or paths, or a map of names to these; ValueError when it is something else."""
    if isinstance(value, Mapping):
        entries = [(str(name), written) for name, written in value.items()]
    elif isinstance(value, list | tuple):
        if all(isinstance(each, Dimension) for each in value):
            return tuple(value)
        entries = [(written, written) for written in value]
    else:
        raise ValueError("expected a list of fields or attributes, or a map of names to them")
    if len(entries) > _MOST:
        raise ValueError(f"expected at most {_MOST} dimensions")
    return tuple([_dimension(name, written) for name, written in entries])


def written(dimensions: Iterable[Dimension]) -> dict[str, str]:
    return {each.name: each.written for each in dimensions}


Dimensions = Annotated[
    tuple[Dimension, ...],
    PlainValidator(parse_dimensions),
    PlainSerializer(written),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": "string"}},
            ]
        }
    ),
]


def values(dimensions: Iterable[Dimension], interaction: Interaction) -> dict[str, str]:
    """Those that the target has; what cannot be read is not there."""
    found = {}
    for dimension in dimensions:
        try:
            value = dimension.read(interaction)
        except (EvaluationError, MalformedRequest):
            continue
        if value is not None:
            found[dimension.name] = _text(value)
    return found


def _dimension(name: Any, written: Any) -> Dimension:
    if not isinstance(written, str) or not written or not isinstance(name, str) or not name:
        raise ValueError("expected the name of a field or an attribute")
    if written in PATHS:
        return Dimension(name, written, lambda interaction: plain(interaction.value(written)))
    if written.startswith(_PATH_STARTS):
        return Dimension(name, written, _path(written))
    return Dimension(name, written, lambda interaction: _attribute(interaction, written))


def _attribute(interaction: Interaction, key: str) -> Value:
    """Of the span, else of its resource."""
    value = interaction.span.attribute(key)
    return interaction.span.resource.attribute(key) if value is None else value


def _path(text: str) -> Callable[[Interaction], Value]:
    resolver = SpanPaths(roots={"genai": lambda path: access(path, lambda interaction: interaction)})
    try:
        tree = parse(f"{text} == nil")
    except Problem as problem:
        raise ConditionError(text, problem.column, problem.message, problem.hint) from None
    path: Path | None = tree.left.path if isinstance(tree, Comparison) and isinstance(tree.left, Reference) else None
    if path is None or str(path) != text:
        raise ValueError(f"{text} is not a path")
    try:
        return resolver.resolve(path).get
    except UnknownPath as unknown:
        raise ValueError(f"{unknown.message}{choices(text, unknown.choices)}") from None


def _text(value: Value) -> str:
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str | int | float):
        text = str(value)
    else:
        text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
