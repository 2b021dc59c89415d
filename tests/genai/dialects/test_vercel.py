"""The Vercel AI SDK: an outer span as an agent and an inner one as a chat, whatever version wrote their attributes."""

import json
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Media, Message, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Document, Tool
from otelevals.genai.usage import Usage
from otelevals.otlp.anyvalue import encode_attributes
from tests.genai.spans import interaction

CALL = ToolCall("get_weather", {"city": "Paris"}, "call_paris")
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}


def inner(**more: Any) -> Interaction:
    return interaction({"ai.operationId": "ai.generateText.doGenerate", **more})


def test_a_call_of_the_application_is_an_agent() -> None:
    view = interaction(
        {
            "ai.operationId": "ai.generateText",
            "ai.model.provider": "openai.chat",
            "ai.model.id": "gpt-4o-mini",
            "ai.prompt": '{"system":"Be brief.","prompt":"Capital of France?"}',
            "ai.response.text": "Paris.",
            "ai.response.finishReason": "stop",
            "ai.telemetry.functionId": "shop",
            "ai.telemetry.metadata.sessionId": "session-7",
            "ai.telemetry.metadata.userId": "user-7",
        }
    )
    assert view.kind is Kind.AGENT
    assert view.value("input_messages") == (Message("user", (Text("Capital of France?"),)),)
    assert view.value("output_messages") == (Message("assistant", (Text("Paris."),)),)
    assert {name: view.value(name) for name in ("provider", "model", "system", "agent", "session", "user")} == {
        "provider": "openai",
        "model": "gpt-4o-mini",
        "system": "Be brief.",
        "agent": "shop",
        "session": "session-7",
        "user": "user-7",
    }


@pytest.mark.parametrize(
    "prompt",
    [
        {"messages": [{"role": "user", "content": "Hi"}]},
        {"prompt": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]},
        {"messages": '[{"role":"user","content":"Hi"}]'},
        json.dumps({"prompt": "Hi"}),
        {"prompt": "Hi"},
    ],
)
def test_shapes_of_what_the_application_gave(prompt: Any) -> None:
    view = interaction({"ai.operationId": "ai.streamText", "ai.prompt": json.dumps(prompt)})
    assert view.value("input_messages") == (Message("user", (Text("Hi"),)),)


def test_a_call_of_the_model_is_a_chat() -> None:
    prompt = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Weather?"}, {"type": "image", "image": "https://x/y"}]},
        {
            "role": "assistant",
            "content": [
                {"type": "tool-call", "toolCallId": "call_paris", "toolName": "get_weather", "input": {"city": "Paris"}}
            ],
        },
        {
            "role": "tool",
            "content": [
                {
                    "type": "tool-result",
                    "toolCallId": "call_paris",
                    "toolName": "get_weather",
                    "output": {"type": "text", "value": "18 degrees", "providerOptions": {}},
                }
            ],
        },
    ]
    view = inner(**{"ai.prompt.messages": json.dumps(prompt), "gen_ai.system": "openai.chat"})
    assert view.kind is Kind.CHAT
    assert view.value("provider") == "openai"
    assert view.value("system") == "Be brief."
    assert view.value("input_messages")[1:] == (
        Message("user", (Text("Weather?"), Media("image", "", "https://x/y"))),
        Message("assistant", (CALL,)),
        Message("tool", (ToolResult("18 degrees", "call_paris", "get_weather"),)),
    )


def test_an_answer_is_in_several_attributes() -> None:
    view = inner(
        **{
            "ai.response.reasoning": "hm",
            "ai.response.text": "[1] Paris",
            "ai.response.toolCalls": '[{"toolCallId":"call_paris","toolName":"get_weather","input":{"city":"Paris"}}]',
            "ai.response.files": '[{"type":"file","mediaType":"image/png","base64":"aGk="}]',
        }
    )
    parts = (Reasoning("hm"), Text("[1] Paris"), CALL, Media("image", "image/png"))
    assert view.value("output_messages") == (Message("assistant", parts),)


@pytest.mark.parametrize(
    "given", [{"args": '{"city":"Paris"}'}, {"args": {"city": "Paris"}}, {"input": '{"city":"Paris"}'}]
)
def test_arguments_of_a_tool_call_are_an_object(given: dict[str, Any]) -> None:
    calls = [{"toolCallType": "function", "toolCallId": "call_paris", "toolName": "get_weather", **given}]
    view = inner(**{"ai.response.text": "", "ai.response.toolCalls": json.dumps(calls)})
    assert view.value("output_messages") == (Message("assistant", (CALL,)),)


def test_an_object_is_the_text_of_its_answer() -> None:
    view = interaction(
        {
            "ai.operationId": "ai.generateObject",
            "ai.settings.output": "object",
            "ai.response.object": '{"city": "Paris"}',
        }
    )
    assert (view.output, view.value("output_type")) == ('{"city": "Paris"}', "json")
    assert interaction({"ai.operationId": "ai.generateText", "ai.result.text": "Paris."}).output == "Paris."


def test_an_empty_answer_is_told_from_one_that_was_not_recorded() -> None:
    assert inner(**{"ai.response.text": ""}).output == ""
    nothing = {"ai.response.finishReason": "stop", "ai.usage.outputTokenDetails.textTokens": 0}
    assert inner(**nothing).output == ""
    assert inner(**{**nothing, "ai.usage.outputTokenDetails.textTokens": 8}).output is None


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "function", "name": "get_weather", "description": "Weather.", "parameters": SCHEMA},
        {"type": "function", "name": "get_weather", "description": "Weather.", "inputSchema": SCHEMA},
    ],
)
def test_tools_are_a_list_of_json(tool: dict[str, Any]) -> None:
    assert inner(**{"ai.prompt.tools": [json.dumps(tool)]}).value("tools") == (Tool("get_weather", "Weather.", SCHEMA),)


def test_a_tool_that_ran() -> None:
    view = interaction(
        {
            "ai.operationId": "ai.toolCall",
            "ai.toolCall.name": "get_weather",
            "ai.toolCall.id": "call_paris",
            "ai.toolCall.args": '{"city":"Paris"}',
            "ai.toolCall.result": '"18 degrees"',
        }
    )
    names = ("kind", "tool_name", "tool_call_id", "tool_arguments", "tool_result")
    assert [view.value(name) for name in names] == [
        Kind.TOOL,
        "get_weather",
        "call_paris",
        {"city": "Paris"},
        "18 degrees",
    ]


def test_embeddings_of_one_text_and_of_several() -> None:
    one = interaction({"ai.operationId": "ai.embed", "ai.value": '"The door."', "ai.usage.tokens": 6})
    many = interaction({"ai.operationId": "ai.embedMany.doEmbed", "ai.values": ['"The door."', '"The window."']})
    assert (one.kind, one.input, one.usage) == (Kind.EMBEDDINGS, "The door.", Usage(6))
    assert (many.kind, many.input) == (Kind.EMBEDDINGS, "The door.\nThe window.")


def test_reranked_documents_are_in_the_order_of_the_ranking() -> None:
    ranking = ['{"index":1,"relevanceScore":0.9}', '{"index":7,"relevanceScore":0.8}', '{"index":0}']
    view = interaction(
        {"ai.operationId": "ai.rerank.doRerank", "ai.documents": ['"door"', '{"text":"window"}'], "ai.ranking": ranking}
    )
    assert view.kind is Kind.RERANK
    assert view.value("documents") == (Document("window", "1", 0.9), Document("door", "0"))


@pytest.mark.parametrize(
    ("attributes", "usage"),
    [
        ({"ai.usage.promptTokens": 24, "ai.usage.completionTokens": 8}, Usage(24, 8, 32)),
        (
            {
                "ai.usage.promptTokens": 24,
                "ai.usage.completionTokens": 8,
                "ai.response.providerMetadata": '{"openai":{"reasoningTokens":2,"cachedPromptTokens":16}}',
            },
            Usage(24, 8, 32, 16, None, 2),
        ),
        (
            {
                "ai.usage.inputTokens": 24,
                "ai.usage.inputTokenDetails.noCacheTokens": 4,
                "ai.usage.inputTokenDetails.cacheReadTokens": 16,
                "ai.usage.inputTokenDetails.cacheWriteTokens": 4,
                "ai.usage.outputTokens": 8,
                "ai.usage.reasoningTokens": 2,
                "ai.model.provider": "anthropic.messages",
            },
            Usage(24, 8, 32, 16, 4, 2),
        ),
    ],
)
def test_tokens_of_every_version(attributes: dict[str, Any], usage: Usage) -> None:
    assert inner(**attributes).usage == usage


@pytest.mark.parametrize(
    "attributes", [{"ai.response.msToFirstChunk": 500}, {"gen_ai.client.operation.time_to_first_chunk": 0.5}]
)
def test_the_time_to_the_first_token_is_in_seconds(attributes: dict[str, Any]) -> None:
    assert inner(**attributes).value("time_to_first_token") == 0.5


def test_the_time_to_the_first_token_may_be_in_an_event() -> None:
    event = Span.Event(name="ai.stream.firstChunk")
    event.MergeFromString(encode_attributes(3, {"ai.response.msToFirstChunk": 500}))
    assert interaction({"ai.operationId": "ai.streamText"}, events=[event]).value("time_to_first_token") == 0.5


def test_kinds_of_other_versions() -> None:
    assert interaction({"operation.name": "ai.streamText.doStream shop", "ai.model.id": "m"}).kind is Kind.CHAT
    assert interaction({"operation.name": "GET /", "ai.model.id": "m"}).kind is Kind.CHAT
    assert interaction({"ai.operationId": "ai.transcribe"}).kind is Kind.OTHER


def test_what_version_7_says_in_its_own_way() -> None:
    outer = interaction(
        {
            "gen_ai.operation.name": "invoke_agent",
            "gen_ai.agent.name": "shop",
            "gen_ai.system_instructions": "Be brief.",
            "gen_ai.input.messages": '[{"role":"user","content":"Hi"}]',
            "ai.settings.context.sessionId": "session-7",
        }
    )
    fields = ("kind", "system", "input", "session", "agent")
    assert [outer.value(name) for name in fields] == [Kind.AGENT, "Be brief.", "Hi", "session-7", "shop"]
    tool = interaction({"gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.result": '"18 degrees"'})
    assert tool.value("tool_result") == "18 degrees"
    step = interaction({"gen_ai.operation.name": "agent_step"})
    assert step.kind is Kind.OTHER


def test_a_prompt_that_langfuse_manages() -> None:
    view = inner(**{"ai.telemetry.metadata.langfusePrompt": '{"name":"greeting","version":3}'})
    assert (view.value("prompt_name"), view.value("prompt_version")) == ("greeting", "3")


def test_tags_of_application_insights_are_no_call_of_a_model() -> None:
    assert Interaction.of(interaction({"ai.operation.id": "1", "ai.cloud.role": "web"}).span) is None
