"""OpenInference: flattened messages, documents and verdicts, and raw values beside them, as its instrumentations of
OpenAI, LangChain and LlamaIndex write them."""

import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope

from otelevals.api.batch import Payload
from otelevals.genai.fields import Absent
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Media, Message, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Document, Evaluation, Tool
from otelevals.genai.usage import Usage
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from tests.genai.spans import interaction

FIXTURE = Path(__file__).parents[3] / "../shared/fixtures/openinference__posthoc_evaluator_link.json"
LLAMA_INDEX = InstrumentationScope(name="openinference.instrumentation.llama_index").SerializeToString()
IN, OUT = "llm.input_messages", "llm.output_messages"
REFUSED = {"lc": 1, "id": ["AIMessage"], "kwargs": {"content": "", "additional_kwargs": {"refusal": "I cannot."}}}


def spoken(kind: str, scope: bytes = b"", /, **more: Any) -> Interaction:
    return interaction({"openinference.span.kind": kind, **more}, scope=scope)


def tool_message(content: str) -> dict[str, Any]:
    """As LangChain writes one."""
    return {"type": "tool", "data": {"content": content, "type": "tool", "name": "f", "tool_call_id": "1"}}


def test_a_call_of_a_model() -> None:
    view = spoken(
        "LLM",
        **{
            f"{IN}.0.message.role": "system",
            f"{IN}.0.message.content": "Be brief.",
            f"{IN}.1.message.role": "assistant",
            f"{IN}.1.message.tool_calls.0.tool_call.id": "1",
            f"{IN}.1.message.tool_calls.0.tool_call.function.name": "f",
            f"{IN}.1.message.tool_calls.0.tool_call.function.arguments": '{"city": "Paris"}',
            f"{IN}.2.message.role": "tool",
            f"{IN}.2.message.content": "18 degrees",
            f"{IN}.2.message.tool_call_id": "1",
            f"{IN}.2.message.name": "f",
            f"{OUT}.0.message.role": "assistant",
            f"{OUT}.0.message.content": "It is 18 degrees.",
            "llm.tools.0.tool.json_schema": '{"type": "function", "function": {"name": "f", "parameters": {}}}',
            "llm.system": "openai",
            "llm.model_name": "gpt-4o-mini-2024-07-18",
            "llm.invocation_parameters": '{"model": "gpt-4o-mini", "response_format": {"type": "json_schema"}}',
            "llm.finish_reason": "stop",
            "llm.token_count.prompt": 24,
            "llm.token_count.completion": 8,
            "llm.token_count.total": 32,
            "llm.token_count.prompt_details.cache_read": 16,
            "llm.token_count.completion_details.reasoning": 2,
            "session.id": "session-7",
            "user.id": "user-7",
        },
    )
    assert view.value("input_messages") == (
        Message("system", (Text("Be brief."),)),
        Message("assistant", (ToolCall("f", {"city": "Paris"}, "1"),)),
        Message("tool", (ToolResult("18 degrees", "1", "f"),)),
    )
    assert view.value("output_messages") == (Message("assistant", (Text("It is 18 degrees."),)),)
    assert view.value("tools") == (Tool("f", "", {}),)
    assert view.usage == Usage(24, 8, 32, 16, None, 2)
    said = {
        "kind": Kind.CHAT,
        "provider": "openai",
        "request_model": "gpt-4o-mini",
        "response_model": "gpt-4o-mini-2024-07-18",
        "output_type": "json",
        "finish_reasons": ("stop",),
        "session": "session-7",
        "user": "user-7",
    }
    assert {name: view.value(name) for name in said} == said


def test_contents_in_parts() -> None:
    contents = f"{IN}.0.message.contents"
    view = spoken(
        "LLM",
        **{
            f"{IN}.0.message.role": "user",
            f"{contents}.0.message_content.type": "reasoning",
            f"{contents}.0.message_content.text": "hm",
            f"{contents}.1.message_content.type": "text",
            f"{contents}.1.message_content.text": "What is this?",
            f"{contents}.2.message_content.type": "image",
            f"{contents}.2.message_content.image.image.url": "https://x/y.png",
            f"{contents}.3.tool_call.id": "1",
            f"{contents}.3.tool_call.function.name": "f",
        },
    )
    parts = (Reasoning("hm"), Text("What is this?"), Media("image", "", "https://x/y.png"), ToolCall("f", None, "1"))
    assert view.value("input_messages") == (Message("user", parts),)


def test_the_model_is_what_was_asked_for_where_nothing_else_is_said() -> None:
    view = spoken("LLM", **{"llm.model_name": "gpt-4o-mini"})
    assert (view.value("request_model"), view.value("response_model")) == ("gpt-4o-mini", None)


@pytest.mark.parametrize(
    ("raw", "output"),
    [
        ({"choices": [{"message": {"role": "assistant", "content": None, "refusal": "I cannot."}}]}, "I cannot."),
        ({"generations": [[{"text": "", "message": REFUSED}]]}, "I cannot."),
        ({"choices": [{"message": {"role": "assistant", "content": ""}}]}, ""),
        ("assistant: None", ""),
    ],
)
def test_an_empty_message_gives_way_to_the_raw_answer(raw: Any, output: str) -> None:
    written = raw if isinstance(raw, str) else json.dumps(raw)
    assert spoken("LLM", **{f"{OUT}.0.message.role": "assistant", "output.value": written}).output == output


def test_what_is_hidden_is_absent() -> None:
    view = spoken("LLM", **{f"{OUT}.0.message.content": "__REDACTED__", "output.value": "__REDACTED__"})
    assert view.get("output") == Absent(f"{OUT}.* is redacted")
    assert spoken("TOOL", **{"input.value": "__REDACTED__"}).value("tool_arguments") is None


def test_a_model_that_completes_text() -> None:
    view = spoken("LLM", **{"llm.prompts.0.prompt.text": "Once", "llm.choices.0.completion.text": "upon a time"})
    assert (view.kind, view.input, view.output) == (Kind.COMPLETION, "Once", "upon a time")


def test_steps_of_llama_index_around_a_call_are_no_calls() -> None:
    around = {"llm.model_name": "gpt-4o-mini", "input.value": '{"prompt": "..."}', "output.value": "Green."}
    assert spoken("LLM", LLAMA_INDEX, **around).kind is Kind.WORKFLOW
    assert spoken("LLM", **around).kind is Kind.CHAT
    assert spoken("LLM", LLAMA_INDEX, **{f"{IN}.0.message.role": "user"}).kind is Kind.CHAT


def test_a_chain_has_raw_values_only() -> None:
    answer = {"type": "ai", "data": {"content": "Green.", "type": "ai"}}
    question = {"type": "human", "data": {"content": "What colour?", "type": "human"}}
    root = spoken(
        "CHAIN",
        **{
            "input.value": json.dumps({"messages": [question]}),
            "output.value": json.dumps({"messages": [question, answer]}),
        },
    )
    assert (root.kind, root.input, root.output) == (Kind.WORKFLOW, "What colour?", "Green.")
    node = spoken("CHAIN", **{"output.value": json.dumps([{"graph": None, "update": {"messages": [answer]}}])})
    assert node.output == "Green."
    plain = spoken("CHAIN", **{"input.value": '{"query_bundle": {"query_str": "What?"}}', "output.value": "Green."})
    assert (plain.input, plain.output) == ("What?", "Green.")


def test_an_agent() -> None:
    view = spoken("AGENT", **{"agent.name": "helper", "input.value": "Hi", "output.value": "Hello."})
    assert (view.kind, view.value("agent"), view.input, view.output) == (Kind.AGENT, "helper", "Hi", "Hello.")


@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        ('{"kwargs": {"city": "Paris"}}', {"city": "Paris"}),
        ('{"city": "Paris"}', {"city": "Paris"}),
        ("{'city': 'Paris'}", {"city": "Paris"}),
        ("Paris", "Paris"),
    ],
)
def test_arguments_of_a_tool(given: str, arguments: Any) -> None:
    parameters = '{"type": "object", "properties": {"city": {"type": "string"}}}'
    view = spoken("TOOL", **{"tool.name": "f", "tool.parameters": parameters, "input.value": given})
    assert (view.kind, view.value("tool_name"), view.value("tool_arguments")) == (Kind.TOOL, "f", arguments)
    assert spoken("TOOL", **{"tool.parameters": parameters}).value("tool_arguments") is None


@pytest.mark.parametrize(
    "gave",
    [
        "18 degrees",
        tool_message("18 degrees"),
        {"blocks": [{"text": "18 degrees"}], "tool_name": "f", "raw_output": "18 degrees", "is_error": False},
    ],
)
def test_the_result_of_a_tool(gave: Any) -> None:
    view = spoken("TOOL", **{"output.value": gave if isinstance(gave, str) else json.dumps(gave)})
    assert (view.value("tool_result"), view.output) == ("18 degrees", "18 degrees")


def test_which_call_a_tool_answers() -> None:
    assert spoken("TOOL", **{"output.value": json.dumps(tool_message("x"))}).value("tool_call_id") == "1"
    assert spoken("TOOL", **{"tool.id": "2"}).value("tool_call_id") == "2"


@pytest.mark.parametrize(
    "given", ["What colour?", '{"query_bundle": {"query_str": "What colour?"}}', '{"query": "What colour?", "k": 2}']
)
def test_a_retriever(given: str) -> None:
    document = "retrieval.documents.0.document"
    view = spoken(
        "RETRIEVER",
        **{
            "input.value": given,
            f"{document}.id": "doc-1",
            f"{document}.content": "The door is green.",
            f"{document}.score": 0.5,
            f"{document}.metadata": '{"page": 3}',
        },
    )
    assert (view.kind, view.value("query")) == (Kind.RETRIEVAL, "What colour?")
    assert view.value("documents") == (Document("The door is green.", "doc-1", 0.5, {"page": 3}),)


def test_documents_of_langchain_have_their_ids_in_the_raw_output() -> None:
    raw = {"documents": [{"id": "doc-1", "page_content": "The door is green.", "metadata": {}, "type": "Document"}]}
    flat = {"retrieval.documents.0.document.content": "The door is green."}
    view = spoken("RETRIEVER", **flat, **{"output.value": json.dumps(raw)})
    assert view.value("documents") == (Document("The door is green.", "doc-1", None, {}),)


def test_a_reranker() -> None:
    view = spoken(
        "RERANKER",
        **{
            "reranker.query": "What colour?",
            "reranker.model_name": "rerank-3",
            "reranker.input_documents.0.document.content": "The window is blue.",
            "reranker.output_documents.0.document.content": "The door is green.",
            "reranker.output_documents.0.document.score": 0.9,
        },
    )
    assert (view.kind, view.value("query"), view.value("model")) == (Kind.RERANK, "What colour?", "rerank-3")
    assert view.value("documents") == (Document("The door is green.", "", 0.9),)


@pytest.mark.parametrize(
    "given",
    [
        {"input.value": '{"model": "e", "input": ["The door.", "The window."], "encoding_format": "base64"}'},
        {"input.value": '{"texts": ["The door.", "The window."], "show_progress": false}'},
        {
            "embedding.embeddings.0.embedding.text": "The door.",
            "embedding.embeddings.0.embedding.vector": [0.5],
            "embedding.embeddings.1.embedding.text": "The window.",
        },
    ],
)
def test_embeddings(given: dict[str, Any]) -> None:
    view = spoken("EMBEDDING", **{"embedding.model_name": "e", "llm.token_count.prompt": 6}, **given)
    assert (view.kind, view.value("model"), view.usage) == (Kind.EMBEDDINGS, "e", Usage(6))
    assert view.value("query") == "The door.\nThe window."


@pytest.mark.parametrize("prefix", ["annotations.0.annotation", "evaluations.0.evaluation"])
def test_verdicts_are_on_the_span(prefix: str) -> None:
    view = spoken(
        "LLM",
        **{
            f"{prefix}.name": "helpful",
            f"{prefix}.score": 1,
            f"{prefix}.label": "yes",
            f"{prefix}.explanation": "It helps.",
            f"{prefix}.annotator_kind": "HUMAN",
        },
    )
    assert view.value("evaluations") == (Evaluation("helpful", 1.0, "yes", "It helps.", "human"),)


def test_hostile_shapes_are_absent() -> None:
    view = spoken(
        "LLM", **{f"{IN}.0.message.contents": 5, f"{IN}.0.message.tool_calls": "x", f"{OUT}.0": 7, "output.value": 3}
    )
    assert view.value("input_messages") == (Message("user"),)
    assert view.value("output_messages") is None


def test_a_verdict_that_came_later_is_never_scored() -> None:
    if not FIXTURE.exists():
        pytest.skip("the shared fixtures are not here")
    spans = Payload(Signal.TRACES, decode_json(Signal.TRACES, FIXTURE.read_bytes(), lenient=True)).spans
    verdicts = [view for view in map(Interaction, spans) if view.kind is Kind.EVALUATOR]
    assert [len(view.value("evaluations")) for view in verdicts] == [1]
