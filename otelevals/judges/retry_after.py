"""How long a server wants to be left alone, said by the headers of its answer."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite

_LONGEST = 86_400.0
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_PART = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(ms|s|m|h|d)", re.ASCII)
_DURATION = re.compile(rf"(?:{_PART.pattern})+", re.ASCII)
_RESET = re.compile(r"(.*ratelimit)-reset(-.*)?|(anthropic-ratelimit)-(.*)-reset")
_YEAR_2001 = 1e9  # numbers above it are times, not durations


def wait_wanted(headers: Mapping[str, str], now: float) -> float | None:
    """In seconds from `now` (of the epoch), at most a day; None when they do not say. Header names are lower-case."""
    exact = _number(headers.get("retry-after-ms", ""))
    if exact is not None:
        return _bounded(exact / 1000)
    said = headers.get("retry-after", "")
    for found in (_number(said), _until_date(said, now)):
        if found is not None:
            return _bounded(found)
    spent = [_wait(value, now) for name, value in headers.items() if _is_spent(name, headers)]
    return max((_bounded(wait) for wait in spent if wait is not None), default=None)


def _is_spent(name: str, headers: Mapping[str, str]) -> bool:
    """Whether a header says when a limit is lifted of which nothing is left."""
    return _RESET.fullmatch(name) is not None and _number(headers.get(name.replace("reset", "remaining"), "")) == 0


def _wait(text: str, now: float) -> float | None:
    """Of `6m0s`, `12ms`, seconds, or a time."""
    number = _number(text)
    if number is not None:
        seconds = number / 1000 if number > _YEAR_2001 * 1000 else number
        return seconds - now if seconds > _YEAR_2001 else seconds
    if _DURATION.fullmatch(text):
        return sum(float(count) * _UNITS[unit] for count, unit in _PART.findall(text))
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.timestamp() - now if at.tzinfo else None


def _until_date(text: str, now: float) -> float | None:
    try:
        at = parsedate_to_datetime(text)
        return at.replace(tzinfo=at.tzinfo or UTC).timestamp() - now
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), _LONGEST)
