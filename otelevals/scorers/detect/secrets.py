"""Are keys, tokens or passwords in the text."""

from functools import cached_property

from otelevals.detect.engine import Detector
from otelevals.scorers.detect.base import FindingScorer


class Secrets(FindingScorer):
    """Passes when the text contains no keys, tokens, passwords or private keys."""

    @cached_property
    def detector(self) -> Detector:
        return Detector(["secrets"])
