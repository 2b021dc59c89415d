"""Reads what a judge answered: a score, no verdict, or an answer that cannot be used."""

from collections.abc import Mapping
from typing import Any

from otelevals.judges.answers import NoObject, find_object
from otelevals.judges.asked import Reply
from otelevals.judges.graded import expected_value
from otelevals.judges.rubric import Rubric
from otelevals.judges.scale import ABSTAIN, EXPLANATION, PASS, VERDICT, Choice, Share
from otelevals.scoring.score import NoVerdict, Score

_CUT = frozenset(("length", "max_tokens"))
_FILTERED = frozenset(("content_filter", "refusal", "safety"))
_SHOWN = 60


class BadReply(Exception):
    """An answer holds no verdict that can be read: an error, and never a score. The message is a sentence."""

    def __init__(self, kind: str, message: str) -> None:
        """`kind` is a word for metrics and `error.type`: refused, empty, cut, malformed, ambiguous, wrong_schema."""
        super().__init__(message)
        self.kind = kind

    @property
    def repairable(self) -> bool:
        """Whether the same question may be answered better with a word on what was wrong."""
        return self.kind != "refused"


def read_verdict(reply: Reply, rubric: Rubric) -> Score | NoVerdict:
    """What the judge says; BadReply when that cannot be read. The label is what it said and decides what passes; the
    score is graded by the probabilities of its words where they are known."""
    text = _text(reply)
    try:
        found = find_object(text)
    except NoObject as error:
        raise BadReply(error.kind, str(error)) from None
    explanation = found.answer.get(EXPLANATION)
    if not isinstance(explanation, str):
        raise _wrong(
            f"{EXPLANATION!r} was not a text." if EXPLANATION in found.answer else f"{EXPLANATION!r} was missing."
        )
    explanation = explanation.strip()
    said = _said(found.answer, rubric.scale.verdicts)
    if said == ABSTAIN:
        return NoVerdict(f"the judge cannot judge: {explanation}" if explanation else "the judge cannot judge")
    if isinstance(rubric.scale, Share):
        return _shared(found.answer, rubric.scale, rubric.threshold, explanation)
    graded = expected_value(reply, found, said, rubric.scale) if reply.tokens else None
    return _chosen(said, graded, rubric.scale, rubric.threshold, explanation)


def _text(reply: Reply) -> str:
    """The answer, where there is a whole one."""
    reason = reply.finish_reason.lower()
    if reply.refusal.strip() or reason in _FILTERED:
        raise BadReply("refused", "The model refused to judge.")
    if reason in _CUT:
        raise BadReply("cut", "The answer was cut because it was too long.")
    if not reply.text.strip():
        raise BadReply("empty", "The answer was empty.")
    return reply.text


def _said(answer: Mapping[str, Any], verdicts: tuple[str, ...]) -> str:
    if VERDICT not in answer:
        raise _wrong(f"{VERDICT!r} was missing.")
    said = answer[VERDICT]
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    if isinstance(said, str | int) and not isinstance(said, bool):
        folded = str(said).strip().casefold()
        for verdict in verdicts:
            if verdict.casefold() == folded:
                return verdict
    raise _wrong(f"{VERDICT!r} was not one of {', '.join(verdicts)}.")


def _chosen(said: str, graded: float | None, scale: Choice, threshold: float | None, explanation: str) -> Score:
    number = scale.values[said]
    if scale.kind == "boolean":
        passed: bool | None = said == PASS
    else:
        passed = None if threshold is None else number >= threshold
    return Score(number if graded is None else graded, said, passed, explanation or None)


def _shared(answer: Mapping[str, Any], scale: Share, threshold: float | None, explanation: str) -> Score | NoVerdict:
    items = answer.get(scale.share_of)
    if not isinstance(items, list):
        raise _wrong(
            f"{scale.share_of!r} was not a list." if scale.share_of in answer else f"{scale.share_of!r} was missing."
        )
    lacking = []
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get(scale.each), str):
            raise _wrong(f"Something in {scale.share_of!r} had no text {scale.each!r}.")
        if not isinstance(item.get(scale.that_is), bool):
            raise _wrong(f"Something in {scale.share_of!r} had no {scale.that_is!r} of true or false.")
        if not item[scale.that_is]:
            lacking.append(item)
    if not items:
        return NoVerdict(f"there are no {scale.share_of} to judge" + (f": {explanation}" if explanation else ""))
    score = (len(items) - len(lacking)) / len(items)
    passed = None if threshold is None else score >= threshold
    return Score(score, None, passed, "\n".join(_listed(lacking, len(items), scale, explanation)))


def _listed(lacking: list[dict[str, Any]], total: int, scale: Share, explanation: str) -> list[str]:
    summary = f"{total - len(lacking)} of {total} {scale.share_of} {scale.that_is}."
    lines = [f"{summary} {explanation}".strip()]
    for item in lacking:
        reason = item.get(EXPLANATION)
        lines.append(f"- not {scale.that_is}: {item[scale.each]}" + (f" ({reason})" if isinstance(reason, str) else ""))
    return lines


def _wrong(message: str) -> BadReply:
    return BadReply("wrong_schema", message)
