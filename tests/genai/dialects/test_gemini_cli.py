"""Gemini CLI: Gemini's contents as messages, a prompt's identity where a template's name would be."""

import json
from typing import Any

import pytest

from otelevals.genai.fields import Absent
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Reasoning, Text, ToolCall
from tests.genai.spans import INPUT, OPERATION, OUTPUT, interaction


def span(operation: str, given: Any, answer: Any, **more: Any) -> dict[str, Any]:
    return {
        OPERATION: operation,
        "gen_ai.agent.name": "gemini-cli",
        "gen_ai.conversation.id": "c-1",
        INPUT: json.dumps(given),
        OUTPUT: answer if isinstance(answer, str) else json.dumps(answer),
        **more,
    }


def test_a_call_of_a_model() -> None:
    answer = {"parts": [{"text": "hm", "thought": True}, {"text": "PONG", "thoughtSignature": "x"}], "role": "model"}
    view = interaction(
        span(
            "llm_call",
            [{"role": "user", "parts": [{"text": "context"}]}, {"role": "user", "parts": [{"text": "PING"}]}],
            answer,
            **{
                "gen_ai.prompt.name": "945bd8d5########0",
                "gen_ai.system_instructions": '"You are\\na router."',
                "gen_ai.tool.definitions": "[]",
            },
        )
    )
    assert (view.kind, view.value("session"), view.input, view.output) == (Kind.CHAT, "c-1", "PING", "PONG")
    assert view.value("output_messages") == (Message("assistant", (Reasoning("hm"), Text("PONG"))),)
    assert view.value("system") == "You are\na router."
    assert view.get("prompt_name") == Absent(
        "gen_ai.prompt.name is the identity of a prompt, not the name of a template"
    )


def test_the_pieces_of_a_streamed_answer_are_one() -> None:
    def piece(*parts: dict[str, Any]) -> dict[str, Any]:
        return {"role": "model", "parts": list(parts)}

    call = {"functionCall": {"name": "list", "args": {"path": "."}}}
    pieces = [piece({"text": "h", "thought": True}), piece({"text": "m", "thought": True})]
    pieces += [piece({"text": "Hel"}), piece({"text": "lo"}, call)]
    view = interaction(span("llm_call", [], pieces))
    assert view.value("output_messages") == (
        Message("assistant", (Reasoning("hm"), Text("Hello"), ToolCall("list", {"path": "."}))),
    )


def test_an_answer_that_was_cut_is_absent() -> None:
    view = interaction(span("llm_call", [], '{"parts":[{"text":"He...[TRUNCATED: original length 20000]'))
    assert view.get("output") == Absent(f"{OUTPUT} is not valid JSON; it may have been cut")


def test_a_tool() -> None:
    request = {"callId": "1", "name": "list", "args": {"path": "."}, "prompt_id": "p"}
    part = {"functionResponse": {"id": "1", "name": "list", "response": {"output": "a.txt"}}}
    view = interaction(
        span(
            "tool_call",
            request,
            {"status": "success", "request": request, "response": {"callId": "1", "responseParts": [part]}},
            **{"gen_ai.tool.name": "list", "gen_ai.tool.call_id": "1"},
        )
    )
    assert (view.kind, view.value("tool_name"), view.value("tool_call_id")) == (Kind.TOOL, "list", "1")
    assert (view.value("tool_arguments"), view.output) == ({"path": "."}, "a.txt")


def test_an_agent() -> None:
    view = interaction(
        span("agent_call", {"query": "Find it"}, {"llmContent": [{"text": "Found."}], "returnDisplay": "x"})
    )
    assert (view.kind, view.input, view.output) == (Kind.AGENT, "Find it", "Found.")


@pytest.mark.parametrize("operation", ["user_prompt", "system_prompt", "schedule_tool_calls"])
def test_other_work(operation: str) -> None:
    assert interaction({OPERATION: operation}).kind is Kind.OTHER
