"""The OpenTelemetry GenAI conventions: from 1.37 on with content in span attributes or in an event with the same
attributes, before that with an event for each message, and with names that have changed since."""

from otelevals.genai.evidence import Evidence, Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.places import Read, attribute, attributes, event, events, only, structure
from otelevals.genai.providers import provider
from otelevals.genai.read_events import choices, completions, messages, prompts
from otelevals.genai.read_messages import input_messages, instructions, output_messages
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.read_records import documents, evaluation_events, tools
from otelevals.genai.values import count, identifier, label, names, number, one_of, text, text_or_json
from otelevals.otlp.anyvalue import Value

_DETAILS = "gen_ai.client.inference.operation.details"
_MESSAGE_EVENTS = ("gen_ai.system.message", "gen_ai.user.message", "gen_ai.assistant.message", "gen_ai.tool.message")
_CHUNKS = ("gen_ai.content.completion.chunk", "llm.content.completion.chunk", "First Token Stream Event")
_PROMPT_ID = "########"  # Gemini CLI
_FIRST = "gen_ai.server.time_to_first_token"
_NOT_TOOLS = frozenset(Kind) - {Kind.TOOL}
"""Spans whose events say messages; those of a tool say its arguments and its result."""
_NOT_MODELS = frozenset(Kind) - LLM
"""Spans whose tool was called; some write there what a model called."""


def _opaque(key: str, read: Read = text_or_json) -> tuple[Source, Source]:
    """What the conventions let a span carry as an attribute, and an event of it instead."""
    return attribute(f"gen_ai.{key}", read), event(_DETAILS, f"gen_ai.{key}", read)


def _first_chunk(evidence: Evidence) -> float | None:
    times = [found.time for found in evidence.events_named(*_CHUNKS)]
    start = evidence.span.message.start_time_unix_nano
    return (min(times) - start) / 1e9 if times and start and min(times) >= start else None


def _first_token(evidence: Evidence) -> float | None:
    """Some write seconds and some milliseconds: an answer does not begin after it ended."""
    said = evidence.attribute(_FIRST)
    if said is None:
        return None
    if evidence.scope_name.startswith("strands."):
        return number(said) / 1000
    duration = (evidence.span.message.end_time_unix_nano - evidence.span.message.start_time_unix_nano) / 1e9
    if duration <= 0:
        raise Unreadable("is in seconds or milliseconds: the span has no duration that would tell")
    found = number(said)
    return found if found <= duration else found / 1000


def _reasons(value: Value) -> tuple[str, ...]:
    return tuple([reason.strip() for name in names(value) for reason in name.split(",")])


def _template(value: Value) -> str:
    name = text(value)
    if _PROMPT_ID in name:
        raise Unreadable("is the identity of a prompt, not the name of a template")
    return name


def _failure(evidence: Evidence) -> Value:
    status = evidence.span.message.status
    if status.code != status.STATUS_CODE_ERROR:
        return None
    kinds = [event.attributes.get("exception.type") for event in evidence.events_named("exception")]
    return next((kind for kind in reversed(kinds) if kind), None) or status.message or None


def _error(value: Value) -> str:
    """A name; Semantic Kernel writes it as Python shows a class."""
    return text(value).removeprefix("<class '").removesuffix("'>")


DIALECT = Dialect(
    name="OpenTelemetry GenAI",
    markers=("gen_ai.",),
    fields={
        "kind": (
            attribute(
                "gen_ai.operation.name",
                one_of(
                    {
                        "chat": Kind.CHAT,
                        "generate_content": Kind.CHAT,
                        "fetch_response": Kind.CHAT,
                        "text_completion": Kind.COMPLETION,
                        "completion": Kind.COMPLETION,
                        "embeddings": Kind.EMBEDDINGS,
                        "embedding": Kind.EMBEDDINGS,
                        "retrieval": Kind.RETRIEVAL,
                        "rerank": Kind.RERANK,
                        "execute_tool": Kind.TOOL,
                        "invoke_agent": Kind.AGENT,
                        "invoke_workflow": Kind.WORKFLOW,
                        "evaluation": Kind.EVALUATOR,
                    },
                    Kind.OTHER,
                ),
            ),
            attribute("gen_ai.evaluation.name", lambda value: Kind.EVALUATOR),
        ),
        "operation": (attribute("gen_ai.operation.name", text),),
        "provider": attributes(("gen_ai.provider.name", "gen_ai.system"), provider),
        "request_model": (attribute("gen_ai.request.model", label),),
        "response_model": (attribute("gen_ai.response.model", label),),
        "response_id": (attribute("gen_ai.response.id", text),),
        "system_instructions": (
            attribute("gen_ai.system_instructions", instructions),
            event(_DETAILS, "gen_ai.system_instructions", instructions),
        ),
        "input_messages": (
            attribute("gen_ai.input.messages", input_messages),
            only(_NOT_TOOLS, event(_DETAILS, "gen_ai.input.messages", input_messages)),
            only(_NOT_TOOLS, events(_MESSAGE_EVENTS, messages, "events gen_ai.*.message")),
            events(("gen_ai.content.prompt",), prompts),
        ),
        "output_messages": (
            attribute("gen_ai.output.messages", output_messages),
            only(_NOT_TOOLS, event(_DETAILS, "gen_ai.output.messages", output_messages)),
            only(_NOT_TOOLS, events(("gen_ai.choice",), choices)),
            events(("gen_ai.content.completion",), completions),
        ),
        "tools": (
            structure("gen_ai.tool.definitions", tools),
            event(_DETAILS, "gen_ai.tool.definitions", tools),
            structure("gen_ai.request.tools", tools),
        ),
        "tool_name": (only(_NOT_MODELS, attribute("gen_ai.tool.name", text)),),
        "tool_call_id": (only(_NOT_MODELS, attribute("gen_ai.tool.call.id", text)),),
        "tool_arguments": (
            attribute("gen_ai.tool.call.arguments", arguments_of),
            event(_DETAILS, "gen_ai.tool.call.arguments", arguments_of),
        ),
        "tool_result": _opaque("tool.call.result", result_of),
        "query": _opaque("retrieval.query.text"),
        "documents": (
            structure("gen_ai.retrieval.documents", documents),
            event(_DETAILS, "gen_ai.retrieval.documents", documents),
        ),
        "tokens.input": attributes(("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"), count),
        "tokens.output": attributes(("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"), count),
        "tokens.total": (attribute("gen_ai.usage.total_tokens", count),),
        "tokens.cache_read": (attribute("gen_ai.usage.cache_read.input_tokens", count),),
        "tokens.cache_write": attributes(
            ("gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens"), count
        ),
        "tokens.reasoning": (attribute("gen_ai.usage.reasoning.output_tokens", count),),
        "time_to_first_token": (
            attribute("gen_ai.response.time_to_first_chunk", number),
            Source(_FIRST, _first_token, number),
            Source("event of the first chunk", _first_chunk, number),
        ),
        "said_finish_reasons": attributes(
            ("gen_ai.response.finish_reasons", "gen_ai.response.finish_reason", "gen_ai.response.stop_reason"), _reasons
        ),
        "output_type": attributes(("gen_ai.output.type", "gen_ai.openai.request.response_format"), text),
        "session": (attribute("gen_ai.conversation.id", identifier),),
        "agent": (attribute("gen_ai.agent.name", text),),
        "agent_id": (attribute("gen_ai.agent.id", identifier),),
        "prompt_name": (attribute("gen_ai.prompt.name", _template),),
        "prompt_version": (attribute("gen_ai.prompt.version", identifier),),
        "error": (attribute("error.type", _error), Source("exception or status of the span", _failure, text)),
        "evaluations": (events(("gen_ai.evaluation.result",), evaluation_events),),
    },
)
