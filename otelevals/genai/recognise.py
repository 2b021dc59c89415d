"""What makes a span a GenAI span, why another one is none, and what proves that none is there."""

from collections.abc import Iterable, Sequence

from otelevals.api.span import Span
from otelevals.genai.dialects import DIALECTS
from otelevals.genai.dialects.logfire import PENDING
from otelevals.genai.evidence import Evidence
from otelevals.genai.fields import Dialect
from otelevals.genai.literals import Literals

_FAMILY = (".", ":")
_SHOWN = 5


def literals_of(dialects: Iterable[Dialect]) -> tuple[bytes, ...]:
    """Byte strings of which every GenAI span has one that begins the key of an attribute; none begins with another."""
    words = {word.encode() for dialect in dialects for word in (*dialect.markers, *dialect.hints)}
    return tuple(sorted(word for word in words if not any(other != word and word.startswith(other) for other in words)))


LITERALS = literals_of(DIALECTS)
_LITERALS = Literals(LITERALS, common=(b"gen_ai.",))
_MARKERS = frozenset(word for dialect in DIALECTS for word in dialect.markers if not word.endswith(_FAMILY))
_FAMILIES = tuple(sorted({word for dialect in DIALECTS for word in dialect.markers if word.endswith(_FAMILY)}))
_SPECIAL = tuple([(dialect.hints, dialect.marks) for dialect in DIALECTS if dialect.marks is not None])


def prefilter(raw: bytes) -> bool:
    """False proves that nothing of GenAI is in these bytes, a span or a log record; True proves nothing."""
    return _LITERALS.any_in(raw)


def may_have_genai(request: bytes) -> bool:
    """False proves that no GenAI span is in a request, for less than the prefilter takes; True proves nothing."""
    return _LITERALS.begins_key(request)


def let_through(raws: Sequence[bytes]) -> set[int]:
    """The places of those that may be GenAI spans."""
    return _LITERALS.holders(raws)


def is_marker(name: str) -> bool:
    """Whether an attribute, or an event, of this name belongs to a dialect and to nobody else."""
    return name.startswith(_FAMILIES) or name in _MARKERS


def is_genai(span: Span) -> bool:
    """MalformedRequest when the span does not decode."""
    return prefilter(span.raw) and is_genai_after_all(span)


def is_genai_after_all(span: Span) -> bool:
    """As `is_genai`, of a span that the prefilter has let through."""
    attributes = span.attributes
    if PENDING[0] in attributes and attributes.get(PENDING[0]) == PENDING[1]:
        return False
    if any(map(is_marker, attributes)):
        return True
    return any(any(hint in attributes for hint in hints) and marks(Evidence(span)) for hints, marks in _SPECIAL)


def why_not(span: Span) -> str:
    """Why a span is not considered a GenAI span, for a person."""
    attributes = span.attributes
    if PENDING[0] in attributes and attributes.get(PENDING[0]) == PENDING[1]:
        return f"{PENDING[0]} is {PENDING[1]}: the span itself comes later"
    keys = sorted(attributes)
    if not keys:
        return "it has no attributes"
    shown = ", ".join(keys[:_SHOWN]) + (f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else "")
    return f"none of its attributes belongs to a dialect that is known: {shown}"
