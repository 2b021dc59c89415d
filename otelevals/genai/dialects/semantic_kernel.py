"""Semantic Kernel: the conventions with operations and finish reasons of its own, and the functions on offer.

AutoGen and the Agent Framework write nothing that the conventions do not have.
"""

from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import Kind
from otelevals.genai.places import attribute
from otelevals.genai.read_records import tools
from otelevals.genai.records import Tool
from otelevals.genai.values import one_of, text
from otelevals.otlp.anyvalue import Value


def _functions(value: Value) -> tuple[Tool, ...]:
    return tools([name.strip() for name in text(value).split(",")])


DIALECT = Dialect(
    name="Semantic Kernel",
    markers=("sk.available_functions",),
    fields={
        "kind": (
            attribute(
                "gen_ai.operation.name",
                one_of(
                    {
                        "text_completions": Kind.COMPLETION,
                        "text.completions": Kind.COMPLETION,
                        "chat.completions": Kind.CHAT,
                    },
                    Kind.OTHER,
                ),
            ),
        ),
        "tools": (attribute("sk.available_functions", _functions),),
    },
)
