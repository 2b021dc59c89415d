"""Logfire's own integrations of OpenAI and Anthropic, and its feedback. A streamed answer is in a record of its own,
beside the span of its request."""

from otelevals.genai.evidence import Evidence, Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Messages
from otelevals.genai.places import attribute, only, structure
from otelevals.genai.read_events import answered_in, given_in
from otelevals.genai.read_messages import input_messages, instructions, output_messages
from otelevals.genai.read_parts import arguments_of
from otelevals.genai.read_records import evaluations, tools
from otelevals.genai.records import Evaluation
from otelevals.genai.values import count, names, text, text_or_json
from otelevals.otlp.anyvalue import Value

PENDING = ("logfire.span_type", "pending_span")
"""What a span says that stands for another one until that ends."""

_FEEDBACK = "logfire.feedback.name"
_REQUEST, _RESPONSE, _USAGE = "request_data", "response_data", "gen_ai.usage.raw"
_GIVEN = ("messages", "prompt", "input")


def _is_request(evidence: Evidence) -> bool:
    """Whether the span has the body of a request to a model and not just anything of that name."""
    try:
        body = evidence.structure(_REQUEST)
    except Unreadable:
        return False
    return isinstance(body, dict) and isinstance(body.get("model"), str) and any(key in body for key in _GIVEN)


def _kind(value: Value) -> Kind:
    if value != "annotation":
        raise Unreadable("is no annotation")
    return Kind.FEEDBACK


def _feedback(evidence: Evidence) -> Value:
    """Its value is in an attribute that has the feedback's name."""
    name = evidence.attribute(_FEEDBACK)
    if name is None:
        return None
    value = evidence.attribute(name) if isinstance(name, str) else None
    return {"name": name, "value": value, "comment": evidence.attribute("logfire.feedback.comment")}


def _verdict(value: dict[str, Value]) -> tuple[Evaluation, ...]:
    """A number is a score, a text is a label, and a truth is both."""
    said = value["value"]
    said_as = {"score": float(said), "label": "pass" if said else "fail"} if isinstance(said, bool) else {}
    return evaluations(
        [{"name": value["name"], "explanation": value["comment"], "score": said, "label": said, **said_as}]
    )


def _answer(value: Value) -> Messages:
    """A message; those of Anthropic's models have the calls' arguments once more inside `input`."""
    calls = value.get("tool_calls") if isinstance(value, dict) else None
    if isinstance(value, dict) and isinstance(calls, list):
        value = {**value, "tool_calls": [_unwrapped(call) for call in calls if isinstance(call, dict)]}
    return output_messages(value)


def _unwrapped(call: dict[str, Value]) -> dict[str, Value]:
    function = call.get("function")
    if "type" in call or not isinstance(function, dict):
        return call
    arguments = arguments_of(function.get("arguments"))
    inner = arguments["input"] if isinstance(arguments, dict) and arguments.keys() == {"input"} else arguments
    return {**call, "function": {**function, "arguments": inner}}


def _tokens(*paths: tuple[str, ...]) -> tuple[Source, ...]:
    raw = [structure(_USAGE, count, *path) for path in paths]
    return (*raw, *[structure(_RESPONSE, count, "usage", *path) for path in paths])


DIALECT = Dialect(
    name="Logfire",
    markers=(_FEEDBACK,),
    hints=(_REQUEST,),
    marks=_is_request,
    fields={
        "kind": (attribute(PENDING[0], _kind),),
        "request_model": (structure(_REQUEST, text, "model"),),
        "system_instructions": (structure(_REQUEST, instructions, "system"),),
        "input_messages": (
            structure(_REQUEST, input_messages, "messages"),
            structure(_REQUEST, input_messages, "prompt"),
            structure("events", given_in),
        ),
        "output_messages": (
            structure(_RESPONSE, _answer, "message"),
            structure(_RESPONSE, output_messages, "text"),
            structure(_RESPONSE, output_messages, "combined_chunk_content"),
            structure("events", answered_in),
        ),
        "tools": (structure(_REQUEST, tools, "tools"),),
        "query": (only({Kind.EMBEDDINGS}, structure(_REQUEST, text_or_json, "input")),),
        "tokens.input": _tokens(("prompt_tokens",), ("input_tokens",)),
        "tokens.output": _tokens(("completion_tokens",), ("output_tokens",)),
        "tokens.total": _tokens(("total_tokens",)),
        "tokens.cache_read": _tokens(
            ("prompt_tokens_details", "cached_tokens"),
            ("input_tokens_details", "cached_tokens"),
            ("cache_read_input_tokens",),
        ),
        "tokens.cache_write": _tokens(("cache_creation_input_tokens",)),
        "tokens.reasoning": _tokens(
            ("completion_tokens_details", "reasoning_tokens"), ("output_tokens_details", "reasoning_tokens")
        ),
        "said_finish_reasons": (structure(_RESPONSE, names, "finish_reason"),),
        "evaluations": (Source(_FEEDBACK, _feedback, _verdict),),
    },
)
