"""MCP: calling a tool is a tool's work, everything else of the protocol is other work."""

import json

import pytest

from otelevals.genai.kinds import Kind
from otelevals.genai.recognise import is_genai
from tests.genai.spans import OPERATION, interaction, span

METHOD = "mcp.method.name"
RESULT = json.dumps(
    {"content": [{"type": "text", "text": "18 "}, {"type": "text", "text": "degrees"}], "isError": False}
)


@pytest.mark.parametrize(
    ("method", "kind"),
    [("tools/call", Kind.TOOL), ("initialize", Kind.OTHER), ("tools/list", Kind.OTHER), ("prompts/get", Kind.OTHER)],
)
@pytest.mark.parametrize("attribute", [METHOD, "mcp.method"])
def test_kinds(attribute: str, method: str, kind: Kind) -> None:
    assert is_genai(span({attribute: method}))
    assert interaction({attribute: method}).kind is kind


def test_a_call_with_the_conventions() -> None:
    view = interaction(
        {
            METHOD: "tools/call",
            OPERATION: "execute_tool",
            "mcp.session.id": "transport",
            "gen_ai.tool.name": "weather",
            "gen_ai.tool.call.arguments": '{"city": "Paris"}',
            "gen_ai.tool.call.result": RESULT,
            "error.type": "tool_error",
        }
    )
    assert (view.kind, view.value("tool_name"), view.value("error")) == (Kind.TOOL, "weather", "tool_error")
    assert (view.value("tool_arguments"), view.output) == ({"city": "Paris"}, "18 degrees")
    assert view.value("session") is None


def test_a_prompt() -> None:
    view = interaction({METHOD: "prompts/get", "gen_ai.prompt.name": "summary"})
    assert view.value("prompt_name") == "summary"


def test_a_call_of_openllmetry() -> None:
    request = {"method": "tools/call", "params": {"name": "weather", "arguments": {"city": "Paris"}}}
    view = interaction(
        {METHOD: "tools/call", "mcp.request.argument": json.dumps(request), "mcp.response.value": RESULT}
    )
    assert (view.value("tool_name"), view.value("tool_arguments")) == ("weather", {"city": "Paris"})
    assert view.output == "18 degrees"


def test_a_call_of_openlit() -> None:
    view = interaction(
        {
            "mcp.method": "tools/call",
            "mcp.tool.name": "weather",
            "mcp.tool.arguments": '{"city": "Paris"}',
            "mcp.result": RESULT,
            "mcp.error.message": "too late",
        }
    )
    assert (view.kind, view.value("tool_name"), view.output) == (Kind.TOOL, "weather", "18 degrees")
    assert view.value("tool_arguments") == {"city": "Paris"}
    assert view.value("error") == "too late"


def test_results_of_other_methods_are_no_results_of_tools() -> None:
    assert interaction({METHOD: "tools/list", "mcp.response.value": '{"tools": []}'}).value("tool_result") is None
