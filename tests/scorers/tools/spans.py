"""Spans with tools, tool calls and results of tools."""

from typing import Any

import orjson

from otelevals.genai.interaction import Interaction
from tests.genai.spans import INPUT, OPERATION, OUTPUT, interaction, said


def calling(*calls: tuple[str, Any], tools: Any = None, **more: Any) -> Interaction:
    """An answer that calls tools by their names and arguments."""
    parts = [{"type": "tool_call", "id": "1", "name": name, "arguments": given} for name, given in calls]
    offered = {} if tools is None else {"gen_ai.tool.definitions": orjson.dumps(tools).decode()}
    output = orjson.dumps([{"role": "assistant", "parts": parts or [{"type": "text", "content": "hi"}]}]).decode()
    return interaction({OPERATION: "chat", INPUT: said("hello", "user"), OUTPUT: output, **offered, **more})


def tool(result: Any = None, name: str = "search", **fields: Any) -> Interaction:
    """A span of a tool."""
    given = {} if result is None else {"gen_ai.tool.call.result": result}
    return interaction({OPERATION: "execute_tool", "gen_ai.tool.name": name, **given}, **fields)
