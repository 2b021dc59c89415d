"""How long a server wants to be left alone is read from whatever it says it with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.retry_after import wait_wanted

NOW = 1_800_000_000.0  # 2027-01-15T08:00:00Z
NAMES = ["retry-after", "retry-after-ms", "x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens"]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "1e9"}, 86_400),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Fri, 15 Jan 2027 08:01:00 GMT"}, 60),
        ({"retry-after": "Fri, 15 Jan 2027 07:00:00 GMT"}, 0),
        ({"retry-after": "Fri, 15 Jan 2027 08:01:00 -0000"}, 60),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "7"}, 7),
        ({"x-ratelimit-reset-tokens": "6m0s"}, None),
        ({"x-ratelimit-reset-tokens": "6m0s", "x-ratelimit-remaining-tokens": "12"}, None),
        ({"x-ratelimit-reset-tokens": "6m0s", "x-ratelimit-remaining-tokens": "0"}, 360),
        ({"x-ratelimit-reset-requests": "120ms", "x-ratelimit-remaining-requests": "0"}, 0.12),
        ({"x-ratelimit-reset-requests": "7.66s", "x-ratelimit-remaining-requests": "0"}, 7.66),
        ({"x-ratelimit-reset-requests": "59", "x-ratelimit-remaining-requests": "0"}, 59),
        ({"x-ratelimit-reset": "1800000030", "x-ratelimit-remaining": "0"}, 30),
        ({"x-ratelimit-reset": "1800000030000", "x-ratelimit-remaining": "0"}, 30),
        (
            {
                "anthropic-ratelimit-tokens-reset": "2027-01-15T08:00:20Z",
                "anthropic-ratelimit-tokens-remaining": "0",
            },
            20,
        ),
        (
            {
                "x-ratelimit-reset-requests": "2s",
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-tokens": "5s",
                "x-ratelimit-remaining-tokens": "0",
            },
            5,
        ),
        ({"x-ratelimit-reset-tokens": "soon", "x-ratelimit-remaining-tokens": "0"}, None),
        ({"x-ratelimit-reset-tokens": "2027-01-15T08:00:20", "x-ratelimit-remaining-tokens": "0"}, None),
    ],
)
def test_what_headers_say(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_wanted(headers, NOW) == (None if seconds is None else pytest.approx(seconds))


@given(st.dictionaries(st.sampled_from(NAMES), st.text() | st.floats().map(str) | st.just("0")))
def test_anything_is_a_time_up_to_a_day_or_none(headers: dict[str, str]) -> None:
    wait = wait_wanted(headers, NOW)
    assert wait is None or 0 <= wait <= 86_400
