"""VoltAgent: children have the entity of their parent and a type of their own; bare names count on its spans only."""

import json
from typing import Any

import pytest

from otelevals.genai.kinds import Kind
from otelevals.genai.usage import Usage
from tests.genai.spans import interaction

OURS = {"voltagent.operation_id": "o-1", "voltagent.conversation_id": "c-1", "entity.type": "agent"}


def test_an_agent() -> None:
    view = interaction(
        {
            **OURS,
            "agent.messages": json.dumps([{"role": "user", "content": "Hi"}]),
            "output": "Hello",
            "usage.prompt_tokens": 9,
            "usage.completion_tokens": 5,
            "usage.total_tokens": 14,
        }
    )
    assert (view.kind, view.input, view.output, view.value("session")) == (Kind.AGENT, "Hi", "Hello", "c-1")
    assert view.usage == Usage(9, 5, 14)


def test_a_call_of_a_model() -> None:
    messages = json.dumps([{"role": "user", "content": "Hi"}])
    view = interaction(
        {**OURS, "span.type": "llm", "llm.messages": messages, "output": "Hello", "llm.usage.prompt_tokens": 9}
    )
    assert (view.kind, view.input, view.output, view.usage.input_tokens) == (Kind.CHAT, "Hi", "Hello", 9)


def test_a_tool() -> None:
    view = interaction({**OURS, "span.type": "tool", "input": '{"city": "Paris"}', "output": "18 degrees"})
    assert (view.kind, view.value("tool_arguments"), view.output) == (Kind.TOOL, {"city": "Paris"}, "18 degrees")
    assert interaction({**OURS, "span.type": "memory"}).kind is Kind.OTHER


@pytest.mark.parametrize("attributes", [{"entity.type": "agent"}, {"span.type": "tool", "input": "x", "output": "y"}])
def test_the_same_names_on_other_spans_mean_nothing(attributes: dict[str, Any]) -> None:
    view = interaction(attributes)
    assert (view.kind, view.messages, view.value("tool_arguments")) == (Kind.OTHER, (), None)
