"""Reading a chat completion: anything in it may be missing, or of another type than it should be."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import orjson

from otelevals.judges.asked import AttemptFailed, Reply, Token

_MOST_TOKENS = 10**12  # nobody has so many: a number above it is none
_LONGEST_NAME = 200


def parse_reply(body: bytes) -> Reply:
    """AttemptFailed when it is no completion. One that says nothing is a Reply without text."""
    try:
        completion = orjson.loads(body)
    except ValueError:
        raise AttemptFailed("bad_response", "the answer is no JSON", retry=True) from None
    choice = _first(_get(completion, "choices"))
    if choice is None:
        raise AttemptFailed("bad_response", "the answer has no choices", retry=True)
    message = _get(choice, "message")
    prompt_tokens, completion_tokens = (_count(_get(completion, "usage"), f"{kind}_tokens") for kind in _KINDS)
    counted = prompt_tokens is not None and completion_tokens is not None
    return Reply(
        text=_arguments(message) or _content(_get(message, "content")),
        served_model=_name(completion, "model"),
        prompt_tokens=prompt_tokens or 0 if counted else 0,
        completion_tokens=completion_tokens or 0 if counted else 0,
        counted=counted,
        finish_reason=_name(choice, "finish_reason"),
        refusal=_text(message, "refusal"),
        tokens=tuple(_tokens(_get(_get(choice, "logprobs"), "content"))),
    )


_KINDS = ("prompt", "completion")


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value and isinstance(value[0], Mapping) else None


def _text(value: Any, key: str) -> str:
    found = _get(value, key)
    return found if isinstance(found, str) else ""


def _name(value: Any, key: str) -> str:
    """A text that becomes a label."""
    return "".join(filter(str.isprintable, _text(value, key)[:_LONGEST_NAME]))


def _count(usage: Any, key: str) -> int | None:
    found = _get(usage, key)
    return found if type(found) is int and 0 <= found < _MOST_TOKENS else None


def _content(content: Any) -> str:
    """A text, or the texts of parts."""
    if isinstance(content, list):
        return "".join(_text(part, "text") for part in content)
    return content if isinstance(content, str) else ""


def _arguments(message: Any) -> str:
    """Of the first call of a tool."""
    function = _get(_first(_get(message, "tool_calls")), "function") or _get(message, "function_call")
    arguments = _get(function, "arguments")
    if isinstance(arguments, Mapping):
        return orjson.dumps(arguments).decode()
    return arguments if isinstance(arguments, str) else ""


def _tokens(entries: Any) -> Iterator[Token]:
    for entry in entries if isinstance(entries, list) else ():
        token = _token(entry)
        if token is not None:
            tops = _get(entry, "top_logprobs")
            top = tuple(filter(None, map(_token, tops if isinstance(tops, list) else ())))
            yield Token(*token, top)


def _token(entry: Any) -> tuple[str, float] | None:
    text, logprob = _get(entry, "token"), _get(entry, "logprob")
    if not isinstance(text, str) or isinstance(logprob, bool) or not isinstance(logprob, int | float):
        return None
    return (text, float(logprob)) if isfinite(logprob) and logprob <= 0 else None
