"""Spring AI: the conventions with every value as text, and spans of clients, advisors, tools and vector stores."""

from typing import Any

from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import Kind
from otelevals.genai.places import attribute, structure, together
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.read_records import documents, tools
from otelevals.genai.values import identifier, text

_KIND, _STORE = "spring.ai.kind", "db.operation.name"
_KINDS = {"chat_client": Kind.WORKFLOW, "tool_call": Kind.TOOL}


def _kind(value: dict[str, Any]) -> Kind:
    """A vector store is also written to."""
    kind = text(value.get(_KIND))
    if kind == "vector_store":
        return Kind.RETRIEVAL if value.get(_STORE) == "query" else Kind.OTHER
    return _KINDS.get(kind, Kind.OTHER)


DIALECT = Dialect(
    name="Spring AI",
    markers=("spring.ai.",),
    fields={
        "kind": (together((_KIND, _STORE), _kind),),
        "operation": (attribute(_KIND, text),),
        "system_instructions": (attribute("spring.ai.chat.client.system.text", text),),
        "input_messages": (
            structure("gen_ai.prompt", request),
            structure("spring.ai.chat.client.user.text", request),
        ),
        "output_messages": (structure("gen_ai.completion", response),),
        "tools": (
            structure("spring.ai.chat.client.tool.names", tools),
            structure("spring.ai.chat.client.tool.function.names", tools),
        ),
        "tool_name": (attribute("spring.ai.tool.definition.name", text),),
        "tool_call_id": (attribute("spring.ai.tool.call.id", identifier),),
        "tool_arguments": (attribute("spring.ai.tool.call.arguments", arguments_of),),
        "tool_result": (attribute("spring.ai.tool.call.result", result_of),),
        "query": (attribute("db.vector.query.content", text),),
        "documents": (structure("db.vector.query.response.documents", documents),),
        "session": (attribute("spring.ai.chat.client.conversation.id", identifier),),
    },
)
