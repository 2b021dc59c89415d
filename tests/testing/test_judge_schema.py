"""Examples fit the schemas that they are made from, and schemas are found in texts."""

import json
from typing import Any

import jsonschema_rs
import pytest

from otelevals.testing.judge_schema import example, schema_in


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "string", "enum": ["good", "bad"]},
        {"type": "integer", "minimum": 3, "maximum": 5},
        {"type": "number", "maximum": -1},
        {"type": "boolean"},
        {"type": "null"},
        {"type": ["string", "null"]},
        {"const": 4},
        {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
        {"type": "array", "items": {"type": "integer"}, "minItems": 2},
        {
            "type": "object",
            "properties": {"claims": {"type": "array", "items": {"$ref": "#/$defs/claim"}}},
            "required": ["claims"],
            "$defs": {"claim": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}},
        },
    ],
)
def test_an_example_fits(schema: dict[str, Any]) -> None:
    assert jsonschema_rs.validator_for(schema).is_valid(example(schema))


def test_the_last_schema_of_a_text_is_found() -> None:
    first, last = ({"type": "object", "properties": {name: {"type": "string"}}} for name in "ab")
    assert schema_in(f"{{not JSON}} {json.dumps(first)} then {json.dumps(last)} and {{}}") == last
    assert schema_in("nothing {") == {}
