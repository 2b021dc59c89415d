"""Consistent probability sampling: 56 bits of randomness against a rejection threshold (OTEP 235).

An item is kept when its randomness is not less than the threshold; the threshold travels in the tracestate, so that
whoever counts later knows how many items each kept one stands for.
"""

import math

BITS = 56
DIGITS = 14
NEVER = 1 << BITS
ALWAYS = 0
LEAST_PROBABILITY = 1 / NEVER

_BUCKETS = 1 << 14
_FNV_OFFSET, _FNV_PRIME, _UINT32 = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


def threshold_of(probability: float, precision: int = DIGITS) -> int:
    """The threshold that keeps this share, to so many significant hexadecimal digits.

    Leading digits 0 and f do not count as significant. NEVER for less than 2**-56.
    """
    if probability >= 1:
        return ALWAYS
    if probability < LEAST_PROBABILITY:
        return NEVER
    leading = max(-math.frexp(probability)[1], -math.frexp(1 - probability)[1]) // 4
    threshold = NEVER - _round(probability * NEVER)
    shift = 4 * (DIGITS - min(DIGITS, precision + leading))
    return (threshold + (1 << shift >> 1)) >> shift << shift


def probability_of(threshold: int) -> float:
    return (NEVER - threshold) / NEVER


def encode_threshold(threshold: int) -> str:
    """The digits of `th`, without trailing zeros; the threshold is not NEVER."""
    return f"{threshold:014x}".rstrip("0") or "0"


def decode_threshold(digits: str) -> int:
    return int(digits.ljust(DIGITS, "0"), 16)


def encode_randomness(randomness: int) -> str:
    return f"{randomness:014x}"


def trace_id_randomness(trace_id: bytes) -> int:
    """The last 56 bits, which W3C Trace Context 2 wants to be random."""
    return int.from_bytes(trace_id[9:], "big")


class TraceIdHash:
    """Randomness as the Collector's hash_seed mode has it: 32-bit FNV-1a of seed and trace id, 14 bits of which
    decide. It is arranged so that a larger randomness is kept more readily."""

    def __init__(self, seed: int) -> None:
        self._start = _fnv(_FNV_OFFSET, seed.to_bytes(4, "little"))

    def __call__(self, trace_id: bytes) -> int:
        hashed = _fnv(self._start, trace_id)
        bucket = hashed % _BUCKETS
        unused = hashed >> 18
        return (_BUCKETS - 1 - bucket) << 42 | (unused ^ unused << 10) << 14 | bucket

    @staticmethod
    def threshold_of(buckets: int) -> int:
        """The threshold that keeps so many of the 16384 buckets."""
        return (_BUCKETS - buckets) << 42


def _fnv(state: int, data: bytes) -> int:
    for byte in data:
        state = (state ^ byte) * _FNV_PRIME & _UINT32
    return state


def _round(number: float) -> int:
    """To the nearest integer, halves up; exact where adding a half is not."""
    whole = int(number)
    return whole + (number - whole >= 0.5)
