"""What the errors of a server of the OpenAI protocol mean. Each has its own words for the same thing."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from otelevals.judges.ways import Manner, Way

_LONGEST = 2000
_CONTEXT = re.compile(
    r"context[ _](?:length|size|window)|maximum context|too many tokens|(?:prompt|input) is too long"
    r"|too large for model|input token count.{0,40}exceeds|request too large|string too long|reduce the length",
    re.DOTALL,
)
_QUOTA = re.compile(
    r"insufficient[_ ](?:quota|balance|credits|funds)|exceeded your current quota|billing|payment required"
)
_CONTENT = re.compile(r"content[_ ](?:filter|management|policy)")
_SPOILED = re.compile(r"json_validate_failed|tool_use_failed|failed to (?:generate|validate) json")
_OUT_OF_RANGE = re.compile(r"greater than|less than|more than|at most|between|exceeds")
_REFUSES = re.compile(
    r"n[o']t (?:\w+ ){0,2}(?:support|permit|allow|recogni|enabled|expected|available)|unsupported|unrecogni|unknown"
    r"|unexpected|unavailable|forbidden|deprecated|only the default|only temperature|found that"
)
_FORMAT = re.compile(
    r"requested parameters|response[ _]format|json_schema|json_object|json mode|structured output|grammar|guided"
)
_TOOLS = re.compile(r"\btools?\b|tool_choice|tool choice|function.?call")


class Explained(NamedTuple):
    """What an error says."""

    message: str
    """In the server's words; empty when it has none."""
    all: str
    """In lower case: the message, and what the server has as codes."""


def explain(body: bytes) -> Explained:
    """Of the body of an answer, whatever it is."""
    text = body[: _LONGEST * 4].decode(errors="replace")
    try:
        value = orjson.loads(body)
    except ValueError:
        return Explained("" if "<" in text[:200] else text[:_LONGEST].strip(), text[:_LONGEST].lower())
    if isinstance(value, list) and value:
        value = value[0]
    error = value.get("error", value) if isinstance(value, Mapping) else value
    message = _message(error) or _message(value)
    codes = [str(part.get(key, "")) for part in (error, value) if isinstance(part, Mapping) for key in _CODES]
    return Explained(message, " ".join([message, *codes]).lower())


_CODES = ("param", "code", "type", "status")


def _message(value: Any) -> str:
    if isinstance(value, Mapping):
        found = next((value[key] for key in ("message", "detail", "error") if value.get(key)), "")
        value = found if isinstance(found, str) else orjson.dumps(found).decode() if found else ""
    return value[:_LONGEST].strip() if isinstance(value, str) else ""


def error_within(body: bytes) -> int:
    """The status of an error that came with 200, as some gateways send them; 0 when it is none."""
    try:
        value = orjson.loads(body)
    except ValueError:
        return 0
    if not isinstance(value, Mapping) or value.get("choices") or not value.get("error"):
        return 0
    code = value["error"].get("code") if isinstance(value["error"], Mapping) else None
    return code if type(code) is int and 400 <= code < 600 else 502


def refused_feature(status: int, error: Explained, manner: Manner, sent: Mapping[str, Any]) -> str:
    """What of the manner of asking the server refused: way, limit, temperature, logprobs, or so many
    logprobs; empty when nothing."""
    said = error.all
    if _CONTEXT.search(said) or _SPOILED.search(said):
        return ""
    if status in (500, 501):  # as llama.cpp's servers refuse formats
        return "way" if "response_format" in sent and _FORMAT.search(said) else ""
    if status not in (400, 403, 404, 422):
        return ""
    refuses = _REFUSES.search(said) is not None
    if "logprobs" in sent and "logprobs" in said and (refuses or _OUT_OF_RANGE.search(said)):
        return "so many logprobs" if _OUT_OF_RANGE.search(said) else "logprobs"
    if status == 403:
        return ""
    if "temperature" in sent and "temperature" in said and refuses:
        return "temperature"
    if manner.limit in said and refuses:
        return "limit"
    words = _TOOLS if manner.way is Way.TOOLS else _FORMAT
    asked = "tools" in sent or "response_format" in sent
    return "way" if asked and words.search(said) and (status != 404 or refuses) else ""


class Kind(NamedTuple):
    kind: str
    retry: bool = False


def kind_of(status: int, error: Explained) -> Kind:
    """The kind of a failure that is none of the manner."""
    said = error.all
    if status in (401, 403) and not _CONTENT.search(said):
        return Kind("unauthorized")
    if status == 402 or (status in (400, 403, 429) and _QUOTA.search(said)):
        return Kind("insufficient_quota")
    if status == 429:
        return Kind("rate_limited", retry=True)
    if status == 413 or (status in (400, 422, 500) and _CONTEXT.search(said)):
        return Kind("context_length")
    if status in (408, 504):
        return Kind("timeout", retry=True)
    if status >= 500 or status in (409, 425):
        return Kind("server_error", retry=status != 501)
    if status == 404:
        return Kind("not_found")
    if 300 <= status < 400:
        return Kind("bad_response")
    if _SPOILED.search(said):
        return Kind("bad_response", retry=True)
    return Kind("content_filter" if _CONTENT.search(said) else "bad_request")
