"""Claude Code: bare names of attributes count on its own spans only; tokens exclude what came from a cache."""

from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.genai.fields import Absent
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.usage import Usage
from otelevals.otlp.anyvalue import encode_attributes
from tests.genai.spans import message, span

REQUEST = {
    "span.type": "claude_code.llm_request",
    "session.id": "s-1",
    "model": "\x1b[1mclaude-opus-5\x1b[22m",
    "input_tokens": "2",
    "output_tokens": 1200,
    "cache_read_tokens": 84562,
    "cache_creation_tokens": 7096,
    "ttft_ms": 1500,
    "stop_reason": "tool_use",
    "new_context": "[USER] Hi",
    "response.model_output": "Hello",
}


def view(attributes: dict[str, Any], name: str = "claude_code.llm_request", **fields: Any) -> Interaction:
    built = message(attributes, **fields)
    built.name = name
    scope = span({}).scope
    made = Interaction.of(type(span({}))(built.SerializeToString(), scope))
    assert made is not None
    return made


@pytest.mark.parametrize("kind", ["claude_code.llm_request", "llm_request"])
def test_a_call_of_a_model(kind: str) -> None:
    found = view({**REQUEST, "span.type": kind})
    assert (found.kind, found.value("model"), found.value("session")) == (Kind.CHAT, "claude-opus-5", "s-1")
    assert (found.input, found.output, found.value("finish_reasons")) == ("[USER] Hi", "Hello", ("tool_call",))
    assert found.usage == Usage(2 + 84562 + 7096, 1200, 2 + 84562 + 7096 + 1200, 84562, 7096)
    assert found.value("time_to_first_token") == pytest.approx(1.5)


def test_input_is_without_the_cache_even_where_it_is_larger() -> None:
    found = view({**REQUEST, "input_tokens": 90_000, "cache_read_tokens": 10, "cache_creation_tokens": 0})
    assert found.usage.input_tokens == 90_010


def test_a_turn() -> None:
    found = view({"span.type": "interaction", "user_prompt": "Fix it"}, "claude_code.interaction")
    assert (found.kind, found.input) == (Kind.AGENT, "Fix it")


def test_what_is_redacted_is_absent() -> None:
    found = view({"span.type": "interaction", "user_prompt": "<REDACTED>"}, "claude_code.interaction")
    assert found.get("input") == Absent("user_prompt is redacted")


def output(**attributes: str) -> Span.Event:
    event = Span.Event(name="tool.output")
    event.MergeFromString(encode_attributes(3, attributes))
    return event


def test_a_tool() -> None:
    found = view(
        {"span.type": "tool", "tool_name": "Bash", "tool_use_id": "t-1", "tool_input": '{"command": "ls"}'},
        "claude_code.tool",
        events=[output(output="a.txt", bash_command="ls")],
    )
    assert (found.kind, found.value("tool_name"), found.value("tool_call_id")) == (Kind.TOOL, "Bash", "t-1")
    assert (found.value("tool_arguments"), found.output) == ({"command": "ls"}, "a.txt")


def test_a_tool_by_its_details() -> None:
    given = {"span.type": "claude_code.tool", "full_command": "[ -f a ] && ls", "file_path": "<REDACTED>"}
    found = view(given, "claude_code.tool", events=[output(content="<REDACTED>"), output(diff="+ b")])
    assert found.value("tool_arguments") == {"full_command": "[ -f a ] && ls"}
    assert found.value("tool_result") == "+ b"
    hidden = view({"span.type": "claude_code.tool", "file_path": "<REDACTED>"}, "claude_code.tool")
    assert isinstance(hidden.get("tool_arguments"), Absent)


@pytest.mark.parametrize("kind", ["tool.execution", "tool.blocked_on_user", "hook"])
def test_other_work(kind: str) -> None:
    assert view({"span.type": kind}, f"claude_code.{kind}").kind is Kind.OTHER


def test_the_same_names_on_other_spans_mean_nothing() -> None:
    other = {**REQUEST, "span.type": "web"}
    assert Interaction.of(span(other)) is None
    assert Interaction(span(other)).value("model") is None
    assert Interaction(span({**REQUEST, "span.type": 7})).value("model") is None
