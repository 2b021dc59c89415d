"""VoltAgent: spans that say their type, the agent's span by that of its entity, with names that only mean something on
its spans."""

from otelevals.genai.evidence import Evidence
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.places import Read, attribute, only, structure
from otelevals.genai.read_messages import input_messages
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.values import count, identifier, one_of

_FAMILY = "voltagent."
_TALKS = frozenset({*LLM, Kind.AGENT, Kind.WORKFLOW})
_KINDS = one_of({"agent": Kind.AGENT, "llm": Kind.CHAT, "tool": Kind.TOOL, "workflow": Kind.WORKFLOW}, Kind.OTHER)


def _ours(source: Source) -> Source:
    def find(evidence: Evidence) -> object:
        span = evidence.span
        ours = _FAMILY.encode() in span.raw and any(key.startswith(_FAMILY) for key in span.attributes)
        return source.find(evidence) if ours else None

    return source._replace(find=find)


def _entity(evidence: Evidence) -> object:
    """Children have the entity of their parent, and a type of their own."""
    return None if evidence.attribute("span.type") is not None else evidence.attribute("entity.type")


def _tokens(name: str) -> tuple[Source, Source]:
    return _bare(f"usage.{name}", count), _bare(f"llm.usage.{name}", count)


def _bare(key: str, read: Read) -> Source:
    return _ours(attribute(key, read))


DIALECT = Dialect(
    name="VoltAgent",
    markers=(_FAMILY,),
    fields={
        "kind": (_bare("span.type", _KINDS), _ours(Source("entity.type", _entity, _KINDS, ("entity.type",)))),
        "input_messages": (
            _ours(structure("agent.messages", input_messages)),
            _ours(structure("llm.messages", input_messages)),
            only(_TALKS, _ours(structure("input", request))),
        ),
        "output_messages": (only(_TALKS, _ours(structure("output", response))),),
        "tool_arguments": (only({Kind.TOOL}, _bare("input", arguments_of)),),
        "tool_result": (only({Kind.TOOL}, _bare("output", result_of)),),
        "tokens.input": _tokens("prompt_tokens"),
        "tokens.output": _tokens("completion_tokens"),
        "tokens.total": _tokens("total_tokens"),
        "session": (attribute("voltagent.conversation_id", identifier),),
    },
)
