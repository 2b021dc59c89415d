"""Turns what a scorer returned into scores, or refuses it."""

import inspect
import math
from collections.abc import Mapping
from numbers import Real

from otelevals.scoring.names import check_name
from otelevals.scoring.score import NoVerdict, Score

EXPLANATION_LIMIT = 2000
LABEL_LIMIT = 200
REASON_LIMIT = 500

_PASS = Score.passing()
_FAIL = Score.failing()

Verdicts = tuple[tuple[str, Score], ...]

_PASSED: Verdicts = (("", _PASS),)
_FAILED: Verdicts = (("", _FAIL),)


class BadVerdict(ValueError):
    """A scorer returned what is no verdict."""


def read_verdict(result: object, threshold: float | None = None) -> Verdicts | NoVerdict:
    """The scores in a result by the verdict's own name, which is empty for a single one."""
    match result:
        case True:
            return _PASSED
        case False:
            return _FAILED
        case Score():
            return (("", _checked(result, threshold)),)
        case None:
            return NoVerdict()
        case NoVerdict():
            return _reasoned(result)
        case Mapping():
            return _several(result, threshold)
        case _:
            return (("", _one(result, threshold)),)


def _several(results: Mapping[object, object], threshold: float | None) -> Verdicts | NoVerdict:
    verdicts: list[tuple[str, Score]] = []
    for name, result in results.items():
        if not isinstance(name, str):
            raise BadVerdict("a mapping of verdicts needs names that are strings")
        try:
            check_name(name)
        except ValueError as error:
            raise BadVerdict(str(error)) from error
        if result is not None and not isinstance(result, NoVerdict):
            verdicts.append((name, _one(result, threshold)))
    return tuple(verdicts) or NoVerdict()


def _one(result: object, threshold: float | None) -> Score:
    match result:
        case bool():
            return _PASS if result else _FAIL
        case Real():
            score = _finite(result)
            return Score(score, passed=_passed(score, threshold))
        case str():
            return Score(label=_label(result))
        case Score():
            return _checked(result, threshold)
        case _:
            if inspect.iscoroutine(result):
                result.close()
            raise BadVerdict(
                f"returned {type(result).__name__}; a scorer returns a bool, a number, a string, a Score, "
                "a mapping of these or None"
            )


def _checked(given: Score, threshold: float | None) -> Score:
    score = None if given.score is None else _finite(given.score)
    passed = given.passed
    if passed is None and score is not None:
        passed = _passed(score, threshold)
    elif not (passed is None or isinstance(passed, bool)):
        raise BadVerdict("returned a Score whose `passed` is not a bool")
    label = None if given.label is None else _label(given.label)
    if score is None and label is None and passed is None:
        raise BadVerdict("returned a Score without score, label and passed")
    explanation = _explanation(given.explanation)
    unchanged = score is given.score and label is given.label and passed is given.passed
    if unchanged and explanation is given.explanation:
        return given
    return Score(score, label, passed, explanation)


def _finite(number: object) -> float:
    if type(number) is not float:
        if isinstance(number, bool) or not isinstance(number, Real):
            raise BadVerdict("returned a Score whose `score` is not a number")
        number = float(number)
    if not math.isfinite(number):
        raise BadVerdict(f"returned {number}, which is not a score")
    return number


def _passed(score: float, threshold: float | None) -> bool | None:
    return None if threshold is None else score >= threshold


def _label(label: object) -> str:
    if not isinstance(label, str):
        raise BadVerdict("returned a label that is not a string")
    if not label:
        raise BadVerdict("returned an empty label")
    return cut(label, LABEL_LIMIT)


def _explanation(text: object) -> str | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise BadVerdict("returned an explanation that is not a string")
    return cut(text, EXPLANATION_LIMIT)


def _reasoned(given: NoVerdict) -> NoVerdict:
    if not isinstance(given.reason, str):
        raise BadVerdict("returned no verdict for a reason that is not a string")
    return NoVerdict(cut(given.reason, REASON_LIMIT))


def cut(text: str, limit: int) -> str:
    """The text, shortened to so many characters, and without surrogates: they are no text that can be encoded."""
    text = text if len(text) <= limit else text[: limit - 1] + "…"
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
