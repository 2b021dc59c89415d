"""LangSmith: whole inputs and outputs of runs where once prompt and completion were, and a kind of its own."""

import json
from typing import Any

import pytest

from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text, ToolCall
from otelevals.genai.records import Document
from otelevals.genai.usage import Usage
from tests.genai.spans import OPERATION, interaction

OPERATIONS = {"llm": "chat", "tool": "execute_tool", "retriever": "embeddings", "embedding": "embeddings"}


def run(kind: str, inputs: Any = None, outputs: Any = None, **more: Any) -> Interaction:
    attributes = {"gen_ai.prompt": inputs, "gen_ai.completion": outputs}
    written = {key: json.dumps(value) for key, value in attributes.items() if value is not None}
    operation = OPERATIONS.get(kind, "chat" if kind == "prompt" else kind)
    given = {"langsmith.span.kind": kind, OPERATION: operation, "gen_ai.system": "langchain", **written}
    return interaction({**given, **{f"langsmith.{name.replace('__', '.')}": value for name, value in more.items()}})


def constructed(name: str, **kwargs: Any) -> dict[str, Any]:
    return {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", name], "kwargs": kwargs}


def test_a_model_that_langchain_called() -> None:
    answer = constructed(
        "AIMessage",
        content="",
        tool_calls=[{"name": "get_weather", "args": {"city": "Paris"}, "id": "1", "type": "tool_call"}],
        response_metadata={"model_name": "gpt-4o-mini-2024-07-18", "finish_reason": "tool_calls"},
        usage_metadata={
            "input_tokens": 24,
            "output_tokens": 8,
            "input_token_details": {"cache_read": 16},
            "output_token_details": {"reasoning": 2},
        },
    )
    view = run(
        "llm",
        {"messages": [[constructed("SystemMessage", content="Be brief."), constructed("HumanMessage", content="Hi")]]},
        {"generations": [[{"text": "", "type": "ChatGeneration", "message": answer}]]},
        metadata__ls_provider="openai",
        metadata__ls_model_name="gpt-4o-mini",
        metadata__thread_id="thread-7",
        metadata__user_id="user-7",
        metadata__lc_hub_repo="greeting",
        metadata__lc_hub_commit_hash="abc",
        trace__session_id="a project",
        trace__session_name="my-project",
    )
    assert view.value("input_messages") == (Message("system", (Text("Be brief."),)), Message("user", (Text("Hi"),)))
    call = ToolCall("get_weather", {"city": "Paris"}, "1")
    assert view.value("output_messages") == (Message("assistant", (call,)),)
    said = {
        "kind": Kind.CHAT,
        "provider": "openai",
        "model": "gpt-4o-mini",
        "response_model": "gpt-4o-mini-2024-07-18",
        "finish_reasons": ("tool_call",),
        "session": "thread-7",
        "user": "user-7",
        "prompt_name": "greeting",
        "prompt_version": "abc",
        "usage.cache_read_tokens": 16,
        "usage.reasoning_tokens": 2,
    }
    assert {name: view.value(name) for name in said} == said


def test_a_model_that_was_called_directly() -> None:
    view = run(
        "llm",
        {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi"}], "tools": []},
        {"id": "1", "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}]},
    )
    assert (view.input, view.output, view.value("finish_reasons")) == ("Hi", "Hello.", ("stop",))


@pytest.mark.parametrize("details", ["{'cache_read': 16, 'audio': 0}", '{"cache_read": 16}'])
def test_details_of_tokens_are_written_as_python_shows_them(details: str) -> None:
    counts = {"gen_ai.usage.input_tokens": 24, "gen_ai.usage.output_tokens": 8}
    view = interaction({"langsmith.span.kind": "llm", "gen_ai.usage.input_token_details": details, **counts})
    assert view.usage == Usage(24, 8, 32, 16)


@pytest.mark.parametrize("given", [{"city": "Paris"}, {"input": "{'city': 'Paris'}"}, {"input": '{"city": "Paris"}'}])
@pytest.mark.parametrize(
    "gave",
    [
        {"output": "18 degrees"},
        {"output": constructed("ToolMessage", content="18 degrees", tool_call_id="1", type="tool")},
        {"output": {"type": "tool", "content": "18 degrees", "tool_call_id": "1"}},
    ],
)
def test_a_tool(given: Any, gave: Any) -> None:
    view = run("tool", given, gave)
    fields = ("kind", "tool_name", "tool_arguments", "tool_result")
    assert [view.value(name) for name in fields] == [Kind.TOOL, "chat gpt-4o", {"city": "Paris"}, "18 degrees"]


def test_a_tool_says_which_call_it_answers() -> None:
    answer = constructed("ToolMessage", content="18 degrees", tool_call_id="1", type="tool")
    assert run("tool", {"city": "Paris"}, {"output": answer}).value("tool_call_id") == "1"


def test_a_retriever_is_no_embedding() -> None:
    document = {"id": "doc-1", "page_content": "The door is green.", "metadata": {}, "type": "Document"}
    view = run("retriever", {"query": "What colour?"}, {"documents": [document]})
    assert (view.kind, view.value("query")) == (Kind.RETRIEVAL, "What colour?")
    assert view.value("documents") == (Document("The door is green.", "doc-1", None, {}),)


def test_a_prompt_template_is_no_chat() -> None:
    assert run("prompt", {"question": "Hi"}).kind is Kind.WORKFLOW
    chain = run("chain", {"question": "Hi"}, {"output": "Hello."})
    assert (chain.kind, chain.input, chain.output) == (Kind.WORKFLOW, "Hi", "Hello.")


def test_a_kind_that_is_not_known_leaves_the_operation_its_turn() -> None:
    assert interaction({"langsmith.span.kind": "new", OPERATION: "chat"}).kind is Kind.CHAT


def test_metadata_alone_makes_no_genai_span() -> None:
    assert Interaction.of(interaction({"langsmith.metadata.session_id": "1"}).span) is None
