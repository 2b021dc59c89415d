"""Reads tokens out of whole usage objects: of OpenAI, Anthropic, LangChain, Langfuse and MLflow, as mappings or JSON.

Each reader gives one meaning already: input holds cached and written tokens, output holds reasoning. Where parts are
beside the whole, not in it, their names say so, and a total proves the opposite.
"""

from collections.abc import Callable, Mapping
from typing import Any

from otelevals.genai.evidence import Unreadable
from otelevals.genai.fields import Source
from otelevals.genai.places import structure
from otelevals.genai.values import count
from otelevals.otlp.anyvalue import Value

Usage = Mapping[str, Any]

_INPUT = ("input", "input_tokens", "prompt_tokens", "inputTokens", "promptTokens", "prompt_token_count")
_OUTPUT = ("output", "output_tokens", "completion_tokens", "outputTokens", "completionTokens", "candidates_token_count")
_TOTAL = ("total", "total_tokens", "totalTokens", "total_token_count")
_READ = (
    *("cache_read_input_tokens", "input_cache_read", "input_cached_tokens", "cachedInputTokens"),
    *("prompt_tokens_details.cached_tokens", "input_tokens_details.cached_tokens", "input_token_details.cache_read"),
)
_WRITTEN = (
    *("cache_creation_input_tokens", "input_cache_creation", "input_cache_creation_tokens"),
    *("prompt_tokens_details.cache_write_tokens", "input_token_details.cache_creation"),
)
_REASONED = (
    *("output_reasoning", "output_reasoning_tokens", "reasoning_tokens", "reasoningTokens"),
    *("completion_tokens_details.reasoning_tokens", "output_tokens_details.reasoning_tokens"),
    "output_token_details.reasoning",
)
_BESIDE_INPUT = ("cache_read_input_tokens", "cache_creation_input_tokens")
"""Anthropic's, which its `input_tokens` leave out."""


def in_usage(key: str, *path: str | int) -> dict[str, tuple[Source, ...]]:
    """The places of all tokens, for a dialect that has them in one attribute, or at a path inside it."""
    readers: dict[str, Callable[[Value], int]] = {
        "tokens.input": _input,
        "tokens.output": _output,
        "tokens.total": lambda value: _first(_usage(value), _TOTAL),
        "tokens.cache_read": lambda value: _first(_usage(value), _READ),
        "tokens.cache_write": lambda value: _first(_usage(value), _WRITTEN),
        "tokens.reasoning": lambda value: _first(_usage(value), _REASONED),
    }
    return {name: (structure(key, read, *path),) for name, read in readers.items()}


def _input(value: Value) -> int:
    usage = _usage(value)
    whole = _first(usage, _INPUT)
    own = "input" in usage
    beside = sum([_number(usage, key) for key in usage if own and _is_part(key, "input_")])
    beside += sum([_number(usage, key) for key in _BESIDE_INPUT])
    return whole if _holds_all(usage) else whole + beside


def _output(value: Value) -> int:
    usage = _usage(value)
    whole = _first(usage, _OUTPUT)
    beside = sum([_number(usage, key) for key in usage if "output" in usage and _is_part(key, "output_")])
    return whole if _holds_all(usage) else whole + beside


def _is_part(key: str, prefix: str) -> bool:
    """Langfuse's names of what `input` and `output` leave out."""
    return key.startswith(prefix) and "priority" not in key and key not in (*_INPUT, *_OUTPUT)


def _holds_all(usage: Usage) -> bool:
    """Whether the total proves that nothing is beside input and output."""
    total = _number(usage, *_TOTAL)
    return bool(total) and total == _number(usage, *_INPUT) + _number(usage, *_OUTPUT)


def _usage(value: Value) -> Usage:
    if isinstance(value, dict):
        return value
    raise Unreadable("is not a mapping of tokens")


def _first(usage: Usage, keys: tuple[str, ...]) -> int:
    for key in keys:
        outer, _, inner = key.partition(".")
        found = usage.get(outer)
        if inner:
            found = found.get(inner) if isinstance(found, dict) else None
        if found is not None:
            return count(found)
    raise Unreadable(f"has no {keys[0]}")


def _number(usage: Usage, *keys: str) -> int:
    try:
        return _first(usage, keys)
    except Unreadable:
        return 0
