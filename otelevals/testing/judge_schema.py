"""Examples of what a JSON Schema asks for."""

import json
from collections.abc import Mapping
from typing import Any

_DECODER = json.JSONDecoder()


def example(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Any:
    """A value that fits, of the kind of schemas that models are asked with."""
    root = schema if root is None else root
    match schema:
        case {"$ref": str(path)}:
            found: Any = root
            for key in path.removeprefix("#/").split("/"):
                found = found[key]
            return example(found, root)
        case {"const": value} | {"enum": [value, *_]} | {"default": value}:
            return value
        case {"anyOf": [first, *_]} | {"oneOf": [first, *_]} | {"allOf": [first, *_]}:
            return example(first, root)
    kind = schema.get("type", "object")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            return {name: example(part, root) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [example(schema.get("items", {}), root)] * max(1, schema.get("minItems", 1))
        case "string":
            return "Because it is so."
        case "integer" | "number":
            return schema.get("minimum", schema.get("maximum", 1))
        case "boolean":
            return True
    return None


def schema_in(text: str) -> dict[str, Any]:
    """The last schema of an object that is written out in a text; empty when there is none."""
    found: dict[str, Any] = {}
    start = text.find("{")
    while start >= 0:
        end = start + 1
        try:
            value, end = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and value.get("type") == "object" and "properties" in value:
            found = value
        start = text.find("{", end)
    return found
