"""An interaction shows one exchange, whatever shape its content has; what is not there is absent for a reason."""

import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope

from otelevals.api.span import Span
from otelevals.genai.fields import Absent, Found, MissingInput
from otelevals.genai.interaction import FIELDS, Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Media, Message, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.usage import Usage
from otelevals.otlp.shadow import MalformedRequest
from tests.genai.spans import INPUT, OPERATION, OUTPUT, chat, interaction, said, span

FIXTURES = Path(__file__).parents[2] / "../shared/fixtures"


def test_output_is_the_text_of_the_answer_and_says_where_it_was() -> None:
    assert interaction(chat("Paris.")).get("output") == Found("Paris.", OUTPUT)


def test_native_values_mean_the_same_as_json() -> None:
    parts = [{"role": "assistant", "parts": [{"type": "text", "content": "Paris."}]}]
    assert interaction({OPERATION: "chat", OUTPUT: parts}).output == "Paris."


def test_input_is_what_the_user_said_last() -> None:
    messages = [
        {"role": "user", "parts": [{"type": "text", "content": "Hello"}]},
        {"role": "assistant", "parts": [{"type": "text", "content": "Hi"}]},
        {"role": "user", "parts": [{"type": "text", "content": "Where is "}, {"type": "text", "content": "Paris?"}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "1", "response": "x"}]},
    ]
    assert interaction({OPERATION: "chat", INPUT: messages}).input == "Where is Paris?"


def test_parts_of_every_type() -> None:
    parts = [
        {"type": "reasoning", "content": "hm"},
        {"text": "no type"},
        {"type": "tool_call", "id": "7", "name": "f", "arguments": '{"a": 1}'},
        {"type": "tool_call_response", "id": "7", "result": {"b": 2}},
        {"type": "uri", "modality": "image", "mime_type": "image/png", "uri": "s3://x"},
        {"type": "blob", "modality": "audio", "content": "aGk="},
    ]
    view = interaction({OPERATION: "chat", OUTPUT: json.dumps([{"role": "assistant", "parts": parts}])})
    assert view.messages == (
        Message(
            "assistant",
            (
                Reasoning("hm"),
                Text("no type"),
                ToolCall("f", {"a": 1}, "7"),
                ToolResult({"b": 2}, "7"),
                Media("image", "image/png", "s3://x"),
                Media("audio"),
            ),
        ),
    )
    assert view.output == "no type"
    assert view.tool_calls == (ToolCall("f", {"a": 1}, "7"),)


@pytest.mark.parametrize(
    ("written", "output"),
    [
        ('[{"role":"assistant","content":"hi"}]', "hi"),
        ('[{"content":[{"type":"text","text":"hi"},{"type":"output_text","text":" you"}]}]', "hi you"),
        ('{"role":"assistant","parts":[{"text":"one object"}]}', "one object"),
        ('{"messages":[{"role":"assistant","content":"inside"}]}', "inside"),
        ('["a","b"]', "a\nb"),
        ("bare text", "bare text"),
        ('"text in JSON"', "text in JSON"),
        ('"quoted" to begin with', '"quoted" to begin with'),
        ('[{"role":"assistant","parts":[{"type":"text","content":""}]}]', ""),
        ('[{"role":"assistant","parts":[]}]', ""),
        ('[{"role":"assistant"}]', ""),
        ("[]", ""),
    ],
)
def test_shapes_of_an_answer(written: str, output: str) -> None:
    assert interaction({OPERATION: "chat", OUTPUT: written}).output == output


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('[{"role":"assistant","parts":[{"typ', f"{OUTPUT} is not valid JSON; it may have been cut"),
        ("[" * 5000, f"{OUTPUT} is not valid JSON; it may have been cut"),
        ("  ", f"{OUTPUT} is empty"),
        (7, f"{OUTPUT} is neither text nor structured"),
        (b"\xff", f"{OUTPUT} is neither text nor structured"),
    ],
)
def test_a_broken_answer_is_absent_with_a_reason(written: Any, reason: str) -> None:
    assert interaction({OPERATION: "chat", OUTPUT: written}).get("output") == Absent(reason)


def test_an_answer_of_tool_calls_has_no_output() -> None:
    view = interaction({OPERATION: "chat", OUTPUT: '[{"parts":[{"type":"tool_call","name":"f"}]}]'})
    assert view.get("output") == Absent("the answer calls tools and has no text")


def test_tool_calls_as_openai_writes_them() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{not json"}}
    view = interaction({OUTPUT: json.dumps([{"role": "assistant", "content": None, "tool_calls": [call, 3]}])})
    assert view.tool_calls == (ToolCall("f", "{not json", "1"),)


def test_content_that_was_not_captured_is_told_from_content_that_is_missing() -> None:
    off = Absent("the span carries no content: capture is off where it was made", content_off=True)
    assert interaction(chat()).get("output") == off
    assert interaction(chat(prompt="Hi")).get("output") == Absent(f"the span has no {OUTPUT}")
    assert interaction({OPERATION: "embeddings"}).get("output") == Absent(f"the span has no {OUTPUT}")


def test_a_tool_span_has_arguments_as_input_and_a_result_as_output() -> None:
    view = interaction(
        {
            OPERATION: "execute_tool",
            "gen_ai.tool.name": "weather",
            "gen_ai.tool.call.arguments": '{"city":"Paris"}',
            "gen_ai.tool.call.result": {"rain": True},
        }
    )
    assert (view.kind, view.input, view.output) == (Kind.TOOL, '{"city":"Paris"}', '{"rain":true}')
    assert view.value("tool_arguments") == {"city": "Paris"}


def test_system_instructions_or_else_the_system_messages() -> None:
    parts = '[{"type":"text","content":"Be brief."},{"type":"text","content":"Be kind."}]'
    assert interaction({"gen_ai.system_instructions": parts}).value("system") == "Be brief.\nBe kind."
    assert interaction({"gen_ai.system_instructions": "Be brief."}).value("system") == "Be brief."
    assert interaction({OPERATION: "chat", INPUT: said("Be brief.", "system")}).value("system") == "Be brief."


def test_tokens_of_every_spelling() -> None:
    view = interaction(
        {
            "gen_ai.usage.input_tokens": "174",
            "gen_ai.usage.output_tokens": 31.0,
            "gen_ai.usage.cache_creation.input_tokens": -1,
            "gen_ai.usage.cache_read.input_tokens": True,
        }
    )
    assert view.usage == Usage(174, 31, 205)


@pytest.mark.parametrize("written", [["stop"], '["stop"]', "stop"])
def test_finish_reasons_of_every_spelling(written: Any) -> None:
    assert interaction({"gen_ai.response.finish_reasons": written}).value("finish_reasons") == ("stop",)


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({OPERATION: "generate_content"}, Kind.CHAT),
        ({OPERATION: "invoke_agent"}, Kind.AGENT),
        ({OPERATION: "evaluation"}, Kind.EVALUATOR),
        ({OPERATION: "something_new"}, Kind.OTHER),
        ({"gen_ai.tool.name": "f"}, Kind.TOOL),
        ({"gen_ai.request.model": "m"}, Kind.CHAT),
        ({"gen_ai.evaluation.name": "tone", "gen_ai.request.model": "m"}, Kind.EVALUATOR),
        ({"gen_ai.conversation.id": "c"}, Kind.OTHER),
    ],
)
def test_kinds(attributes: dict[str, Any], kind: Kind) -> None:
    assert interaction(attributes).kind is kind


def test_our_own_spans_are_evaluators() -> None:
    ours = InstrumentationScope(name="otelevals.judges").SerializeToString()
    other = InstrumentationScope(name="shop", version="otelevals").SerializeToString()
    assert interaction(chat("x"), scope=ours).kind is Kind.EVALUATOR
    assert interaction(chat("x"), scope=other).kind is Kind.CHAT


def test_asking_for_the_output_reads_nothing_else() -> None:
    read: list[str] = []

    class Watched(Span):
        def attribute(self, key: str) -> Any:
            read.append(key)
            return super().attribute(key)

    given = span(chat("Paris.", "Where?"))
    view = Interaction(Watched(given.raw, given.scope))
    assert (view.output, view.output) == ("Paris.", "Paris.")
    assert read == [OUTPUT]


def test_require_names_the_field() -> None:
    with pytest.raises(MissingInput, match=r"^the span has no gen_ai\.tool\.definitions$") as caught:
        interaction(chat("x")).require("tools")
    assert caught.value.field == "tools"


def test_a_plain_span_has_no_interaction() -> None:
    assert Interaction.of(span({"http.route": "gen_ai.request.model", "error.type": "500"})) is None
    assert Interaction.of(span(chat())) is not None


def test_a_broken_span_is_said_to_be_broken() -> None:
    with pytest.raises(MalformedRequest, match=r"^a span is not valid protobuf$"):
        Interaction.of(Span(b"\x0a\xffgen_ai.", span({}).scope))


def test_a_call_as_it_was_captured() -> None:
    path = FIXTURES / "otel-genai__client_span_tool_calls.json"
    if not path.exists():
        pytest.skip("the shared fixtures are not here")
    view = interaction(json.loads(path.read_text()))
    assert view.kind is Kind.CHAT
    assert view.input == "Weather in Paris?"
    assert view.output == "The weather in Paris is currently rainy with a temperature of 57°F."
    assert view.messages[1].tool_calls == (ToolCall("get_weather", {"location": "Paris"}, "1234"),)
    assert view.usage == Usage(97, 52, 149)
    assert {name for name in FIELDS if view.value(name) is not None} >= {"model", "provider", "response_id"}
