"""Mastra: steps of a generation repeat what the generation says, so they are other work."""

import json

import pytest

from otelevals.genai.kinds import Kind
from tests.genai.spans import interaction

TYPE = "mastra.span.type"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("model_generation", Kind.CHAT),
        ("model_step", Kind.OTHER),
        ("model_chunk", Kind.OTHER),
        ("mcp_tool_call", Kind.TOOL),
        ("workflow_run", Kind.WORKFLOW),
        ("workflow_step", Kind.OTHER),
    ],
)
def test_kinds(name: str, kind: Kind) -> None:
    assert interaction({TYPE: name}).kind is kind


def test_an_agent() -> None:
    view = interaction(
        {
            TYPE: "agent_run",
            "mastra.agent_run.input": json.dumps([{"role": "user", "content": "Hi"}]),
            "mastra.agent_run.output": json.dumps({"text": "Hello", "files": []}),
            "mastra.metadata.threadId": "t-1",
        }
    )
    assert (view.kind, view.input, view.output, view.value("session")) == (Kind.AGENT, "Hi", "Hello", "t-1")


def test_tokens_of_a_generation() -> None:
    view = interaction(
        {TYPE: "model_generation", "gen_ai.usage.input_tokens": 9, "gen_ai.usage.cached_input_tokens": 4}
    )
    assert (view.usage.input_tokens, view.usage.cache_read_tokens) == (9, 4)
