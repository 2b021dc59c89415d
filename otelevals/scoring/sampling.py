"""A scorer's draw: a number in [0, 1) for a trace, the same for all scorers and everywhere."""

from hashlib import blake2b

_SALT = b"otelevals/scoring"
_BITS = 64


def draw(trace_id: bytes) -> float:
    """Independent of the trace id's own randomness, which samplers upstream have used already."""
    digest = blake2b(trace_id, digest_size=_BITS // 8, key=_SALT).digest()
    return (int.from_bytes(digest, "big") >> 11) / (1 << 53)
