"""A tracestate says how likely its span came through, or nothing that could be relied on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp.sampling import encode_randomness, encode_threshold, probability_of
from otelevals.otlp.sampling_modes import Equalizing, HashSeed, Mode, Priority, Proportional
from otelevals.otlp.upstream import upstream_probability

KEPT = b"\x01" * 9 + b"\xff" * 7
"""A trace id whose randomness is kept by every threshold."""
_BITS_56 = st.integers(0, 2**56 - 1)


@pytest.mark.parametrize(
    ("tracestate", "expected"),
    [
        ("", 1.0),
        ("vendor=x", 1.0),
        ("ot=rv:00000000000000", 1.0),
        ("ot=th:0", 1.0),
        ("ot=th:8", 0.5),
        ("ot=th:c", 0.25),
        ("ot=th:fd70a4", 0.01),
        ("ot=th:ffffffffffffff", 2**-56),
        ("vendor=th:8", 1.0),
        ("vendor=x,ot=p:8;th:8", 0.5),
        ("ot=th:c;rv:c0000000000000", 0.25),
    ],
)
def test_the_threshold_says_what_share_is_kept(tracestate: str, expected: float) -> None:
    assert upstream_probability(KEPT, tracestate) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    "tracestate", ["ot=th:", "ot=th:g", "ot=th:800000000000000", "ot=th:-8", "ot=th:8;", "ot=th:8;rv:1", "ot=th:8,X"]
)
def test_what_does_not_follow_the_grammar_says_nothing(tracestate: str) -> None:
    assert upstream_probability(KEPT, tracestate) == 1.0


@pytest.mark.parametrize(
    ("trace_id", "tracestate"),
    [
        (b"\x01" * 16, "ot=th:8"),
        (KEPT, "ot=th:8;rv:7fffffffffffff"),
        (bytes(16), "ot=th:8"),
        (b"", "ot=th:8"),
    ],
)
def test_a_threshold_that_would_have_dropped_the_span_says_nothing(trace_id: bytes, tracestate: str) -> None:
    assert upstream_probability(trace_id, tracestate) == 1.0


@given(_BITS_56, _BITS_56)
def test_it_is_the_share_of_randomness_that_is_kept(threshold: int, randomness: int) -> None:
    expected = probability_of(threshold) if randomness >= threshold else 1.0
    th, rv = encode_threshold(threshold), encode_randomness(randomness)
    assert upstream_probability(KEPT, f"ot=rv:{rv};th:{th}") == expected
    assert upstream_probability(bytes(9) + randomness.to_bytes(7, "big"), f"a=b,ot=th:{th}") == expected


@given(st.binary(max_size=20), st.text(max_size=60) | st.text("ot=rvh:;,0a8f ", max_size=40))
def test_any_tracestate_has_a_probability(trace_id: bytes, tracestate: str) -> None:
    assert 0 < upstream_probability(trace_id, tracestate) <= 1


@pytest.mark.parametrize("mode", [HashSeed(4096, 22), Proportional(0.25, 4), Equalizing(0.25, 4)])
def test_every_mode_of_a_sampler_in_front_says_it(mode: Mode) -> None:
    ids = (number.to_bytes(2, "big") * 8 for number in range(1, 1 << 16))
    trace_id = next(each for each in ids if mode.decide_plain(each) is not None)
    drawn, demanded = (
        mode.decide(trace_id, "", priority, fail_closed=True).tracestate for priority in (Priority.NONE, Priority.KEEP)
    )
    assert drawn is not None
    assert demanded is not None
    assert upstream_probability(trace_id, drawn) == 0.25
    assert upstream_probability(trace_id, demanded) == 1.0
