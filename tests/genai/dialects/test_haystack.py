"""Haystack: components, pipelines, agents and tools with what they were given and gave as JSON."""

import json
from typing import Any

import pytest

from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Document
from otelevals.genai.usage import Usage
from tests.genai.spans import interaction

CALL = {"tool_name": "weather", "arguments": {"city": "Paris"}, "id": "1", "extra": None}
META = {
    "model": "gpt-4o-mini-2024-07-18",
    "index": 0,
    "finish_reason": "tool_calls",
    "usage": {
        "prompt_tokens": 9,
        "completion_tokens": 5,
        "total_tokens": 14,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 2},
    },
}
GIVEN = {
    "messages": [
        {"role": "user", "meta": {}, "name": None, "content": [{"text": "Is it warm?"}]},
        {"role": "assistant", "meta": {}, "name": None, "content": [{"tool_call": CALL}]},
        {
            "role": "tool",
            "meta": {},
            "name": None,
            "content": [{"tool_call_result": {"result": "18", "origin": CALL, "error": False}}],
        },
    ]
}
REPLY = {
    "role": "assistant",
    "meta": META,
    "name": None,
    "content": [{"reasoning": {"reasoning_text": "hm", "extra": {}}}, {"text": "I look."}, {"tool_call": CALL}],
}


def component(kind: str, given: Any = None, answer: Any = None) -> dict[str, Any]:
    content = {"haystack.component.input": given, "haystack.component.output": answer}
    return {
        "haystack.component.name": "it",
        "haystack.component.type": kind,
        **{key: json.dumps(value) for key, value in content.items() if value is not None},
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("AzureOpenAIChatGenerator", Kind.CHAT),
        ("OpenAIGenerator", Kind.COMPLETION),
        ("OpenAITextEmbedder", Kind.EMBEDDINGS),
        ("InMemoryBM25Retriever", Kind.RETRIEVAL),
        ("CohereRanker", Kind.RERANK),
        ("FaithfulnessEvaluator", Kind.EVALUATOR),
        ("Agent", Kind.AGENT),
        ("PromptBuilder", Kind.OTHER),
    ],
)
def test_kinds_of_components(name: str, kind: Kind) -> None:
    assert interaction(component(name)).kind is kind


def test_a_generator_of_messages() -> None:
    view = interaction(component("OpenAIChatGenerator", GIVEN, {"replies": [REPLY]}))
    assert view.value("input_messages") == (
        Message("user", (Text("Is it warm?"),)),
        Message("assistant", (ToolCall("weather", {"city": "Paris"}, "1"),)),
        Message("tool", (ToolResult("18", "1", "weather"),)),
    )
    assert view.value("output_messages") == (
        Message(
            "assistant", (Reasoning("hm"), Text("I look."), ToolCall("weather", {"city": "Paris"}, "1")), "tool_calls"
        ),
    )
    assert view.value("model") == "gpt-4o-mini-2024-07-18"
    assert view.value("finish_reasons") == ("tool_call",)
    assert view.usage == Usage(9, 5, 14, 4, None, 2)


def test_a_generator_of_texts() -> None:
    answer = {"replies": ["Green."], "meta": [{**META, "finish_reason": "stop"}]}
    view = interaction(component("OpenAIGenerator", {"prompt": "What colour?"}, answer))
    assert (view.input, view.output, view.value("finish_reasons")) == ("What colour?", "Green.", ("stop",))
    assert view.usage.total_tokens == 14


def test_a_retriever() -> None:
    documents = [{"id": "d1", "content": "green", "score": 0.5, "blob": None, "source": "a.txt"}]
    view = interaction(component("InMemoryBM25Retriever", {"query": "door", "top_k": 1}, {"documents": documents}))
    assert (view.value("query"), view.input) == ("door", "door")
    assert view.value("documents") == (Document("green", "d1", 0.5),)


def test_documents_that_were_not_searched_for_are_none() -> None:
    view = interaction(component("TextFileToDocument", {}, {"documents": [{"content": "green"}]}))
    assert view.value("documents") is None


def pipeline(given: Any, answer: Any) -> dict[str, Any]:
    return {
        "haystack.pipeline.input_data": json.dumps(given),
        "haystack.pipeline.output_data": json.dumps(answer),
        "haystack.pipeline.max_runs_per_component": 100,
    }


def test_a_pipeline_was_asked_what_its_components_were() -> None:
    given = {"retriever": {"query": "What colour?", "top_k": 3}, "prompt": {"question": "What colour?"}}
    answer = {"retriever": {"documents": []}, "llm": {"replies": [REPLY]}}
    view = interaction(pipeline(given, answer))
    assert (view.kind, view.input, view.output) == (Kind.WORKFLOW, "What colour?", "I look.")


def test_a_pipeline_of_something_else_is_told_whole() -> None:
    view = interaction(pipeline({"a": {"x": "1"}, "b": {"y": "2"}}, {"c": {"value": 3}}))
    assert (view.input, view.output) == ('{"a":{"x":"1"},"b":{"y":"2"}}', '{"c":{"value":3}}')


def test_an_agent_and_its_steps() -> None:
    agent = interaction(
        {
            "haystack.agent.max_steps": 10,
            "haystack.agent.tools": '[{"type": "haystack.tools.tool.Tool", "data": {"name": "weather"}}]',
            "haystack.agent.input": json.dumps(GIVEN),
            "haystack.agent.output": json.dumps({"messages": [*GIVEN["messages"], REPLY], "last_message": REPLY}),
        }
    )
    assert (agent.kind, agent.input, agent.output) == (Kind.AGENT, "Is it warm?", "I look.")
    assert [tool.name for tool in agent.value("tools")] == ["weather"]
    step = interaction(
        {
            "haystack.agent.step.llm.input": json.dumps(GIVEN),
            "haystack.agent.step.llm.output": json.dumps({"replies": [REPLY]}),
        }
    )
    assert (step.kind, step.output, step.usage.input_tokens) == (Kind.CHAT, "I look.", 9)
    assert interaction({"haystack.agent.step": 1}).kind is Kind.OTHER


def test_a_tool() -> None:
    view = interaction(
        {
            "haystack.tool.name": "weather",
            "haystack.agent.step.tool.input": '{"city": "Paris"}',
            "haystack.agent.step.tool.output": "18 degrees",
        }
    )
    assert (view.kind, view.value("tool_name")) == (Kind.TOOL, "weather")
    assert (view.value("tool_arguments"), view.output) == ({"city": "Paris"}, "18 degrees")
