"""Scorers that judge nothing: each says as its explanation what a judge would see."""

import json
from collections.abc import Sequence
from typing import Any

from otelevals import Score
from otelevals.genai.trace import Trace
from otelevals.genai.usage import Usage

_NOTHING = Usage()


def answer(
    output: str,
    input: str | None = None,  # noqa: A002, a scorer's parameters are its needs
    context: Sequence[str] = (),
    model: str | None = None,
) -> Score:
    """What a judge of faithfulness sees of an answer."""
    return _saying(output=output, input=input, context=context, model=model)


def call(trace: Trace, usage: Usage = _NOTHING, session: str | None = None, user: str | None = None) -> Score:
    """Whose call of a model it was, and what it and all of its trace took, whatever came of it."""
    return _saying(session=session, user=user, tokens=usage[:2], tokens_of_trace=trace.usage[:2])


def whole(output: str | None = None) -> Score:
    """What the outermost span answered."""
    return _saying(output=output)


def _saying(**seen: Any) -> Score:
    return Score(passed=True, explanation=json.dumps(seen))
