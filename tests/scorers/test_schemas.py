"""Schemas of strangers are checked in bounded time, or not at all."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.schemas import BadSchema, Schema, TooComplex, depth_of


def doubling(levels: int, keyword: str) -> dict[str, Any]:
    """Each level refers to the next one twice."""
    both = {f"a{each}": {keyword: [{"$ref": f"#/$defs/a{each + 1}"}] * 2} for each in range(levels)}
    return {"$defs": {**both, f"a{levels}": {"type": "string"}}, "$ref": "#/$defs/a0"}


def hidden(levels: int) -> dict[str, Any]:
    """The same under the name of a keyword that holds no schemas."""
    inner = doubling(levels, "anyOf")
    return {"$defs": inner["$defs"], "properties": {"enum": {"$ref": "#/$defs/a0"}}}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (doubling(40, "anyOf"), 1),
        (doubling(40, "allOf"), "x"),
        (hidden(40), {"enum": 1}),
        ({"anyOf": [{"items": {"$ref": "#"}}, {"items": {"$ref": "#"}}]}, orjson.loads("[" * 60 + "]" * 60)),
        ({"items": {"$ref": "#"}}, orjson.loads("[" * 1000 + "]" * 1000)),
    ],
)
def test_what_multiplies_is_too_complex(schema: Any, value: Any) -> None:
    with pytest.raises(TooComplex):
        Schema(schema).problem(value)


@pytest.mark.parametrize(
    "schema", [{"$ref": "#"}, {"allOf": [{"$ref": "#"}]}, {"$dynamicAnchor": "a", "$dynamicRef": "#a"}, True, {}]
)
def test_what_refers_to_itself_takes_anything(schema: Any) -> None:
    assert Schema(schema).problem({"a": 1}) is None


def test_recursive_schemas_are_fine_for_what_is_not_deep() -> None:
    node = {"properties": {"value": {"type": "integer"}, "children": {"items": {"$ref": "#/$defs/node"}}}}
    schema = Schema({"$defs": {"node": node}, "$ref": "#/$defs/node"})
    assert schema.problem({"value": 1, "children": [{"value": 2, "children": []}]}) is None
    assert schema.problem({"children": [{"value": "2"}]}) == '"2" is not of type "integer" at $.children[0].value'


@pytest.mark.parametrize(
    "schema", [5, {"type": "x"}, {"$ref": "#/no"}, {"$ref": "https://a.example"}, {"pattern": r"(a)\1"}, {"not": 1}]
)
def test_bad_schemas(schema: Any) -> None:
    with pytest.raises(BadSchema):
        Schema(schema)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["a", "#", "#/a", "string", "object"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "$ref", "type", "items", "properties", "anyOf", "not", "enum"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_any_schema_gives_a_sentence_nothing_or_one_of_two_errors(schema: Any, value: Any) -> None:
    try:
        problem = Schema(schema).problem(value)
    except (BadSchema, TooComplex):
        return
    assert problem is None or problem.rstrip()


@pytest.mark.parametrize(("value", "depth"), [(1, 0), ([], 0), ([1], 1), ({"a": [[]]}, 2)])
def test_depth(value: Any, depth: int) -> None:
    assert depth_of(value) == depth
