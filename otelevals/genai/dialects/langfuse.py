"""Langfuse's SDKs, from Python 3 and JavaScript 4 on: one value for what went in and one for what came out."""

from datetime import UTC, datetime, timedelta

from otelevals.genai.evidence import Evidence, Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kind_words import KIND_WORDS
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.places import attribute, attributes, only, span_name, structure
from otelevals.genai.read_calls import call_arguments, call_result, query
from otelevals.genai.read_payloads import request, response, system_of
from otelevals.genai.read_records import documents, tools
from otelevals.genai.read_usage import in_usage
from otelevals.genai.values import identifier, names, number, one_of, text
from otelevals.otlp.anyvalue import Value

_TYPE = "langfuse.observation.type"
_INPUT = "langfuse.observation.input"
_OUTPUT = "langfuse.observation.output"
_START = "langfuse.observation.completion_start_time"
_CALLS = frozenset({*LLM, Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})
_SEARCHES = frozenset({Kind.RETRIEVAL, Kind.RERANK, Kind.EMBEDDINGS})
_FOUND = frozenset({Kind.RETRIEVAL, Kind.RERANK})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _first_token(evidence: Evidence) -> Value:
    """Seconds from the span's start to the time at which the answer began."""
    said = evidence.attribute(_START)
    started = evidence.span.message.start_time_unix_nano
    if said is None or not started:
        return None
    written = text(said).strip('\\"')
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise Unreadable("is not a time") from None
    since = (at if at.tzinfo else at.replace(tzinfo=UTC)) - _EPOCH
    elapsed = since // timedelta(microseconds=1) - started // 1000
    if elapsed < 0:
        raise Unreadable("is before the span's start")
    return elapsed / 1e6


def _error(evidence: Evidence) -> Value:
    if evidence.attribute("langfuse.observation.level") != "ERROR":
        return None
    return evidence.attribute("langfuse.observation.status_message")


DIALECT = Dialect(
    name="Langfuse",
    markers=(_TYPE, _INPUT, _OUTPUT, _START, "langfuse.observation.model.", "langfuse.observation.usage_details"),
    fields={
        "kind": (
            structure(
                _TYPE,
                one_of({**KIND_WORDS, "generation": Kind.CHAT}, Kind.OTHER),
            ),
        ),
        "operation": (attribute(_TYPE, text),),
        "response_model": (attribute("langfuse.observation.model.name", text),),
        "system_instructions": (only(LLM, structure(_INPUT, system_of)),),
        "input_messages": (only(_CALLS, structure(_INPUT, request)),),
        "output_messages": (only(_CALLS, structure(_OUTPUT, response)),),
        "tools": (structure(_INPUT, tools, "tools"),),
        "tool_name": (span_name(_TYPE, "tool"),),
        "tool_arguments": (only({Kind.TOOL}, attribute(_INPUT, call_arguments)),),
        "tool_result": (only({Kind.TOOL}, attribute(_OUTPUT, call_result)),),
        "query": (only(_SEARCHES, attribute(_INPUT, query)),),
        "documents": (only(_FOUND, structure(_OUTPUT, documents)),),
        **in_usage("langfuse.observation.usage_details"),
        "time_to_first_token": (Source(_START, _first_token, number),),
        "said_finish_reasons": (attribute("langfuse.observation.metadata.finish_reason", names),),
        "session": attributes(("session.id", "langfuse.session.id"), identifier),
        "user": attributes(("user.id", "langfuse.user.id"), identifier),
        "agent": (span_name(_TYPE, "agent"),),
        "prompt_name": (attribute("langfuse.observation.prompt.name", text),),
        "prompt_version": (attribute("langfuse.observation.prompt.version", identifier),),
        "error": (Source("langfuse.observation.status_message", _error, text),),
    },
)
