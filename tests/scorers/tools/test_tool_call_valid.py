"""Tool calls are valid when the tool was offered and takes the arguments; what cannot be told gets no verdict."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.genai.fields import MissingInput
from otelevals.scorers.tools.tool_call_valid import ToolCallValid
from otelevals.scoring.score import NoVerdict, Score
from tests.genai.spans import chat, interaction
from tests.scorers.tools.spans import calling

WEATHER = {
    "type": "function",
    "name": "weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer", "maximum": 7}},
        "required": ["city"],
        "additionalProperties": False,
    },
}
PING = {"name": "ping"}
TOOLS = [WEATHER, PING]


def score(*calls: tuple[str, Any], tools: Any = TOOLS) -> Score | NoVerdict:
    return ToolCallValid().score(calling(*calls, tools=tools))


@pytest.mark.parametrize(
    "calls",
    [
        [("weather", {"city": "Zürich"})],
        [("weather", '{"city": "東京", "days": 7}')],
        [("ping", {}), ("ping", None), ("ping", {"anything": [1]}), ("weather", {"city": ""})],
    ],
)
def test_valid(calls: list[tuple[str, Any]]) -> None:
    assert score(*calls) == Score.passing()


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (("wether", {"city": "x"}), "'wether' was not offered"),
        (("weather", {}), """the arguments of 'weather' do not match its schema: "city" is a required property at $"""),
        (
            ("weather", {"city": "x", "days": 8}),
            "the arguments of 'weather' do not match its schema: 8 is greater than the maximum of 7 at $.days",
        ),
        (("weather", "{not json"), "the arguments of 'weather' are not a JSON object"),
        (("weather", [1]), "the arguments of 'weather' are not a JSON object"),
        (("ping", "text"), "the arguments of 'ping' are not a JSON object"),
    ],
)
def test_invalid(call: tuple[str, Any], why: str) -> None:
    assert score(("ping", {}), call) == Score.failing(why)


def test_an_answer_without_calls_gets_no_verdict() -> None:
    assert score() == NoVerdict("the answer calls no tool")


def test_offered_tools_and_an_answer_are_needed() -> None:
    with pytest.raises(MissingInput) as caught:
        score(("ping", {}), tools=None)
    assert caught.value.field == "tools"
    with pytest.raises(MissingInput):
        ToolCallValid().score(interaction(chat()))


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "objekt"}, """"objekt" is not valid under any of the schemas listed in the 'anyOf' keyword"""),
        ({"$ref": "http://127.0.0.1/x"}, "Resource 'http://127.0.0.1/x'"),
        ({"enum": ["x" * 50_000]}, "it has more than 50,000 bytes"),
        ({"properties": {f"p{each}": {"pattern": "a"} for each in range(51)}}, "it has more than 50 patterns"),
    ],
)
def test_a_schema_that_cannot_be_used_gives_no_verdict(schema: Any, why: str) -> None:
    result = score(("f", {"a": 1}), tools=[{"name": "f", "parameters": schema}])
    assert isinstance(result, NoVerdict)
    assert result.reason.startswith(f"the schema of 'f' cannot be used: {why}")


def test_what_could_take_too_long_gives_no_verdict() -> None:
    twice = {f"a{each}": {"anyOf": [{"$ref": f"#/$defs/a{each + 1}"}] * 2} for each in range(40)}
    schema = {"$defs": {**twice, "a40": {"type": "string"}}, "$ref": "#/$defs/a0"}
    result = score(("f", {}), tools=[{"name": "f", "parameters": schema}])
    assert result == NoVerdict("the schema of 'f' cannot be used: it could take too long to check these arguments")


def test_a_call_that_is_wrong_counts_more_than_one_that_cannot_be_told() -> None:
    tools = [WEATHER, {"name": "f", "parameters": {"type": "objekt"}}]
    result = score(("f", {}), ("weather", {}), tools=tools)
    assert isinstance(result, Score)
    assert result.passed is False


KEYS = st.sampled_from(["type", "city", "properties", "items", "$ref"])
JSON = st.recursive(
    st.none() | st.integers(-9, 9) | st.text("ab$", max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(JSON, JSON)
def test_any_schema_and_arguments_get_an_answer(schema: Any, arguments: Any) -> None:
    result = score(("f", arguments), tools=[{"name": "f", "parameters": schema}])
    assert isinstance(result, Score | NoVerdict)
