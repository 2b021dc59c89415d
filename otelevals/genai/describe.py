"""What an interaction has, lacks and leaves out, for a person who wonders why a scorer does not fire."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from otelevals.genai.catalog import FIELDS
from otelevals.genai.evidence import Unreadable
from otelevals.genai.fields import Absent, Found, Source
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.recognise import is_marker
from otelevals.genai.sources import SOURCES

_MOST_NAMES = 1000  # attributes and events that are looked at: an honest span has fewer
_NUMBER = re.compile(r"\.\d+(?=\.|$)")
_NEEDED = {
    Kind.RETRIEVAL: ("input_text", "documents"),
    Kind.RERANK: ("input_text", "documents"),
    Kind.EMBEDDINGS: ("input_text",),
    Kind.EVALUATOR: (),
    Kind.FEEDBACK: (),
}
_MADE_INTO = {
    "said_finish_reasons": "finish_reasons",
    "system_instructions": "system",
    "tokens.without_cache": "usage.input_tokens",
    **{f"tokens.{name}": f"usage.{name}_tokens" for name in ("input", "output", "total", "reasoning")},
    **{f"tokens.cache_{name}": f"usage.cache_{name}_tokens" for name in ("read", "write")},
}


class Description(NamedTuple):
    found: dict[str, Found]
    """Fields in the order of the catalog."""
    missing: dict[str, str]
    """Why a field is absent that most scorers need."""
    unreadable: dict[str, str]
    """Attributes and events that do not hold what they should, and why."""
    passed_over: dict[str, str]
    """Those with a field that was taken from a place that is preferred, and which field."""
    unused: list[str]
    """Those that look like GenAI and that this span has no field in."""


def found_fields(interaction: Interaction) -> dict[str, Found]:
    """Every field of the catalog that is there, in its order."""
    return {name: field for name in FIELDS if isinstance(field := interaction.get(name), Found)}


def describe(interaction: Interaction) -> Description:
    fields = (interaction.own(name) for name in (*FIELDS, *SOURCES))
    used = list(dict.fromkeys([field.source for field in fields if isinstance(field, Found)]))
    unreadable: dict[str, str] = {}
    passed_over: dict[str, str] = {}
    unused: dict[str, None] = {}
    for name in islice(_names(interaction), _MOST_NAMES):
        if any(_stands_at(name, place) for place in used):
            continue
        shown = _NUMBER.sub(".*", name)
        try:
            field = _field_in(name, interaction)
        except Unreadable as error:
            unreadable[shown] = str(error)
            continue
        if field:
            passed_over[shown] = _MADE_INTO.get(field, field)
        elif _fields_at(name) or is_marker(name.removeprefix("event ")):
            unused[shown] = None
    return Description(found_fields(interaction), _missing(interaction), unreadable, passed_over, list(unused))


def _missing(interaction: Interaction) -> dict[str, str]:
    needed = _NEEDED.get(interaction.kind, ("input_text", "output_text"))
    fields = {name: interaction.get(name) for name in needed}
    return {name: field.reason for name, field in fields.items() if isinstance(field, Absent)}


def _names(interaction: Interaction) -> Iterator[str]:
    """Attributes as they are called, and events with `event` before their names."""
    yield from interaction.span.attributes
    yield from dict.fromkeys(f"event {event.name}" for event in interaction.events)


def _field_in(name: str, interaction: Interaction) -> str:
    """The first field that could be taken from there, empty when none could; Unreadable when one should."""
    for field, source in _fields_at(name):
        value = source.find(interaction)
        if value is not None:
            source.read(value)
            return field
    return ""


@lru_cache(maxsize=10_000)
def _fields_at(name: str) -> tuple[tuple[str, Source], ...]:
    """The fields that may be taken from an attribute or event."""
    return tuple(
        [(field, source) for field, sources in SOURCES.items() for source in sources if _stands_at(name, source.place)]
    )


def _stands_at(name: str, place: str) -> bool:
    """Whether a place, as a Source calls it, is this attribute or event, or is in it."""
    return any(_is_part(name, part) for part in _parts(place))


@lru_cache(maxsize=10_000)
def _parts(place: str) -> tuple[str, ...]:
    """The attributes and events of a place; what ends with `.*` stands for all that begin like it."""
    kind, separator, rest = place.partition(" ")
    if separator and kind in ("event", "events"):
        return tuple([f"event {name}" for name in rest.partition(": ")[0].split(", ")])
    return tuple(re.split(r" \+ |, ", place))


def _is_part(name: str, part: str) -> bool:
    if part.startswith("event "):
        return fnmatchcase(name, part)
    if part.endswith(".*"):
        return name.startswith(part[:-1])
    return part == name or part.startswith(f"{name}.")
