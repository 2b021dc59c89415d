"""Thresholds and randomness are those of OTEP 235 and of the Collector, bit for bit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp.sampling import (
    ALWAYS,
    NEVER,
    TraceIdHash,
    decode_threshold,
    encode_randomness,
    encode_threshold,
    probability_of,
    threshold_of,
    trace_id_randomness,
)

# known answers of the Collector: seed, trace id, and whether it is kept at 50%
HASHED = """
653 474a03c76d75951a4b4c537ced8f1122 kept
563 53a518291e91307e43cd8467bb06f986 kept
142 a56a02f843b9bc6ee0b13889249e90e6 kept
904 4e40762d3ee97a1c0932e4fa584f89a8 dropped
445 5224507db93db513f0ea2a4b4e0578c8 kept
38 0c8717ced36216037af657e9d7f8b35b kept
561 2a8aa76c18d08e1e8be935541f9318c7 dropped
757 9e3d0f9481dc422cb613ea550897ae71 dropped
22 66a66c516ac22054673e5da5e6492545 dropped
172 84a1ce7bcea3e66194e72b4aa2694e31 kept
552 a811a7def34ca4b98d8e320afd115fad dropped
546 e3a345cc8dbb6f014bfa1edad3981820 kept
315 a71effb50e28d27cbdc9892f3765b8c2 dropped
510 55ee665a3fa22f8ea1b744ce15a7339d dropped
230 7a5006be4d0ce7b542d59f83cd6f1c41 dropped
544 825b8fb9cfd45867794f4cd8a5a699bd dropped
790 7629ecbea89398bfd9752a2f51c2c137 kept
555 de6cdfb44d69e211f886c57120d7bda0 kept
147 a8a5c3bb9205883fae17ead6675b2450 dropped
238 937e6cb3332dbe87062fa3997f48f425 dropped
122 5a357e150995e005847816c431ba502d dropped
963 20cb3dcebe2cf8abe6102f4a2e548245 dropped
141 1b0afbd09abaaf7996cd26f8f6533795 dropped
666 3ee60b013303bcfda06be89071b90bd1 kept
305 c90c7cf3471bbc3a804a8a831633705b kept
270 18dda74dfca45a7b0261510f385fb4de kept
"""


@pytest.mark.parametrize("line", HASHED.split("\n")[1:-1])
def test_the_hash_decides_as_the_collector_does(line: str) -> None:
    seed, trace_id, outcome = line.split()
    randomness = TraceIdHash(int(seed))(bytes.fromhex(trace_id))
    assert (randomness >= TraceIdHash.threshold_of(8192)) == (outcome == "kept")


@pytest.mark.parametrize(("data", "bucket"), [(b"", 0x3515), (bytes(16), 0x2455)])
def test_the_hash_of_nothing_is_known(data: bytes, bucket: int) -> None:
    assert TraceIdHash(0)(data) % 0x4000 == bucket


@pytest.mark.parametrize(
    ("probability", "digits"),
    [
        (1.0, "0"),
        (0.5, "8"),
        (2**-56, "ffffffffffffff"),
        (0x100 * 2**-56, "ffffffffffff"),
        (1 / 3, "aaaaaaaaaaaaac"),
        (2 / 3, "55555555555558"),
        (1 - 0x54 / 2**8, "54"),
        (1 - 1 / 2**8, "01"),
        (1 - 2**-52, "0000000000001"),
    ],
)
def test_probabilities_become_thresholds_exactly(probability: float, digits: str) -> None:
    assert encode_threshold(threshold_of(probability)) == digits


@pytest.mark.parametrize(
    ("probability", "rounded"),
    [
        (1 - 0x456789A / 2**28, "45678a 45679 4568 456 45 4"),
        (1 - 0x456789A / 2**40, "00045678a 00045679 0004568 000456 00045 0004"),
        (1 - 0x789ABCDEF / 2**40, "0789abcdef 0789abcdf 0789abce 0789abd 0789ac 0789b 078a 079 08"),
        (1 - 0x12345678 / 2**32, "1234568 123456 12345 1234 123 12 1"),
        (1 - 0x80801 / 2**28, "00808 008"),
    ],
)
def test_thresholds_are_rounded_to_significant_digits(probability: float, rounded: str) -> None:
    for digits in rounded.split():
        assert encode_threshold(threshold_of(probability, len(digits.lstrip("0")))) == digits


@pytest.mark.parametrize(
    ("count", "digits"),
    [
        (1, "ffffffffffffff"),
        (2, "fffffffffffffe"),
        (3, "fffffffffffffd"),
        (8, "fffffffffffff8"),
        (16, "fffffffffffff"),
    ],
)
def test_tiny_probabilities_get_the_digits_they_need(count: int, digits: str) -> None:
    assert encode_threshold(threshold_of(count * 2**-56, 3)) == digits


def test_less_than_the_least_probability_is_never() -> None:
    assert threshold_of(2**-57) == NEVER
    assert probability_of(NEVER) == 0


def test_randomness_is_the_last_seven_bytes_of_a_trace_id() -> None:
    trace_id = bytes.fromhex("ffffffffffffffffff80000000000001")
    assert encode_randomness(trace_id_randomness(trace_id)) == "80000000000001"


@given(st.integers(ALWAYS, NEVER - 1))
def test_thresholds_read_back_equal(threshold: int) -> None:
    assert decode_threshold(encode_threshold(threshold)) == threshold


@given(st.floats(2**-56, 1), st.floats(2**-56, 1), st.integers(1, 14))
def test_a_lower_probability_never_has_a_lower_threshold(one: float, other: float, precision: int) -> None:
    low, high = sorted((one, other))
    assert threshold_of(low, precision) >= threshold_of(high, precision)


@given(st.floats(1e-9, 1))
def test_a_threshold_keeps_the_probability_it_was_made_of(probability: float) -> None:
    assert probability_of(threshold_of(probability)) == pytest.approx(probability, rel=1e-6)
    assert probability_of(threshold_of(probability, 4)) == pytest.approx(probability, rel=2e-3)
