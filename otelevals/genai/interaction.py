"""The normalised view of a GenAI span: every field is read when it is asked for, and says where it came from."""

from typing import Any, NamedTuple

from otelevals.api.span import Span
from otelevals.genai.derived import DERIVED
from otelevals.genai.dialects import KINDS, SOURCES, is_genai
from otelevals.genai.fields import Absent, Field, Found, MissingInput, Unreadable
from otelevals.genai.kinds import HAS_CONTENT, Kind
from otelevals.genai.messages import Messages, ToolCall

FIELDS = frozenset(SOURCES) | frozenset(DERIVED)
"""Every name that `get` takes, `kind` and `usage` apart."""

_CONTENT = frozenset(
    ("input_messages", "output_messages", "system_instructions", "tool_arguments", "tool_result", "query")
)
_CONTENT_ATTRIBUTES = frozenset([source.attribute for name in _CONTENT for source in SOURCES[name]])
_OWN_SCOPE = "otelevals"
_KIND_BY_FIELD = (
    ("evaluation_name", Kind.EVALUATOR),
    ("tool_name", Kind.TOOL),
    ("agent_name", Kind.AGENT),
    ("request_model", Kind.CHAT),
    ("response_model", Kind.CHAT),
    ("output_messages", Kind.CHAT),
)
"""What a span without a known operation is taken for."""


class Usage(NamedTuple):
    """Tokens, None where not known. Input holds cached and written ones, output holds reasoning."""

    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    reasoning_tokens: int | None


class Interaction:
    """A view that never raises for what a span holds: a field is there, or absent with a reason."""

    __slots__ = ("_fields", "_kind", "span")

    def __init__(self, span: Span) -> None:
        self.span = span
        self._fields: dict[str, Field] = {}
        self._kind: Kind | None = None

    @classmethod
    def of(cls, span: Span) -> "Interaction | None":
        """The view of a span, None when it is no GenAI span; MalformedRequest when it does not decode."""
        return cls(span) if is_genai(span) else None

    def get(self, name: str) -> Field:
        """A field by its name, one of FIELDS."""
        field = self._fields.get(name)
        if field is None:
            derive = DERIVED.get(name)
            field = self._fields[name] = self._resolve(name) if derive is None else derive(self)
        return field

    def value(self, name: str) -> Any:
        """A field's value, None when it is absent."""
        field = self.get(name)
        return field.value if isinstance(field, Found) else None

    def require(self, name: str) -> Any:
        """A field's value; MissingInput when it is absent."""
        field = self.get(name)
        if isinstance(field, Found):
            return field.value
        raise MissingInput(name, field)

    def _resolve(self, name: str) -> Field:
        reason = ""
        for source in SOURCES[name]:
            value = self.span.attribute(source.attribute)
            if value is None:
                continue
            try:
                return Found(source.read(value), source.attribute)
            except Unreadable as error:
                reason = reason or f"{source.attribute} {error}"
        if name in _CONTENT and not reason and self._has_no_content():
            return Absent("the span carries no content: capture is off where it was made", content_off=True)
        return Absent(reason or f"the span has no {SOURCES[name][0].attribute}")

    def _has_no_content(self) -> bool:
        return self.kind in HAS_CONTENT and _CONTENT_ATTRIBUTES.isdisjoint(self.span.attributes)

    @property
    def kind(self) -> Kind:
        if self._kind is None:
            self._kind = self._find_kind()
        return self._kind

    def _find_kind(self) -> Kind:
        scope = self.span.scope
        if _OWN_SCOPE.encode() in scope.raw and scope.message.name.partition(".")[0] == _OWN_SCOPE:
            return Kind.EVALUATOR
        operation = self.value("operation")
        if operation is not None:
            return KINDS.get(operation, Kind.OTHER)
        for field, kind in _KIND_BY_FIELD:
            if any(source.attribute in self.span.attributes for source in SOURCES[field]):
                return kind
        return Kind.OTHER

    @property
    def root(self) -> bool:
        """Whether the span has no parent."""
        return not self.span.message.parent_span_id

    @property
    def usage(self) -> Usage:
        return Usage(*[self.value(f"usage.{name}") for name in Usage._fields])

    @property
    def input(self) -> str | None:
        """The last thing the user said, a tool's arguments, or the query of a retrieval."""
        text: str | None = self.value("input")
        return text

    @property
    def output(self) -> str | None:
        """The answer's text, or a tool's result. None when there is none and the answer calls tools instead."""
        text: str | None = self.value("output")
        return text

    @property
    def messages(self) -> Messages:
        """Input and output, in order."""
        messages: Messages | None = self.value("messages")
        return messages or ()

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The tool calls of the answer."""
        calls: tuple[ToolCall, ...] | None = self.value("tool_calls")
        return calls or ()
