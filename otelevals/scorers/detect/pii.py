"""Is private data in the text."""

from functools import cached_property

from pydantic import Field, model_validator

from otelevals.detect.engine import Detector
from otelevals.detect.kinds import KINDS
from otelevals.scorers.detect.base import FindingScorer

_USUAL = [kind for kind in KINDS if kind != "secrets"]


class Pii(FindingScorer):
    """Passes when the text contains no private data of the chosen kinds."""

    kinds: list[str] = Field(default_factory=lambda: list(_USUAL), min_length=1)
    """What to look for."""
    regions: list[str] | None = Field(default=None, min_length=1)
    """The countries whose telephone numbers, national ids and bank accounts to look for; all by default."""

    @model_validator(mode="after")
    def _known(self) -> "Pii":
        self.detector  # noqa: B018 - ValueError for what there is not
        return self

    @cached_property
    def detector(self) -> Detector:
        return Detector(self.kinds, self.regions)
