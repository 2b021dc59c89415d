"""The normalised view of a GenAI span: every field is read when it is asked for, and says where it came from."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from otelevals.api.span import Span
from otelevals.genai.catalog import ALIASES
from otelevals.genai.catalog import FIELDS as MEANINGS
from otelevals.genai.derived import DERIVED
from otelevals.genai.evidence import Event, Evidence, Unreadable
from otelevals.genai.fields import Absent, Field, Found, MissingInput, Source
from otelevals.genai.kinds import HAS_CONTENT, NEVER_SCORED, Kind
from otelevals.genai.messages import Messages, ToolCall
from otelevals.genai.recognise import is_genai
from otelevals.genai.sources import USUAL, Plan, plan_for
from otelevals.genai.usage import Usage

if TYPE_CHECKING:
    from otelevals.genai.trace import Trace

FIELDS = frozenset((*MEANINGS, *ALIASES, "usage"))
"""Every name that `get` takes."""

_CONTENT = ("input_messages", "output_messages", "system_instructions", "tool_arguments", "tool_result", "query")
_OWN_SCOPE = "otelevals"
_KIND_BY_FIELD = (
    ("tool_name", Kind.TOOL),
    ("documents", Kind.RETRIEVAL),
    ("request_model", Kind.CHAT),
    ("response_model", Kind.CHAT),
    ("output_messages", Kind.CHAT),
)
"""What a span is taken for that does not say what it is."""


def _is_there(source: Source, evidence: Evidence) -> bool:
    """Whether there is something at the place, readable or not."""
    try:
        return source.find(evidence) is not None
    except Unreadable:
        return True


class Interaction(Evidence):
    """A view that never raises for what a span holds: a field is there, or absent with a reason.

    One that knows its trace also has what other spans lend it, and the events that came as log records (`joined`).
    """

    __slots__ = ("_fields", "_found_plan", "_kind", "_kind_source", "_own", "trace")

    def __init__(self, span: Span, trace: "Trace | None" = None, joined: Sequence[Event] = ()) -> None:
        super().__init__(span, joined)
        self.trace = trace
        self._own: dict[str, Field] = {}
        self._fields: dict[str, Field] = {}
        self._kind: Kind | None = None
        self._kind_source = ""
        self._found_plan: Plan | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """What was read is read again where it goes."""
        return Interaction, (self.span, self.trace, tuple(self.joined))

    def within(self, trace: "Trace") -> "Interaction":
        """The view in another trace that has the same span: what was read of the span is not read again."""
        view = Interaction(self.span, trace, self.joined)
        view._kind, view._kind_source, view._found_plan = self._kind, self._kind_source, self._found_plan
        view._own = {name: field for name, field in self._own.items() if name not in DERIVED}  # those may be lent
        return view

    @classmethod
    def of(cls, span: Span) -> "Interaction | None":
        """The view of a span, None when it is no GenAI span; MalformedRequest when it does not decode."""
        return cls(span) if is_genai(span) else None

    def get(self, name: str) -> Field:
        """A field by its name, one of FIELDS: the span's own, else what its trace lends it."""
        field = self._fields.get(name)
        if field is None:
            field = self._resolve(name) if self.trace is None else self.trace.complete(self, name)
            self._fields[name] = field
        return field

    def own(self, name: str) -> Field:
        """A field as the span itself has it; what follows from others may follow from one that was lent."""
        if self.trace is None:
            return self.get(name)
        field = self._own.get(name)
        if field is None:
            field = self._own[name] = self._resolve(name)
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
        if name in ALIASES:
            return self.get(ALIASES[name])
        if name == "kind":
            return Found(self.kind, self._kind_source)
        derive = DERIVED.get(name)
        if derive is not None:
            return derive(self)
        reason, nothing = "", None
        for source in self._plan.sources(name):
            try:
                value = source.find(self)
                if value is not None:
                    found = Found(source.read(value), source.place)
                    if found.value != ():
                        return found
                    nothing = nothing or found  # unless another place has something
            except Unreadable as error:
                reason = reason or f"{source.place} {error}"
        if nothing is not None:
            return nothing
        if name in _CONTENT and not reason and self._has_no_content():
            return Absent("the span carries no content: capture is off where it was made", content_off=True)
        return Absent(reason or (f"the span has no {USUAL[name]}" if name in USUAL else "no dialect has it"))

    def _has_no_content(self) -> bool:
        return self.kind in HAS_CONTENT and not any(
            _is_there(source, self) for name in _CONTENT for source in self._plan.sources(name)
        )

    @property
    def _plan(self) -> Plan:
        if self._found_plan is None:
            self._found_plan = plan_for(self.span.attributes)
        return self._found_plan

    @property
    def kind(self) -> Kind:
        if self._kind is None:
            self._kind, self._kind_source = self._find_kind()
        return self._kind

    def _find_kind(self) -> tuple[Kind, str]:
        scope = self.span.scope
        if _OWN_SCOPE.encode() in scope.raw and scope.message.name.partition(".")[0] == _OWN_SCOPE:
            return Kind.EVALUATOR, "the scope's name"
        said = list(self._said_kinds())
        for kind, source in said:
            if kind in NEVER_SCORED:
                return kind, source
        for kind, source in said:
            if kind is not Kind.OTHER:
                return kind, source
        if said:
            return said[0]
        self._kind = Kind.OTHER  # for places that depend on it
        for name, kind in _KIND_BY_FIELD:
            for place in self._plan.sources(name):
                if _is_there(place, self):
                    return kind, place.place
        return Kind.OTHER, "nothing says it"

    def _said_kinds(self) -> Iterable[tuple[Kind, str]]:
        for source in self._plan.sources("kind"):
            try:
                value = source.find(self)
                if value is not None:
                    yield source.read(value), source.place
            except Unreadable:
                continue

    @property
    def root(self) -> bool:
        """Whether the span has no parent; in a trace, whether no GenAI span is around it."""
        return not self.span.message.parent_span_id if self.trace is None else self.trace.is_root(self)

    @property
    def usage(self) -> Usage:
        usage: Usage | None = self.value("usage")
        return usage or Usage()

    @property
    def input(self) -> str | None:
        """The last thing the user said, a tool's arguments, or the query of a retrieval."""
        text: str | None = self.value("input_text")
        return text

    @property
    def output(self) -> str | None:
        """The answer's text, or a tool's result. None when there is none and the answer calls tools instead."""
        text: str | None = self.value("output_text")
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
