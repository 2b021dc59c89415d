"""With which probability something is drawn, from the policies that want it."""

from collections.abc import Iterable
from typing import NamedTuple

FLOOR = 0.001
NEVER = "never"


class Inclusion(NamedTuple):
    probability: float
    stratum: str
    """The policy that says so."""

    @property
    def never(self) -> bool:
        """Whether no estimate speaks of it."""
        return self.stratum == NEVER and not self.probability


def inclusion(wanted: Iterable[Inclusion], floor: float = FLOOR) -> Inclusion:
    """The highest of what policies want: one draw is compared with all of them. Of equals the first one."""
    best = Inclusion(floor, "floor")
    for want in wanted:
        if not 0 <= want.probability <= 1:
            raise ValueError(f"a probability is between 0 and 1, not {want.probability}")
        if want.probability > best.probability or (want.probability == best.probability and best.stratum == "floor"):
            best = want
    return best
