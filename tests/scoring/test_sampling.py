"""A trace has one draw, everywhere and for every scorer, so that smaller samples lie inside larger ones."""

from hypothesis import given
from hypothesis import strategies as st

from otelevals.scoring.sampling import draw


@given(st.binary(max_size=16))
def test_a_draw_is_in_the_unit_interval_and_never_changes(trace_id: bytes) -> None:
    assert 0 <= draw(trace_id) < 1
    assert draw(trace_id) == draw(trace_id)


def test_the_draw_is_the_same_in_every_release() -> None:
    assert draw(bytes(range(16))) == 0.14981704084651248


def test_draws_are_spread_evenly_whatever_upstream_kept() -> None:
    # trace ids whose last 56 bits passed a 1% sampler
    draws = [draw(number.to_bytes(8, "big") + b"\xff" * 8) for number in range(10_000)]
    tenths = [sum(low / 10 <= u < (low + 1) / 10 for u in draws) for low in range(10)]
    assert all(900 < count < 1100 for count in tenths)
