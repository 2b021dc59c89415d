"""All dialects as one: where each field may be, what makes a span a GenAI span, and what proves that none is there."""

from collections.abc import Iterable, Mapping

from otelevals.api.span import Span
from otelevals.genai import otel
from otelevals.genai.fields import Dialect, Source

DIALECTS: tuple[Dialect, ...] = (otel.DIALECT,)
"""In order of precedence, for every field on its own."""


def merge_fields(dialects: Iterable[Dialect]) -> Mapping[str, tuple[Source, ...]]:
    merged: dict[str, tuple[Source, ...]] = {}
    for dialect in dialects:
        for name, sources in dialect.fields.items():
            merged[name] = merged.get(name, ()) + sources
    return merged


def literals_of(dialects: Iterable[Dialect]) -> tuple[bytes, ...]:
    """Byte strings of which every GenAI span holds one: the first words of the markers."""
    return tuple(sorted({(name.partition(".")[0] + ".").encode() for d in dialects for name in d.markers}))


SOURCES = merge_fields(DIALECTS)
KINDS = {operation: kind for dialect in reversed(DIALECTS) for operation, kind in dialect.kinds.items()}
LITERALS = literals_of(DIALECTS)
_MARKERS = frozenset().union(*[dialect.markers for dialect in DIALECTS])


def prefilter(raw: bytes) -> bool:
    """False proves that no GenAI span is in these bytes; True proves nothing."""
    return any(map(raw.__contains__, LITERALS))


def is_genai(span: Span) -> bool:
    """MalformedRequest when the span does not decode."""
    return not _MARKERS.isdisjoint(span.attributes)
