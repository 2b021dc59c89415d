"""Writes an exchange with a model as a span in the OpenTelemetry conventions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from otelevals.genai.usage import Usage
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, Value, encode_attributes

OPERATIONS = {"chat": "chat", "completion": "text_completion", "agent": "invoke_agent", "workflow": "invoke_workflow"}
"""What the kinds of interactions that can be written are called."""
EXPECTED = "otelevals.expected"
_USAGE = {
    "input_tokens": "gen_ai.usage.input_tokens",
    "output_tokens": "gen_ai.usage.output_tokens",
    "total_tokens": "gen_ai.usage.total_tokens",
    "cache_read_tokens": "gen_ai.usage.cache_read.input_tokens",
    "cache_write_tokens": "gen_ai.usage.cache_write.input_tokens",
    "reasoning_tokens": "gen_ai.usage.reasoning.output_tokens",
}
_MESSAGE_KEYS = frozenset(("role", "parts"))


@dataclass(frozen=True)
class Exchange:
    """What is known of an exchange; None for what is not."""

    kind: str = "chat"
    name: str = ""
    input: Value = None
    """A text, messages as providers have them, or anything else, which is written as JSON."""
    output: Value = None
    """A text, a message or several, or anything else."""
    system: str | None = None
    tools: Value = None
    tool_calls: Sequence[Mapping[str, Value]] = ()
    """Of the answer, besides those in `output`."""
    documents: Value = None
    request_model: str | None = None
    response_model: str | None = None
    provider: str | None = None
    usage: Usage = field(default_factory=Usage)
    finish_reasons: Sequence[str] = ()
    time_to_first_token: float | None = None
    session: str | None = None
    user: str | None = None
    expected: Value = None
    error: tuple[str, str] | None = None
    """Its type, and what it says."""
    more: Mapping[str, Value] = field(default_factory=dict)
    """Attributes by their names; those of the fields above come first."""

    @property
    def attributes(self) -> dict[str, Value]:
        answer = answer_of(self.output, self.tool_calls)
        said: dict[str, Value] = {
            "gen_ai.operation.name": OPERATIONS[self.kind],
            "gen_ai.input.messages": _json(messages_of(self.input, "user")),
            "gen_ai.output.messages": _json(answer),
            "gen_ai.system_instructions": self.system,
            "gen_ai.tool.definitions": _json(self.tools),
            "gen_ai.retrieval.documents": _json(self.documents),
            "gen_ai.request.model": self.request_model,
            "gen_ai.response.model": self.response_model,
            "gen_ai.provider.name": self.provider,
            "gen_ai.response.finish_reasons": list(self.finish_reasons) or None,
            "gen_ai.response.time_to_first_chunk": self.time_to_first_token,
            "gen_ai.conversation.id": self.session,
            "user.id": self.user,
            "error.type": self.error[0] if self.error is not None else None,
            EXPECTED: self.expected,
            **{key: getattr(self.usage, name) for name, key in _USAGE.items()},
        }
        return {**self.more, **{key: value for key, value in said.items() if value is not None}}

    def span(self, trace_id: bytes, span_id: bytes, start: int = 0, end: int = 0) -> bytes:
        """The serialised span, from one time to another in nanoseconds; 0 for times that are not known."""
        head = Span(
            trace_id=trace_id,
            span_id=span_id,
            name=self.name or f"{OPERATIONS[self.kind]} {self.request_model or ''}".strip(),
            kind=Span.SpanKind.SPAN_KIND_CLIENT,
            start_time_unix_nano=start,
            end_time_unix_nano=end,
        )
        if self.error is not None:
            head.status.CopyFrom(Status(code=Status.StatusCode.STATUS_CODE_ERROR, message=self.error[1]))
        raw: bytes = head.SerializeToString()
        return raw + encode_attributes(SPAN_ATTRIBUTES, self.attributes)


def messages_of(value: Value, role: str) -> list[Value] | None:
    """Messages as they are; anything else as one message of that role."""
    if value is None:
        return None
    if is_message(value):
        return [value]
    if isinstance(value, list) and value and all(map(is_message, value)):
        return value
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return [{"role": role, "parts": [{"type": "text", "content": text}]}]


def answer_of(value: Value, calls: Sequence[Mapping[str, Value]] = ()) -> list[Value] | None:
    """The messages of an answer; calls of tools are added to the last one."""
    messages = messages_of(value, "assistant")
    if not calls:
        return messages
    parts = [{**call, "type": "tool_call"} for call in calls]
    called: Value = {"role": "assistant", "parts": parts}
    if messages is not None and len(messages) == 1 and messages[0].keys() == _MESSAGE_KEYS:
        return [{**messages[0], "parts": [*messages[0]["parts"], *parts]}]
    return [*(messages or ()), called]


def is_message(value: Value) -> bool:
    return isinstance(value, dict) and isinstance(value.get("role"), str)


def _json(value: Value) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
