"""A verdict and where it came from, as they are kept."""

from otelevals.scoring.asking import Said
from otelevals.scoring.processes import wire


def encode_result(said: Said) -> bytes:
    return wire.encode_answer(said)


def decode_result(data: bytes) -> Said:
    """ValueError when it is none."""
    answer = wire.decode_answer(data)
    if not isinstance(answer, Said) or answer.origin is None:
        raise ValueError("it is no verdict of a judge")
    return answer
