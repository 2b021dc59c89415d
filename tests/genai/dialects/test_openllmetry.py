"""OpenLLMetry takes messages apart into numbered attributes, and keeps what whole functions took and gave as JSON."""

import json
from typing import Any

import pytest
from hypothesis import given
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.genai.fields import Found
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Media, Message, Messages, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.recognise import is_genai
from otelevals.genai.records import Document, Tool
from otelevals.otlp.anyvalue import encode_attributes
from tests.genai import hostile
from tests.genai.spans import OPERATION, interaction, span

KIND, INPUT, OUTPUT = "traceloop.span.kind", "traceloop.entity.input", "traceloop.entity.output"
CHAT = {"llm.request.type": "chat"}


def _flat(prefix: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {f"{prefix}.{number}.{key}": value for number, item in enumerate(items) for key, value in item.items()}


def _given(*items: dict[str, Any]) -> Messages:
    found: Messages = interaction({**CHAT, **_flat("gen_ai.prompt", *items)}).value("input_messages")
    return found


def _answered(*items: dict[str, Any]) -> Messages:
    found: Messages = interaction({**CHAT, **_flat("gen_ai.completion", *items)}).value("output_messages")
    return found


def test_numbered_messages() -> None:
    view = interaction(
        {
            **CHAT,
            **_flat(
                "gen_ai.prompt",
                {"role": "system", "content": "Be short."},
                {"role": "user", "content": "Where?"},
                {
                    "role": "assistant",
                    "tool_calls.0.id": "1",
                    "tool_calls.0.name": "f",
                    "tool_calls.0.arguments": '{"a":1}',
                },
                {"role": "tool", "content": "18 degrees", "tool_call_id": "1"},
            ),
            **_flat("gen_ai.completion", {"role": "assistant", "content": "Here.", "finish_reason": "stop"}),
        }
    )
    assert view.messages == (
        Message("system", (Text("Be short."),)),
        Message("user", (Text("Where?"),)),
        Message("assistant", (ToolCall("f", {"a": 1}, "1"),)),
        Message("tool", (ToolResult("18 degrees", "1"),)),
        Message("assistant", (Text("Here."),), "stop"),
    )
    assert view.get("system") == Found("Be short.", "gen_ai.prompt.*")
    assert view.get("finish_reasons") == Found(("stop",), "gen_ai.completion.*")


def test_content_of_parts_is_json_in_a_text_and_other_json_is_text() -> None:
    image = {"type": "image_url", "image_url": {"url": "https://x/y.png"}}
    parts = json.dumps([{"type": "text", "text": "What is it?"}, image])
    assert _given({"role": "user", "content": parts}) == (
        Message("user", (Text("What is it?"), Media("image", "", "https://x/y.png"))),
    )
    for text in ('["a", "b"]', "[]", '{"type": "text"}', "[1] says", '[{"role": "x"}]'):
        assert _given({"role": "user", "content": text}) == (Message("user", (Text(text),)),)


def test_answers_without_content() -> None:
    assert _answered({"role": "assistant", "finish_reason": "stop"}) == (Message("assistant", (), "stop"),)
    assert _answered({"role": "assistant", "refusal": "No."}) == (Message("assistant", (Text("No."),)),)
    assert _answered({"reasoning": "Hm.", "content": "Yes."}) == (
        Message("assistant", (Text("Yes."), Reasoning("Hm."))),
    )


def test_a_prompt_that_is_only_completed() -> None:
    view = interaction(
        {"llm.request.type": "completion", "gen_ai.prompt.0.user": "Once", "gen_ai.completion.0.content": "upon"}
    )
    assert view.kind == Kind.COMPLETION
    assert view.messages == (Message("user", (Text("Once"),)), Message("assistant", (Text("upon"),)))


def test_numbers_may_be_sparse_huge_or_none() -> None:
    view = interaction(
        {
            **CHAT,
            "gen_ai.prompt.7.content": "second",
            "gen_ai.prompt.2.content": "first",
            "gen_ai.prompt.999999999.content": "never",
            "gen_ai.prompt.__proto__.content": "never",
            "gen_ai.prompt.name": "greeting",
        }
    )
    assert view.value("input_messages") == (Message("user", (Text("first"),)), Message("user", (Text("second"),)))
    assert view.value("prompt_name") == "greeting"


def test_a_prompt_of_which_only_the_name_is_known_is_no_content() -> None:
    field = interaction({OPERATION: "chat", "gen_ai.prompt.name": "greeting"}).get("input_messages")
    assert not isinstance(field, Found)
    assert field.content_off


def test_tools_tokens_and_user() -> None:
    functions = {"name": "f", "description": "Does.", "parameters": '{"type":"object"}'}
    view = interaction(
        {
            **CHAT,
            **_flat("llm.request.functions", functions),
            "gen_ai.usage.prompt_tokens": 24,
            "gen_ai.usage.completion_tokens": 8,
            "gen_ai.usage.cache_read_input_tokens": 16,
            "llm.usage.total_tokens": 32,
            "llm.usage.reasoning_tokens": 2,
            "llm.user": "user-7",
        }
    )
    assert view.value("tools") == (Tool("f", "Does.", {"type": "object"}),)
    assert view.usage == (24, 8, 32, 16, None, 2)
    assert view.value("user") == "user-7"


def test_association_properties_and_prompts() -> None:
    view = interaction(
        {
            **CHAT,
            "traceloop.association.properties.session_id": "s",
            "traceloop.association.properties.user_id": 7,
            "traceloop.prompt.key": "greeting",
            "traceloop.prompt.version": 3,
        }
    )
    assert [view.value(name) for name in ("session", "user", "prompt_name", "prompt_version")] == [
        "s",
        "7",
        "greeting",
        "3",
    ]


def test_what_is_put_on_every_span_makes_none_a_genai_span() -> None:
    everywhere = ("association.properties.user_id", "workflow.name", "entity.path", "prompt.key")
    assert not is_genai(span({"http.route": "/", **{f"traceloop.{key}": "x" for key in everywhere}}))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ({"args": ["Where?"], "kwargs": {}}, "Where?"),
        ({"args": ["[1] is it?"], "kwargs": {}}, "[1] is it?"),
        ({"args": [], "kwargs": {"question": "Where?"}}, "Where?"),
        ({"args": [{"messages": [{"role": "user", "content": "Where?"}]}], "kwargs": {}}, "Where?"),
        ({"inputs": "Where?", "tags": [], "metadata": {}, "kwargs": {"name": "x"}}, "Where?"),
        ({"inputs": {"input": "Where?"}, "kwargs": {}}, "Where?"),
        ({"inputs": {"messages": [["user", "x"], {"type": "human", "content": "Where?"}]}, "kwargs": {}}, "Where?"),
    ],
)
def test_what_goes_into_a_workflow(written: Any, text: str) -> None:
    assert interaction({KIND: "workflow", INPUT: json.dumps(written)}).input == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Paris.", "Paris."),
        ({"outputs": "Paris.", "kwargs": {"tags": []}}, "Paris."),
        ({"outputs": {"output": "Paris."}}, "Paris."),
        ({"outputs": {"messages": [{"type": "human", "content": "x"}, {"type": "ai", "content": "Paris."}]}}, "Paris."),
        ({"outputs": {"lc": 1, "id": ["AIMessage"], "kwargs": {"content": "Paris.", "type": "ai"}}}, "Paris."),
        (7, "7"),
    ],
)
def test_what_comes_out_of_a_workflow(written: Any, text: str) -> None:
    view = interaction({KIND: "workflow", OUTPUT: json.dumps(written)})
    assert view.output == text
    assert len(view.value("output_messages")) == 1


@pytest.mark.parametrize("written", ["", '""', "null", '{"outputs": null}', '{"outputs": ""}'])
def test_nothing_that_came_out(written: str) -> None:
    assert interaction({KIND: "workflow", OUTPUT: written}).value("output_messages") is None


@pytest.mark.parametrize(
    ("written", "arguments"),
    [
        ({"args": [], "kwargs": {"city": "Paris"}}, {"city": "Paris"}),
        ({"args": ["Paris"], "kwargs": {}}, "Paris"),
        ({"input_str": "{'city': 'Paris'}", "tags": [], "inputs": {"city": "Paris"}, "kwargs": {}}, {"city": "Paris"}),
        ({"input_str": "{'city': 'Paris'}", "tags": [], "inputs": None, "kwargs": {}}, {"city": "Paris"}),
    ],
)
def test_what_a_tool_is_called_with(written: Any, arguments: Any) -> None:
    wrapped = json.dumps(written)
    view = interaction(
        {KIND: "tool", "traceloop.entity.name": "f", INPUT: wrapped, "gen_ai.tool.call.arguments": wrapped}
    )
    assert view.kind == Kind.TOOL
    assert view.value("tool_name") == "f"
    assert view.value("tool_arguments") == arguments


@pytest.mark.parametrize(
    "written",
    [
        "18 degrees",
        {"output": "18 degrees", "kwargs": {}},
        {"output": {"lc": 1, "type": "constructor", "id": ["ToolMessage"], "kwargs": {"content": "18 degrees"}}},
    ],
)
def test_what_a_tool_gives(written: Any) -> None:
    wrapped = json.dumps(written)
    assert interaction({KIND: "tool", OUTPUT: wrapped, "gen_ai.tool.call.result": wrapped}).output == "18 degrees"


def test_an_agent_has_its_name() -> None:
    view = interaction({KIND: "agent", "traceloop.entity.name": "clerk", OUTPUT: '"Done."'})
    assert (view.kind, view.value("agent"), view.output) == (Kind.AGENT, "clerk", "Done.")


def test_a_retriever_of_langchain() -> None:
    documents = {"documents": [{"page_content": "The door is green.", "metadata": {"page": 1}}], "count": 1}
    view = interaction(
        {OPERATION: "vector_db_retrieve", KIND: "task", INPUT: '{"query": "door?"}', OUTPUT: json.dumps(documents)}
    )
    assert view.kind == Kind.RETRIEVAL
    assert view.value("query") == "door?"
    assert view.value("documents") == (Document("The door is green.", metadata={"page": 1}),)


def _search(name: str, *results: dict[str, Any], **attributes: Any) -> Interaction:
    events = [SpanMessage.Event(name=name) for _ in results]
    for event, result in zip(events, results, strict=True):
        event.MergeFromString(encode_attributes(3, result))
    return Interaction(span({"db.system": "x", "db.vector.query.top_k": 2, **attributes}, events=events))


def test_results_of_a_vector_database_are_events() -> None:
    prefix = "db.query.result."
    view = _search(
        "db.query.result",
        {prefix + "id": "a", prefix + "score": 0.9, prefix + "document": "Green.", prefix + "metadata": '{"page": 1}'},
        {prefix + "id": "b", prefix + "distance": 0.2},
    )
    assert is_genai(view.span)
    assert view.kind == Kind.RETRIEVAL
    assert view.value("documents") == (Document("Green.", "a", 0.9, {"page": 1}), Document(id="b"))


def test_results_of_milvus() -> None:
    found = _search("db.search.result", {"db.search.result.id": 7, "db.search.result.entity": '{"page": 1}'})
    assert found.value("documents") == (Document(id="7", metadata={"page": 1}),)
    assert _search("db.query.result", {"id": 7, "text": "Green."}).value("documents") == (Document("Green.", "7"),)


def test_a_search_without_results_is_one() -> None:
    view = _search("db.query.result")
    assert (view.kind, view.value("documents")) == (Kind.RETRIEVAL, None)


def test_writing_to_a_vector_database_is_no_genai_span() -> None:
    assert not is_genai(span({"db.system": "chroma", "db.operation": "add", "db.chroma.add.ids_count": 3}))


KEYS = (KIND, INPUT, OUTPUT, "gen_ai.prompt.0", "gen_ai.prompt.0.content", "gen_ai.prompt.0.tool_calls.0.name")
WORDS = (
    "args",
    "kwargs",
    "inputs",
    "outputs",
    "output",
    "input_str",
    "query",
    "documents",
    "type",
    "content",
    "messages",
)


@given(
    hostile.attributes(
        (*KEYS, "gen_ai.completion.x", "gen_ai.completion.1.function_call", "llm.request.functions.0"), *WORDS
    )
)
def test_whatever_is_there_is_read_or_absent(found: dict[str, Any]) -> None:
    for kind in ("workflow", "tool", "agent"):
        hostile.assert_read_or_absent({**found, KIND: kind})
    hostile.assert_read_or_absent({**found, OPERATION: "vector_db_retrieve"})
