"""A scorer's sampling: what its policies want for each target, and the probability that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from otelevals.stats.inclusion import FLOOR, NEVER, Inclusion, inclusion
from otelevals.stats.pacing import Pace, arrive, paced

HOUR, MINUTE = 3600.0, 60.0
MOST_STRATA = 1000
OTHER = "other"
"""The stratum of all that come after so many."""


@dataclass(frozen=True)
class Policies:
    rate: float | None = None
    strata: Mapping[str, float] = field(default_factory=dict)
    """The rates of strata by their names."""
    min_per_hour: float = 0.0
    """How many of each stratum, those without a rate included."""
    per_minute: float = 0.0
    """How many of all: adaptive sampling."""
    floor: float = FLOOR
    """0 for none: what no policy wants is never evaluated."""

    def __post_init__(self) -> None:
        for share in (self.rate or 0.0, self.floor, *self.strata.values()):
            if not 0 <= share <= 1:
                raise ValueError(f"a rate is between 0 and 1, not {share}")
        if not (self.min_per_hour >= 0 and self.per_minute >= 0):
            raise ValueError("a number to keep is not negative")


class Plan:
    """Says the probability for each target as it arrives. Time is in seconds, and given.

    A target's probability depends on the targets before it, so each is to be asked for once, and what was said kept
    for it. With sessions as the unit all turns of a session share the draw, while probabilities may move between them.
    """

    def __init__(self, policies: Policies) -> None:
        self.policies = policies
        paces = policies.min_per_hour > 0 or policies.per_minute > 0
        self._rate = policies.rate if policies.rate is not None else 0.0 if policies.strata or paces else 1.0
        self._all = Pace()
        self._strata: dict[str, Pace] = {}

    def inclusion(self, time: float, stratum: str = "", always: Sequence[str] = (), never: bool = False) -> Inclusion:
        """For a target of a stratum, with the names of conditions under which it is always evaluated.

        0 for what is never evaluated: no estimate speaks of it.
        """
        if never:
            return Inclusion(0.0, NEVER)
        wanted = [Inclusion(1.0, name) for name in always[:1]]
        if stratum in self.policies.strata:
            wanted.append(Inclusion(self.policies.strata[stratum], stratum))
        if self.policies.min_per_hour:
            wanted.append(self._min_per_hour(time, stratum))
        if self.policies.per_minute:
            self._all = arrive(self._all, time, MINUTE)
            wanted.append(Inclusion(paced(self.policies.per_minute, self._all, time, MINUTE), "adaptive"))
        wanted.append(Inclusion(self._rate, "rate"))
        return inclusion(wanted, self.policies.floor)

    def _min_per_hour(self, time: float, stratum: str) -> Inclusion:
        known = stratum in self._strata or len(self._strata) < MOST_STRATA
        name = stratum if known else OTHER
        pace = self._strata[name] = arrive(self._strata.get(name, Pace()), time, HOUR)
        return Inclusion(paced(self.policies.min_per_hour, pace, time, HOUR), stratum)
