"""The Model Context Protocol: the conventions, and what OpenLLMetry and OpenLIT write of its requests and answers."""

from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import Kind
from otelevals.genai.places import attribute, attributes, only, structure
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.values import one_of, text

_REQUEST, _PARAMETERS = "mcp.request.argument", "mcp.params"
_METHODS = ("mcp.method.name", "mcp.method")

DIALECT = Dialect(
    name="MCP",
    markers=(*_METHODS, "mcp.tool.", "mcp.request.", "mcp.response."),
    fields={
        "kind": attributes(_METHODS, one_of({"tools/call": Kind.TOOL}, Kind.OTHER)),
        "operation": attributes(_METHODS, text),
        "tool_name": (
            attribute("mcp.tool.name", text),
            only({Kind.TOOL}, structure(_REQUEST, text, "params", "name")),
            only({Kind.TOOL}, structure(_PARAMETERS, text, "name")),
        ),
        "tool_arguments": (
            attribute("mcp.tool.arguments", arguments_of),
            only({Kind.TOOL}, structure(_REQUEST, arguments_of, "params", "arguments")),
            only({Kind.TOOL}, structure(_PARAMETERS, arguments_of, "arguments")),
        ),
        "tool_result": (
            attribute("mcp.tool.result", result_of),
            *[only({Kind.TOOL}, attribute(key, result_of)) for key in ("mcp.result", "mcp.response.value")],
        ),
        "prompt_name": (attribute("mcp.prompt.name", text),),
        "error": (attribute("mcp.error.message", text),),
    },
)
