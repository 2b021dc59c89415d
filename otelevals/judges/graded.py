"""A graded score: what the model was about to say, weighed by the probabilities of its words."""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from otelevals.judges.answers import Found, value_span
from otelevals.judges.asked import Reply, Token
from otelevals.judges.scale import ABSTAIN, VERDICT, Choice

_LEAST_MASS = 0.9
"""Of the probabilities at the verdict so much has to belong to what may be said, or nothing is known."""
_ENDS = '",}] \n\r\t'
"""What may follow a verdict in JSON."""


class _Place(NamedTuple):
    """A token from the first one on that holds a character of the verdict."""

    token: Token
    before: int
    """How many of its characters come before the verdict."""


def expected_value(reply: Reply, found: Found, said: str, scale: Choice) -> float | None:
    """The mean of the numbers on the scale, by the probability of each verdict that the model had in mind; None when
    the probabilities are not there, do not fit the text, or leave out too much. Having no verdict does not weigh."""
    start, _ = value_span(reply.text, found, VERDICT)
    masses = _masses(_places(reply, start), scale.verdicts)
    total = sum(masses.values())
    judged = {verdict: mass for verdict, mass in masses.items() if verdict != ABSTAIN}
    weight = sum(judged.values())
    if not _LEAST_MASS <= total <= 1.01 or not judged.get(said):
        return None
    mean = sum(scale.values[verdict] * mass for verdict, mass in judged.items()) / weight
    return min(max(mean, scale.least), scale.most)


def _places(reply: Reply, start: int) -> list[_Place]:
    """The tokens from this character on; none when the tokens are not those of the text."""
    whole = "".join([token.text for token in reply.tokens])
    offset = whole.find(reply.text)
    if offset < 0 or whole.find(reply.text, offset + 1) >= 0:
        return []
    found, at = [], -offset
    for token in reply.tokens:
        if at + len(token.text) > start:
            found.append(_Place(token, max(start - at, 0)))
        at += len(token.text)
    return found


def _masses(places: Iterable[_Place], verdicts: Iterable[str]) -> dict[str, float]:
    """The probability of each verdict: those of the alternatives to each token of the one that was said, as far as
    these tell the verdicts apart."""
    masses: dict[str, float] = {}
    possible, said, sure = list(verdicts), "", 1.0
    for token, before in places:
        for word, probability in _alternatives(token, before):
            fits = [verdict for verdict in possible if _may_be(verdict, said + word)]
            if len(fits) == 1:
                masses[fits[0]] = masses.get(fits[0], 0.0) + sure * probability
        sure *= _probability(token.logprob)
        said += token.text[before:]
        possible = [verdict for verdict in possible if _may_be(verdict, said)]
        if len(possible) == 1:
            masses[possible[0]] = masses.get(possible[0], 0.0) + sure
            break
    return masses


def _alternatives(token: Token, before: int) -> Iterator[tuple[str, float]]:
    """What could have been said in the place of a token, without the characters before the verdict."""
    for word, logprob in dict(token.top).items():
        if word != token.text and word[:before] == token.text[:before] and len(word) > before:
            yield word[before:], _probability(logprob)


def _probability(logprob: float) -> float:
    return 0.0 if math.isnan(logprob) else math.exp(min(logprob, 0.0))


def _may_be(verdict: str, said: str) -> bool:
    """Whether a verdict begins with what was said, or was said and something after it."""
    verdict, said = verdict.casefold(), said.casefold()
    if verdict.startswith(said):
        return True
    return said.startswith(verdict) and said[len(verdict)] in _ENDS
