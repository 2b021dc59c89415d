"""Consistent probability sampling: 56 bits of randomness against a rejection threshold (OTEP 235).

An item is kept when its randomness is not less than the threshold; the threshold travels in the tracestate, so that
whoever counts later knows how many items each kept one stands for.
"""

import math
from collections.abc import Sequence

from otelevals.otlp.fnv import fnv, fnv_many

BITS = 56
DIGITS = 14
NEVER = 1 << BITS
ALWAYS = 0
LEAST_PROBABILITY = 1 / NEVER

_BUCKETS = 1 << 14


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
        self._start = fnv(seed.to_bytes(4, "little"))

    def __call__(self, trace_id: bytes) -> int:
        return _arranged(fnv(trace_id, self._start))

    def kept(self, trace_ids: Sequence[bytes], buckets: int) -> list[int | None]:
        """The randomness of each of some trace ids of one length, None where this many buckets do not keep it."""
        hashes = fnv_many(trace_ids, self._start)
        return [_arranged(hashed) if hashed % _BUCKETS < buckets else None for hashed in hashes]

    @staticmethod
    def threshold_of(buckets: int) -> int:
        """The threshold that keeps so many of the 16384 buckets."""
        return (_BUCKETS - buckets) << 42


def _arranged(hashed: int) -> int:
    bucket = hashed % _BUCKETS
    unused = hashed >> 18
    return (_BUCKETS - 1 - bucket) << 42 | (unused ^ unused << 10) << 14 | bucket


def _round(number: float) -> int:
    """To the nearest integer, halves up; exact where adding a half is not."""
    whole = int(number)
    return whole + (number - whole >= 0.5)
