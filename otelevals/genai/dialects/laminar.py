"""Laminar: the type of a span, and what went in and came out as JSON."""

from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.places import attribute, only, structure
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.values import identifier, one_of, text

_INPUT, _OUTPUT = "lmnr.span.input", "lmnr.span.output"
_TALKS = frozenset({*LLM, Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})

DIALECT = Dialect(
    name="Laminar",
    markers=("lmnr.span.",),
    fields={
        "kind": (
            attribute(
                "lmnr.span.type",
                one_of(
                    {
                        **dict.fromkeys(("evaluator", "human_evaluator", "evaluation"), Kind.EVALUATOR),
                        **dict.fromkeys(("llm", "cached"), Kind.CHAT),
                        "tool": Kind.TOOL,
                        "executor": Kind.AGENT,
                        "pipeline": Kind.WORKFLOW,
                    },
                    Kind.OTHER,
                ),
            ),
        ),
        "operation": (attribute("lmnr.span.type", text),),
        "input_messages": (only(_TALKS, structure(_INPUT, request)),),
        "output_messages": (only(_TALKS, structure(_OUTPUT, response)),),
        "tool_arguments": (only({Kind.TOOL}, structure(_INPUT, arguments_of)),),
        "tool_result": (only({Kind.TOOL}, structure(_OUTPUT, result_of)),),
        "session": (attribute("lmnr.association.properties.session_id", identifier),),
        "user": (attribute("lmnr.association.properties.user_id", identifier),),
    },
)
