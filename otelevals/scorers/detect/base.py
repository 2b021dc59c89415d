"""What scorers that find private things and attempts to steer share."""

import sys
from functools import cached_property
from itertools import groupby

from otelevals.detect.engine import Detector
from otelevals.detect.finding import Finding
from otelevals.detect.kinds import KINDS
from otelevals.genai.interaction import Interaction
from otelevals.scorers.text.base import TextScorer
from otelevals.scoring.score import Score
from otelevals.scoring.scorer import source_of

_ENGINE, _INJECTION = "otelevals.detect.", "otelevals.detect.injection."
_SHOWN = 5
"""How many lines are named."""
LOOKED_AT = 100_000
"""Characters: a text made of what only just is nothing takes a microsecond for each."""


class FindingScorer(TextScorer):
    """Passes when nothing is found. Says the kind, how many and where, never what."""

    @cached_property
    def detector(self) -> Detector:
        raise NotImplementedError

    def code(self) -> bytes:
        return super().code() + code_of_detection(injection=False)

    def score(self, interaction: Interaction) -> Score | bool:
        text = self.text(interaction)
        found = self.detector.find(text[:LOOKED_AT])
        if found:
            return Score.failing(f"the {self.where} contains {described(text, found)}")
        return Score.passing(f"only its first {LOOKED_AT} characters were looked at") if len(text) > LOOKED_AT else True


def code_of_detection(*, injection: bool) -> bytes:
    """The source of one of the two engines: versions of scorers change with it."""
    names = [name for name in sorted(sys.modules) if name.startswith(_ENGINE)]
    return b"\0".join([source_of(sys.modules[name]) for name in names if name.startswith(_INJECTION) is injection])


def described(text: str, found: list[Finding]) -> str:
    """`1 payment card (line 2) and 2 e-mail addresses (lines 1 and 3)`."""
    by_kind = groupby(sorted(found), key=lambda each: each.kind)
    return listed([counted(KINDS[kind].nouns, _lines(text, list(several))) for kind, several in by_kind])


def counted(nouns: tuple[str, str], lines: list[int]) -> str:
    """`2 e-mail addresses (lines 1 and 3)`, by the line of each, in order."""
    different = [str(line) for line in dict.fromkeys(lines)]
    more = len(different) - _SHOWN
    places = [*different[:_SHOWN], f"{more} more"] if more > 0 else different
    named = f"1 {nouns[0]}" if len(lines) == 1 else f"{len(lines)} {nouns[1]}"
    return f"{named} ({'line' if len(different) == 1 else 'lines'} {listed(places)})"


def listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _lines(text: str, found: list[Finding]) -> list[int]:
    """The numbers of the lines that findings, which are in order, begin in."""
    numbers, line, at = [], 1, 0
    for each in found:
        line += text.count("\n", at, each.start)
        at = each.start
        numbers.append(line)
    return numbers
