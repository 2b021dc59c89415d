"""Where the hours, days and weeks of a time zone begin."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo

BUCKETS = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "1w": timedelta(weeks=1)}
MOST = 2000


def how_many(since: int, until: int, bucket: str) -> int:
    """About: at most as many as there are, but for one at either end."""
    return int(timedelta(milliseconds=until - since) / BUCKETS[bucket])


def begin(at: int, bucket: str, zone: tzinfo) -> int:
    """Of the bucket that a time is in, both in milliseconds."""
    local = datetime.fromtimestamp(at / 1000, zone)
    if bucket == "1h":
        return at - ((local.minute * 60 + local.second) * 1000 + at % 1000)
    back = local.weekday() if bucket == "1w" else 0
    return _midnight(local - timedelta(days=back))


def bounds(since: int, until: int, bucket: str, zone: tzinfo) -> list[int]:
    """Both ends, and where buckets begin between them. A day is from midnight to midnight, also when clocks change."""
    return [since, *(each for each in _begins(since, until, bucket, zone) if since < each < until), until]


def _begins(since: int, until: int, bucket: str, zone: tzinfo) -> Iterator[int]:
    each = begin(since, bucket, zone)
    while each < until:
        yield each
        if bucket == "1h":
            each += 3_600_000
        else:
            each = _midnight(datetime.fromtimestamp(each / 1000, zone) + BUCKETS[bucket])


def _midnight(local: datetime) -> int:
    return int(datetime.combine(local.date(), time(), local.tzinfo).timestamp() * 1000)
