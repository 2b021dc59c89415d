"""What scorers that find private things share."""

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

_ENGINE = "otelevals.detect."
LOOKED_AT = 100_000
"""Characters: a text made of what only just is nothing takes a microsecond for each."""


class FindingScorer(TextScorer):
    """Passes when nothing is found. Says the kind, how many and where, never what."""

    @cached_property
    def detector(self) -> Detector:
        raise NotImplementedError

    def code(self) -> bytes:
        """Of the detection, too: the version changes with it."""
        engine = [module for name, module in sorted(sys.modules.items()) if name.startswith(_ENGINE)]
        return b"\0".join([super().code(), *map(source_of, engine)])

    def score(self, interaction: Interaction) -> Score | bool:
        text = self.text(interaction)
        found = self.detector.find(text[:LOOKED_AT])
        if found:
            return Score.failing(f"the {self.where} contains {described(text, found)}")
        return Score.passing(f"only its first {LOOKED_AT} characters were looked at") if len(text) > LOOKED_AT else True


def described(text: str, found: list[Finding]) -> str:
    """`1 payment card (line 2) and 2 e-mail addresses (lines 1 and 3)`."""
    by_kind = groupby(sorted(found), key=lambda each: each.kind)
    return _listed([_of_kind(text, kind, list(several)) for kind, several in by_kind])


def _of_kind(text: str, kind: str, found: list[Finding]) -> str:
    lines = [str(line) for line in _lines(text, found)]
    shown = [*lines[:_SHOWN], f"{len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else lines
    one, several = KINDS[kind].nouns
    named = f"1 {one}" if len(found) == 1 else f"{len(found)} {several}"
    return f"{named} ({'line' if len(lines) == 1 else 'lines'} {_listed(shown)})"


_SHOWN = 5
"""How many lines are named."""


def _lines(text: str, found: list[Finding]) -> list[int]:
    """The numbers of the lines that findings, which are in order, begin in, each once."""
    numbers, line, at = [], 1, 0
    for each in found:
        line += text.count("\n", at, each.start)
        at = each.start
        numbers.append(line)
    return list(dict.fromkeys(numbers))


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
