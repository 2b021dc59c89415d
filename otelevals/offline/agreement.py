"""How well what a judge said agrees with what it should have said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from otelevals.stats.agreement import Confusion, accuracy, cohen_kappa, confusion
from otelevals.stats.interval import Interval


class Compared(NamedTuple):
    id: str
    expected: str
    said: str
    explanation: str = ""

    @property
    def agrees(self) -> bool:
        return self.expected == self.said


class Share(NamedTuple):
    """So many of so many."""

    n: int
    of: int


@dataclass
class Agreement:
    """Of what was compared so far. What has no verdict because of an error is not compared."""

    labels: Sequence[str]
    """All that may be said."""
    passing: Mapping[str, bool]
    """Whether a label passes; those that are not there neither pass nor fail."""
    abstaining: str
    """The label of no verdict."""
    cases: list[Compared] = field(default_factory=list)

    @property
    def share(self) -> Interval | None:
        """The share of cases in which both are the same; None where there is nothing to compare."""
        return accuracy(self.confusion) if self.cases else None

    @property
    def kappa(self) -> Interval | None:
        """Agreement beyond chance; None where chance leaves nothing to agree on."""
        return cohen_kappa(self.confusion) if self.cases else None

    @property
    def confusion(self) -> Confusion:
        """How often this was expected where that was said."""
        return confusion([(case.expected, case.said) for case in self.cases], self.labels)

    @property
    def false_passes(self) -> Share | None:
        """What passed of all that should fail; None where nothing passes or fails."""
        return self._wrong(expected=False)

    @property
    def false_fails(self) -> Share | None:
        """What failed of all that should pass."""
        return self._wrong(expected=True)

    @property
    def abstained(self) -> int:
        return sum(case.said == self.abstaining for case in self.cases)

    @property
    def should_abstain(self) -> int:
        return sum(case.expected == self.abstaining for case in self.cases)

    @property
    def disagreements(self) -> list[Compared]:
        return [case for case in self.cases if not case.agrees]

    def _wrong(self, *, expected: bool) -> Share | None:
        if not self.passing:
            return None
        such = [case for case in self.cases if self.passing.get(case.expected) is expected]
        return Share(sum(self.passing.get(case.said) is (not expected) for case in such), len(such))
