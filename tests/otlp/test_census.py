"""Requests of more parts than anybody has are noticed before they are decoded; all others pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp import census
from otelevals.otlp.anyvalue import varint
from otelevals.otlp.census import MAX_GROUPS, MAX_ITEMS, TooMany, check_metric, check_request
from otelevals.otlp.shadow import MalformedRequest, count_items, read_frame
from otelevals.otlp.signals import Signal
from otelevals.testing import trace_request

PADDING = b"\x72" + varint(5 * 2**20) + bytes(5 * 2**20)  # an unknown field, so that everything is counted


def inside(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


@pytest.mark.parametrize("part", [b"\x0a\x00", b"\x0a\x02\x12\x00", b"\x50\x01", b"\x0b\x0c", b"\x8a\x00\x00"])
def test_too_many_groups(part: bytes) -> None:
    with pytest.raises(TooMany, match="more than 100000 resources and scopes"):
        check_request(part * 200_000)


def test_as_many_groups_as_allowed() -> None:
    check_request(b"\x0a\x00" * (MAX_GROUPS - 1) + PADDING)
    with pytest.raises(MalformedRequest, match="the request has more than 100000 resources and scopes"):
        read_frame(b"\x0a\x00" * MAX_GROUPS + PADDING)


def test_too_many_items() -> None:
    check_request(inside(1, inside(2, b"\x12\x00" * MAX_ITEMS)) + PADDING)
    with pytest.raises(TooMany, match="more than 1000000 items"):
        check_request(inside(1, inside(2, b"\x12\x00" * (MAX_ITEMS + 1))) + PADDING)


def test_too_many_data_points() -> None:
    check_metric(inside(5, b"\x0a\x00" * (MAX_ITEMS - 2)) + PADDING)
    metric = inside(7, b"\x0a\x00" * MAX_ITEMS) + PADDING
    with pytest.raises(TooMany, match="more than 1000000 data points"):
        check_metric(metric)
    with pytest.raises(MalformedRequest, match="a metric has more than"):
        count_items(Signal.METRICS, read_frame(inside(1, inside(2, inside(2, metric)))))


def test_a_large_request_passes() -> None:
    raw = trace_request([{"text": "x" * 300}] * 20_000).SerializeToString()
    check_request(raw)
    assert count_items(Signal.TRACES, read_frame(raw)) == 20_000


@given(
    st.binary()
    | st.lists(st.sampled_from([b"\x0a\x02", b"\x12\x00", b"\x0b", b"\x80", b"\x09", b"\xff"])).map(b"".join)
)
def test_any_bytes_are_counted(data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(census, "_SMALL", -1)
        patch.setattr(census, "_FEW", -1)
        check_request(data)
        check_metric(data)
        patch.setattr(census, "MAX_GROUPS", 3)
        frame = None
        try:
            frame = read_frame(data)
        except MalformedRequest:
            return
        assert sum(1 + len(group.scopes) for group in frame.groups) <= 3
