"""How much of the answer is said in the context, sentence by sentence."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.grounding.stop_words import STOP_WORDS
from otelevals.scorers.text.base import shown
from otelevals.scorers.words import sentences, stands_alone, words
from otelevals.scoring.score import NoVerdict, Score

_ANSWER, _CONTEXT = 50_000, 200_000
"""Characters that are looked at."""
_WORDS = 25_000
"""Words that are looked at."""
_STEM = 6


class ContextOverlap(BuiltIn):
    """The share of the answer's sentences whose words are in the context. Passes by `threshold`."""

    support: Annotated[float, Field(gt=0, le=1)] = 0.6
    """The share of a sentence's words that have to be in the context for it to count as supported."""
    ngram: Annotated[int, Field(ge=1, le=5)] = 1
    """How many words have to stand together there: more is stricter."""
    min_words: Annotated[int, Field(ge=1)] = 3
    """Sentences with fewer words that mean something are left out."""

    def score(self, interaction: Interaction) -> Score | NoVerdict:
        output, context = interaction.require("output"), interaction.require("context")
        known: frozenset[tuple[str, ...]] | None = None
        checked = supported = 0
        least, worst = 1.0, ""
        for sentence in sentences(output[:_ANSWER]):
            said = _terms(sentence)
            if len(said) < max(self.min_words, self.ngram):
                continue
            if known is None:
                known = frozenset(self._several(_terms("\n".join(context)[:_CONTEXT])))
            found = [each in known for each in self._several(said)]
            share = sum(found) / len(found)
            checked += 1
            supported += share >= self.support
            if share < least:
                least, worst = share, sentence
        if not checked:
            return Score.unscored("the answer has no sentence that could be compared")
        if supported == checked:
            return Score(1.0)
        return Score(supported / checked, explanation=f"{least:.0%} of the words are in the context: {shown(worst)}")

    def _several(self, said: list[str]) -> Iterable[tuple[str, ...]]:
        """Runs of words; characters of scripts without spaces count two at a time, since one says little."""
        return zip(*[said[start:] for start in range(self.ngram)], strict=False)


def _terms(text: str) -> list[str]:
    """The words that mean something, without most of their endings."""
    terms: list[str] = []
    last = ""
    for word in words(text.casefold())[:_WORDS]:
        if len(word) == 1 and stands_alone(word):
            if last:
                terms.append(last + word)
            last = word
            continue
        last = ""
        if word not in STOP_WORDS:
            terms.append(word[:_STEM] if len(word) > _STEM else word.removesuffix("s"))
    return terms
