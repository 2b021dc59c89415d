"""Mastra: the conventions on calls of models and tools, and what else was given and gave in attributes of its own."""

from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import Kind
from otelevals.genai.places import attribute, structure
from otelevals.genai.read_payloads import request, response
from otelevals.genai.values import count, identifier, one_of, text

_RUNS = ("agent_run", "workflow_run", "model_generation", "model_step")

DIALECT = Dialect(
    name="Mastra",
    markers=("mastra.span.type",),
    fields={
        "kind": (
            attribute(
                "mastra.span.type",
                one_of(
                    {
                        **dict.fromkeys(("tool_call", "mcp_tool_call"), Kind.TOOL),
                        "model_generation": Kind.CHAT,
                        "agent_run": Kind.AGENT,
                        "workflow_run": Kind.WORKFLOW,
                    },
                    Kind.OTHER,
                ),
            ),
        ),
        "operation": (attribute("mastra.span.type", text),),
        "input_messages": tuple([structure(f"mastra.{run}.input", request) for run in _RUNS]),
        "output_messages": tuple([structure(f"mastra.{run}.output", response) for run in _RUNS]),
        "tokens.cache_read": (attribute("gen_ai.usage.cached_input_tokens", count),),
        "session": (attribute("mastra.metadata.threadId", identifier),),
    },
)
