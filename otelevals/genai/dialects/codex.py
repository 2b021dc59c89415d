"""Codex: turns of an agent with the tokens of all their requests, and the requests themselves."""

from otelevals.genai.evidence import Evidence
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import Kind
from otelevals.genai.places import Read, attribute
from otelevals.genai.values import count, text

_FAMILIES = ("codex.turn.", "codex.usage.", "codex.request.")
_TOKENS = "codex.turn.token_usage."


def _bare(key: str, read: Read) -> Source:
    """An attribute whose name only means something on spans of this dialect."""

    def find(evidence: Evidence) -> object:
        value = evidence.attribute(key)
        ours = value is not None and any(name.startswith(_FAMILIES) for name in evidence.span.attributes)
        return value if ours else None

    return Source(key, find, read, _FAMILIES)


def _tokens(name: str) -> Source:
    return attribute(_TOKENS + name, count)


DIALECT = Dialect(
    name="Codex",
    markers=_FAMILIES,
    fields={
        "kind": (
            attribute(_TOKENS + "total_tokens", lambda value: Kind.AGENT),
            attribute("codex.turn.reasoning_effort", lambda value: Kind.AGENT),
            attribute("codex.usage.reasoning_output_tokens", lambda value: Kind.CHAT),
            attribute("codex.request.reasoning_effort", lambda value: Kind.CHAT),
        ),
        "request_model": (_bare("model", text),),
        "tokens.input": (_tokens("input_tokens"),),
        "tokens.output": (_tokens("output_tokens"),),
        "tokens.total": (_tokens("total_tokens"),),
        "tokens.cache_read": (_tokens("cached_input_tokens"),),
        "tokens.cache_write": (_tokens("cache_write_input_tokens"),),
        "tokens.reasoning": (
            _tokens("reasoning_output_tokens"),
            attribute("codex.usage.reasoning_output_tokens", count),
        ),
        "session": (_bare("conversation.id", text), _bare("thread.id", text)),
    },
)
