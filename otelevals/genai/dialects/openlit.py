"""OpenLIT: the conventions, old and new, with attributes of its own beside them."""

from otelevals.genai.evidence import Evidence, Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Messages, Text
from otelevals.genai.places import attribute, attributes, only, structure
from otelevals.genai.read_parts import arguments_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.values import count, identifier, text, text_or_json
from otelevals.otlp.anyvalue import Value

_WHOLE = frozenset({Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})
_TOOL, _RETRIEVAL = {Kind.TOOL}, {Kind.RETRIEVAL}
_SDK = "telemetry.sdk.name"
_KINDS = {"framework": Kind.WORKFLOW, "agent": Kind.AGENT}
_SEARCHES = ("query", "search", "select", "get", "fetch", "hybrid_search", "vector_search")


def _operation(evidence: Evidence) -> Kind | None:
    """What its own words for operations mean, which others use as well."""
    if evidence.attribute(_SDK) != "openlit":
        return None
    said = evidence.attribute("gen_ai.operation.name")
    if said != "vectordb":
        return _KINDS.get(said) if isinstance(said, str) else None
    operation = evidence.attribute("db.operation.name") or evidence.attribute("db.operation")
    return Kind.RETRIEVAL if isinstance(operation, str) and operation.lower() in _SEARCHES else Kind.OTHER


def _kind(value: Kind) -> Kind:
    return value


def _result(value: Value) -> Messages:
    if not isinstance(value, str):
        raise Unreadable("is not text")
    return (Message("assistant", (Text(value),)),)


DIALECT = Dialect(
    name="OpenLIT",
    markers=(),
    fields={
        "kind": (Source("gen_ai.operation.name + db.operation.name", _operation, _kind, (_SDK,)),),
        "input_messages": (only(_WHOLE, structure("gen_ai.workflow.input", request)),),
        "output_messages": (
            attribute("gen_ai.agent.final_result", _result),
            only(_WHOLE, structure("gen_ai.workflow.output", response)),
        ),
        "tool_arguments": tuple(
            [only(_TOOL, each) for each in attributes(("gen_ai.tool.args", "gen_ai.tool.input"), arguments_of)]
        ),
        "tool_result": tuple(
            [only(_TOOL, each) for each in attributes(("gen_ai.tool.output", "gen_ai.tool.result"), text_or_json)]
        ),
        "query": (
            *attributes(("gen_ai.retrieval.query", "gen_ai.vectordb.search.query"), text),
            only(_RETRIEVAL, attribute("db.query.text", text)),
        ),
        "tokens.cache_read": (attribute("gen_ai.usage.prompt_tokens_details.cached_tokens", count),),
        "tokens.cache_write": attributes(
            ("gen_ai.usage.prompt_tokens_details.cache_creation_tokens", "gen_ai.usage.cache_write_input_tokens"), count
        ),
        "tokens.reasoning": (attribute("gen_ai.usage.completion_tokens_details.reasoning_tokens", count),),
        "session": (attribute("gen_ai.session.id", identifier),),
        "user": attributes(("gen_ai.user.id", "gen_ai.request.user"), identifier),
    },
)
