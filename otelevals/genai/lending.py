"""What a trace lends its spans, and who lends it: one table."""

from collections.abc import Sequence
from enum import StrEnum

from otelevals.genai.literals import Literals
from otelevals.genai.recognise import is_marker
from otelevals.genai.sources import SOURCES


class Way(StrEnum):
    """Who lends a field, as a person reads it."""

    AROUND = "the nearest span around it that says it"
    BESIDE = "the nearest span before it, with the same parent and no model call in between, that says it"
    ROOT = "the root of the trace"
    ANY = "any span of the trace, when all that say it agree"
    INSIDE = "the tool calls inside it, for agents, workflows and others that stand for the work inside"
    RETRIEVALS = "the retrievals that fed it"
    CALLS = "the spans inside it, each exchange once, for agents, workflows and others that stand for the work inside"
    VERDICTS = "evaluations and feedback that link to it or are its children, in addition to its own"


_WHOSE = (Way.AROUND, Way.ROOT, Way.ANY)
_WHERE = (Way.AROUND, Way.ROOT)
_TEMPLATE = (Way.AROUND, Way.BESIDE, Way.ROOT)

LENDING: dict[str, tuple[Way, ...]] = {
    "session": _WHOSE,
    "user": _WHOSE,
    "tenant": _WHOSE,
    "route": _WHERE,
    "agent": (Way.AROUND,),
    "agent_id": (Way.AROUND,),
    "prompt_name": _TEMPLATE,
    "prompt_version": _TEMPLATE,
    "capability": _WHERE,
    "step": _WHERE,
    "experiment": _WHERE,
    "documents": (Way.RETRIEVALS,),
    "tool_results": (Way.INSIDE,),
    "usage": (Way.CALLS,),
    "evaluations": (Way.VERDICTS,),
}
"""By field, best lender first. What a span says itself comes before what it is lent; an evaluation is lent nothing."""

SAID = tuple([name for name, ways in LENDING.items() if Way.AROUND in ways])
"""Fields that any span may say, GenAI or not."""

LENDING_KEYS: tuple[str, ...] = tuple(
    sorted({key for name in SAID for source in SOURCES[name] for key in source.needs if not is_marker(key)})
)
"""Attributes that can make a plain span a lender."""
_KEYS = Literals([key.encode() for key in LENDING_KEYS], common=(b"http.route", b"session.id", b"user.id"))


def lends(raw: bytes) -> bool:
    """False proves that a serialised plain span lends nothing; True proves nothing."""
    return _KEYS.any_in(raw)


def lenders(raws: Sequence[bytes]) -> set[int]:
    """The places of those for which `lends` says True."""
    return _KEYS.holders(raws)
