"""Strands Agents: the conventions with content in span events, whose contents are lists of Bedrock's blocks."""

from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import Kind
from otelevals.genai.places import attributes, event, only, structure
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.read_records import tools
from otelevals.genai.values import count

DIALECT = Dialect(
    name="Strands",
    markers=("event_loop.cycle_id",),
    fields={
        "tools": (structure("gen_ai.agent.tools", tools),),
        "tool_arguments": (only({Kind.TOOL}, event("gen_ai.tool.message", "content", arguments_of)),),
        "tool_result": (only({Kind.TOOL}, event("gen_ai.choice", "message", result_of)),),
        "tokens.cache_read": attributes(("gen_ai.usage.cache_read_input_tokens",), count),
        "tokens.cache_write": attributes(("gen_ai.usage.cache_write_input_tokens",), count),
    },
)
