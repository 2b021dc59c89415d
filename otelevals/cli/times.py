"""Times and durations on the command line."""

import argparse
import re
from datetime import UTC, datetime, tzinfo

DAY = 86_400.0
_SECONDS = {"m": 60.0, "h": 3600.0, "d": DAY, "w": 7 * DAY}


def read_time(text: str) -> datetime:
    """Without an offset where none is said."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a time: {text} (such as 2026-11-20 or 2026-11-20T08:00Z)") from None


def milliseconds(found: datetime, zone: tzinfo) -> int:
    """Of a time in that zone, unless it says another offset."""
    return int((found if found.tzinfo else found.replace(tzinfo=zone)).timestamp() * 1000)


def read_duration(text: str) -> float:
    """Seconds."""
    found = re.fullmatch(r"(\d{1,9})([mhdw])", text)
    if found is None or not int(found[1]):
        raise argparse.ArgumentTypeError(f"not a duration: {text} (such as 90m, 24h, 7d or 4w)")
    return int(found[1]) * _SECONDS[found[2]]


def shown(time: int) -> str:
    """Milliseconds as people and programs read them."""
    return datetime.fromtimestamp(time / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
