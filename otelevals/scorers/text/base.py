"""What checks of text share."""

import unicodedata
from typing import Annotated, Literal

from pydantic import Field

from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import BuiltIn, side
from otelevals.scorers.words import composed, folded

_SHOWN = 60

Words = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]


class TextScorer(BuiltIn):
    """A scorer of one side of the exchange."""

    where: Literal["output", "input"] = "output"
    """The text to look at: what the model answered, or what it was last asked."""

    def text(self, interaction: Interaction) -> str:
        return side(interaction, self.where)


class ValuesScorer(TextScorer):
    """A scorer that looks for texts. Letters with accents are found however they are encoded."""

    values: Words
    """The texts to look for."""
    case_sensitive: bool = True
    """Whether upper and lower case differ."""
    whole_words: bool = False
    """Whether letters, digits and underscores around a text make it another one."""

    def normal(self, text: str) -> str:
        return composed(text) if self.case_sensitive else folded(text)

    def has(self, text: str, value: str) -> bool:
        """Whether a text has a value in it; both are normal."""
        return (value in text) if not self.whole_words else _has_word(text, value)


def _has_word(text: str, value: str) -> bool:
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        begins = at == 0 or not (_is_word(text[at - 1]) and _is_word(value[0]))
        if begins and (end == len(text) or not (_is_word(text[end]) and _is_word(value[-1]))):
            return True
        at = text.find(value, at + 1)
    return False


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def shown(text: str) -> str:
    """The beginning of a text in quotation marks, for explanations."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
