"""Finds private data of chosen kinds in texts, in time linear in them."""

from collections.abc import Callable, Iterable
from operator import attrgetter, gt

from otelevals.detect.choices import known
from otelevals.detect.finding import Finding
from otelevals.detect.gates import Gates
from otelevals.detect.kind import Find
from otelevals.detect.kinds import KINDS, REGIONS
from otelevals.detect.numbers import Numbers
from otelevals.detect.text import Text

_Step = Callable[[Text], Iterable[Finding]]
_START, _END = attrgetter("start"), attrgetter("end")


class Detector:
    """Can be shared by threads."""

    def __init__(self, kinds: Iterable[str] | None = None, regions: Iterable[str] | None = None) -> None:
        """Which kinds, and of which countries (None: all); ValueError for those that there are not."""
        names = known("kind", KINDS if kinds is None else kinds, KINDS)
        countries = None if regions is None else frozenset(known("region", regions, REGIONS))
        chosen = [kind for name, kind in KINDS.items() if name in names]
        self._order = [kind.name for kind in chosen]
        numbers = Numbers(
            (kind.name, number)
            for kind in chosen
            for number in kind.numbers
            if countries is None or number.region is None or number.region in countries
        )
        steps: list[tuple[str, _Step]] = list(numbers.steps)
        for kind in chosen:
            searches = kind.searches if kind.by_region is None else (*kind.searches, kind.by_region(countries))
            steps += [(search.gate, _of_kind(kind.name, search.find)) for search in searches]
        self._gates = Gates(steps)

    def find(self, text: str) -> list[Finding]:
        """What there is, in order; findings do not overlap."""
        found = sorted(self._all(text), key=_START)
        return self._apart(found) if any(map(gt, map(_END, found), map(_START, found[1:]))) else found

    def cover(self, text: str) -> list[Finding]:
        """What has to go so that nothing of what there is stays: findings that overlap as one of the earliest kind."""
        together: list[Finding] = []
        for each in sorted(self._all(text), key=_START):
            if together and each.start < together[-1].end:
                last = together.pop()
                kind = min(last.kind, each.kind, key=self._order.index)
                each = Finding(kind, last.start, max(last.end, each.end))
            together.append(each)
        return together

    def _all(self, text: str) -> list[Finding]:
        view = Text(text)
        return [finding for step in self._gates.open_for(view) for finding in step(view)]

    def _apart(self, found: list[Finding]) -> list[Finding]:
        """Of findings that overlap, the one of the earlier kind; of one kind the earlier, then the longer."""
        kept: list[Finding] = []
        for kind in self._order:
            more = [each for each in found if each.kind == kind]
            kept = _merged(kept, sorted(more, key=lambda each: (each.start, -each.end)))
        return kept


def _of_kind(name: str, find: Find) -> _Step:
    return lambda text: [Finding(name, start, end) for start, end in find(text)]


def _merged(kept: list[Finding], more: list[Finding]) -> list[Finding]:
    """Both in order, with those of the second that overlap none before."""
    if not more:
        return kept
    together: list[Finding] = []
    at = 0
    for each in more:
        while at < len(kept) and kept[at].start < each.end:
            together.append(kept[at])
            at += 1
        if not together or together[-1].end <= each.start:
            together.append(each)
    return together + kept[at:]
