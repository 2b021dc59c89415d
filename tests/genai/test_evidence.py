"""JSON is told from text that only begins like it, and is refused where it is cut or too deep to be walked through."""

import json
from typing import Any

import pytest

from otelevals.genai.evidence import Unreadable, parse
from otelevals.genai.fields import Absent
from otelevals.genai.interaction import FIELDS
from tests.genai.spans import OPERATION, OUTPUT, interaction


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1]}', {"a": [1]}),
        (" [] ", []),
        ('"a"', "a"),
        ("[1] Paris", "[1] Paris"),
        ("{city} is it", "{city} is it"),
        ('"a" he said', '"a" he said'),
        ("7", "7"),
    ],
)
def test_what_a_text_stands_for(text: str, value: Any) -> None:
    assert parse(text) == value


@pytest.mark.parametrize("text", ['{"a', '[{"role": "us', '[["a', "[[[", '{"a": 1} and more'])
def test_what_was_cut(text: str) -> None:
    with pytest.raises(Unreadable, match="may have been cut"):
        parse(text)


@pytest.mark.parametrize("step", ["[", '{"content":', '{"message":', '{"tool":', '{"outputs":'])
@pytest.mark.parametrize("depth", [1000, 240])
def test_deep_values_are_walked_through_or_refused(step: str, depth: int) -> None:
    value = step * depth + "1" + ("]" if step == "[" else "}") * depth
    keys = (OUTPUT, "gen_ai.tool.definitions", "gen_ai.retrieval.documents", "output.value")
    view = interaction({OPERATION: "chat", "openinference.span.kind": "LLM", **dict.fromkeys(keys, value)})
    for name in FIELDS:
        assert view.get(name)


def test_what_is_too_deep_says_so() -> None:
    deep = json.dumps([{"role": "assistant", "content": json.loads("[" * 300 + "]" * 300)}])
    assert interaction({OPERATION: "chat", OUTPUT: deep}).get("output") == Absent(f"{OUTPUT} is nested too deeply")
