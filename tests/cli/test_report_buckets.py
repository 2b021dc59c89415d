"""Buckets begin where hours, days and weeks do on the clocks of a place, also when these are changed."""

from datetime import UTC, datetime, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.cli.report_buckets import BUCKETS, MOST, begin, bounds, how_many

BERLIN, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")
ZONES = [UTC, BERLIN, KOLKATA, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")]
HOUR = 3_600_000


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("bucket", "zone", "expected"),
    [
        ("1h", UTC, "2026-11-19T13:00Z"),
        ("1h", KOLKATA, "2026-11-19T13:30Z"),
        ("1d", UTC, "2026-11-19T00:00Z"),
        ("1d", KOLKATA, "2026-11-18T18:30Z"),
        ("1w", UTC, "2026-11-16T00:00Z"),
        ("1w", BERLIN, "2026-11-15T23:00Z"),
    ],
)
def test_a_bucket_begins(bucket: str, zone: tzinfo, expected: str) -> None:
    assert begin(at("2026-11-19T13:45:10.123Z"), bucket, zone) == at(expected)


def test_a_day_has_as_many_hours_as_its_clocks_say() -> None:
    spring = bounds(at("2026-03-28T00:00+01:00"), at("2026-03-31T00:00+02:00"), "1d", BERLIN)
    assert [(b - a) // HOUR for a, b in pairwise(spring)] == [24, 23, 24]
    autumn = bounds(at("2026-10-24T00:00+02:00"), at("2026-10-27T00:00+01:00"), "1d", BERLIN)
    assert [(b - a) // HOUR for a, b in pairwise(autumn)] == [24, 25, 24]


@given(
    since=st.integers(0, 4_000_000_000).map(lambda seconds: seconds * 1000),
    hours=st.integers(1, 600),
    bucket=st.sampled_from([*BUCKETS]),
    zone=st.sampled_from(ZONES),
)
def test_buckets_follow_each_other(since: int, hours: int, bucket: str, zone: tzinfo) -> None:
    until = since + hours * HOUR
    found = bounds(since, until, bucket, zone)
    assert (found[0], found[-1]) == (since, until)
    assert all(a < b for a, b in pairwise(found))
    assert len(found) - 1 <= how_many(since, until, bucket) + 3 <= MOST
    if bucket != "1h":
        assert all(datetime.fromtimestamp(each / 1000, zone).hour <= 1 for each in found[1:-1])
