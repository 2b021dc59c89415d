"""A verdict and where it came from, as they are kept."""

import orjson

from otelevals.scoring.asking import Said
from otelevals.scoring.outcome import Origin
from otelevals.scoring.score import NoVerdict, Score


def encode_result(said: Said) -> bytes:
    assert said.origin is not None
    if isinstance(said.verdicts, NoVerdict):
        verdict: dict[str, object] = {"none": said.verdicts.reason}
    else:
        ((_, score),) = said.verdicts
        verdict = {"score": [score.score, score.label, score.passed, score.explanation]}
    return orjson.dumps({**verdict, "origin": [*said.origin], "duration": said.duration})


def decode_result(data: bytes) -> Said:
    """ValueError when it is none."""
    try:
        found = orjson.loads(data)
        verdicts = NoVerdict(found["none"]) if "none" in found else (("", Score(*found["score"])),)
        return Said(verdicts, float(found["duration"]), Origin(*found["origin"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("what was kept of a verdict cannot be read") from error
