"""Tokens, with one meaning: input holds cached and written ones, output holds reasoning.

Instrumentations agree on neither. What they say is put together by the arithmetic of the numbers where that decides,
then by what is known of who wrote them.
"""

from typing import NamedTuple

from otelevals.genai.fields import Absent, Field, Fields, Found

_INCLUSIVE = ("gen_ai.usage.input_tokens", "ai.usage.", "llm.token_count.", "langfuse.", "mlflow.")
_ADDITIVE_PROVIDERS = ("anthropic", "bedrock", "claude")
_ADDITIVE_REASONING = ("vertex", "gemini", "gcp", "google")


class Usage(NamedTuple):
    """Tokens, None where not known."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None


def together(first: Usage, second: Usage) -> Usage:
    """The tokens of both; what only one of them says counts as it is."""
    pairs = zip(_with_total(first), _with_total(second), strict=True)
    return Usage(*[one if other is None else other if one is None else one + other for one, other in pairs])


def _with_total(usage: Usage) -> Usage:
    known = [each for each in usage[:2] if each is not None]
    return usage._replace(total_tokens=sum(known)) if usage.total_tokens is None and known else usage


RAW = ("tokens.input", "tokens.output", "tokens.total", "tokens.cache_read", "tokens.cache_write", "tokens.reasoning")


def usage(fields: Fields) -> Field:
    found = [fields.get(name) for name in RAW]
    sources = list(dict.fromkeys([field.source for field in found if isinstance(field, Found)]))
    if not sources:
        return Absent(found[0].reason if isinstance(found[0], Absent) else "")
    given, answered, total, read, written, reasoned = (
        field.value if isinstance(field, Found) else None for field in found
    )
    provider = _text(fields.get("provider"))
    cached = (read or 0) + (written or 0)
    if given is not None and cached and _excludes_cache(fields, found[0], given, answered, total, cached, provider):
        given += cached
    if answered is not None and reasoned and _excludes_reasoning(given, answered, total, reasoned, provider):
        answered += reasoned
    if given is not None and answered is not None:
        total = given + answered
    return Found(Usage(given, answered, total, read, written, reasoned), ", ".join(sources))


def _excludes_cache(
    fields: Fields, source: Field, given: int, answered: int | None, total: int | None, cached: int, provider: str
) -> bool:
    if cached > given:
        return True
    if total is not None and answered is not None and total in (given + answered, given + cached + answered):
        return total == given + cached + answered
    if isinstance(fields.get("tokens.without_cache"), Found):
        return True
    if isinstance(source, Found) and source.source.startswith(_INCLUSIVE):
        return False
    return any(name in provider for name in _ADDITIVE_PROVIDERS)


def _excludes_reasoning(given: int | None, answered: int, total: int | None, reasoned: int, provider: str) -> bool:
    if reasoned > answered:
        return True
    if total is not None and given is not None and total in (given + answered, given + answered + reasoned):
        return total == given + answered + reasoned
    return any(name in provider for name in _ADDITIVE_REASONING) and total is None


def _text(field: Field) -> str:
    return str(field.value).lower() if isinstance(field, Found) else ""
