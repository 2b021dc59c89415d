"""What comes of one scorer, by slices: sums by hour, and sessions that are gathered until nothing more comes of one."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from otelevals.alerts.examples import Examples
from otelevals.alerts.heaviest import Heaviest
from otelevals.alerts.hours import DAY, Hours
from otelevals.alerts.turns import Change, Turn
from otelevals.stats.drop import session_weight
from otelevals.stats.groups import group_of

Slice = tuple[str, ...]
"""The values of dimensions, in the order of their names; empty for one that an evaluation has not."""
OTHER = "(other)"
"""Stands for values beyond those that are watched separately."""
GAP = 300.0
"""Seconds without an evaluation after which a session is taken to have ended."""
LONGEST = 3600.0
"""Seconds after which a session that goes on counts, and what follows as another one."""
MOST_OPEN = 20_000
LATE = DAY
"""What is older when it comes counts in sums, and in what is expected, but is no news."""
GONE = 8 * DAY
"""A slice of which nothing came for so long is forgotten."""


class Source(NamedTuple):
    """What a feed takes, and how it reads it."""

    scorer: str
    by: tuple[str, ...] = ()
    measure: str = "pass_rate"
    """Or score; ran: whether the scorer did that; or answered: where it ran, whether it gave no error."""
    low: float = 0.0
    high: float = 1.0
    days: int = 9
    """How long sums are kept."""

    def value(self, turn: Turn) -> float | None:
        """From 0 to 1; None when the evaluation says nothing of it."""
        if self.measure == "ran":
            return float(not turn.lost)
        if self.measure == "answered" and not turn.lost:
            return float(not turn.failed)
        if turn.failed:
            return None
        if self.measure == "pass_rate":
            return None if turn.passed is None else float(turn.passed)
        if turn.score is None:
            return None
        return min(max((turn.score - self.low) / (self.high - self.low), 0.0), 1.0)

    def slice_of(self, turn: Turn) -> Slice:
        return tuple(turn.dimensions.get(name, "") for name in self.by)


class Session(NamedTuple):
    """What was gathered of one, when it has ended."""

    slice: Slice
    mean: float
    weight: float
    """From 0 to 1."""


class _Key(NamedTuple):
    slice: Slice
    unit: bytes
    late: bool


class _Open:
    __slots__ = ("began", "last", "score", "time", "weight")

    def __init__(self, now: float) -> None:
        self.began = self.last = self.time = now
        """And of which time it is."""
        self.weight = self.score = 0.0

    def add(self, weight: float, value: float) -> None:
        self.weight += weight
        self.score += weight * value


class Part:
    """What is known of one slice."""

    def __init__(self, days: int) -> None:
        self.hours = Hours(days)
        self.examples = Examples()
        self.heaviest = Heaviest()
        self.last = 0.0
        """When something came of it."""
        self.recent: deque[tuple[float, float, float]] = deque()
        """Time, weight and value of five minutes at a time, of the last six hours."""

    def add_recent(self, time: float, weight: float, value: float) -> None:
        begin = time - time % 300
        if self.recent and self.recent[-1][0] >= begin:
            time, w, wx = self.recent.pop()
            self.recent.append((time, w + weight, wx + weight * value))
        else:
            self.recent.append((begin, weight, weight * value))
        while self.recent[0][0] < begin - 6 * 3600:
            self.recent.popleft()

    def take_recent(self, time: float, weight: float, value: float) -> None:
        """Take back what was added at that time, if it is there still."""
        begin = time - time % 300
        for place, (start, w, wx) in enumerate(self.recent):
            if start >= begin:
                if place or start == begin:
                    self.recent[place] = start, w - weight, wx - weight * value
                return


class Feed:
    def __init__(self, source: Source, most: int) -> None:
        """At most so many slices are watched separately."""
        self.source = source
        self.parts: dict[Slice, Part] = {}
        self._most = most
        self._open: dict[_Key, _Open] = {}
        self._full: list[Session] = []

    def take(self, change: Change, now: float) -> None:
        before, after = change
        oldest = now - self.source.days * DAY  # sums of every hour of a year that is sent again would take much room
        if before is not None and before.time > oldest:
            self._take_back(before, now)
        if after is not None and after.time > oldest:
            self._add(after, now, known=before is not None)

    def ended(self, now: float) -> Iterator[Session]:
        """The sessions that have ended since, each once."""
        yield from self._full
        self._full.clear()
        done = [k for k, each in self._open.items() if now - each.last >= GAP or now - each.began >= LONGEST]
        for key in done:
            yield from self._end(key)

    def keep_small(self, now: float) -> list[Slice]:
        """Drop what is too old; the slices that are gone."""
        for part in self.parts.values():
            part.hours.keep_small(now)
            part.examples.keep_small(now)
        gone = [name for name, part in self.parts.items() if now - part.last > max(GONE, self.source.days * DAY)]
        for name in gone:
            del self.parts[name]
        return gone

    def state(self) -> Any:
        """The sessions that have not ended, or that nobody has asked for."""
        opened = [
            [key.slice, key.unit.hex(), key.late, each.began, each.last, each.time, each.weight, each.score]
            for key, each in self._open.items()
        ]
        return {"open": opened, "full": [[*session] for session in self._full]}

    def restore(self, state: Mapping[str, Any]) -> None:
        for name, unit, late, *said in state["open"]:
            gathered = self._open[_Key(tuple(name), bytes.fromhex(unit), late)] = _Open(0.0)
            gathered.began, gathered.last, gathered.time, gathered.weight, gathered.score = said
        self._full = [Session(tuple(name), mean, weight) for name, mean, weight in state["full"]]

    def part(self, name: Slice) -> Part:
        """That of a slice, or of all others when there are too many."""
        found = self.parts.get(name)
        if found is None:
            found = self.parts[name] = Part(self.source.days)
        return found

    def _slice(self, turn: Turn) -> Slice:
        name = self.source.slice_of(turn)
        return name if name in self.parts or len(self.parts) < self._most else (OTHER,) * len(name)

    def _add(self, turn: Turn, now: float, *, known: bool) -> None:
        value = self.source.value(turn)
        if value is None:
            return
        name = self._slice(turn)
        part = self.part(name)
        part.last = now
        part.hours.add(turn.time, group_of(turn.unit), turn.weight, value)
        part.examples.add(turn.trace_id, turn.time, value)
        key = _Key(name, turn.unit, now - turn.time > LATE)
        if not key.late:
            part.add_recent(now, turn.weight, value)
        gathered = self._open.get(key)
        if gathered is None:
            if known:
                return
            if len(self._open) >= MOST_OPEN:
                self._full.extend(self._end(next(iter(self._open))))
            gathered = self._open[key] = _Open(now)
        part.heaviest.evaluated(turn.weight)
        gathered.add(turn.weight, value)
        gathered.last = now
        gathered.time = turn.time if key.late else now

    def _take_back(self, turn: Turn, now: float) -> None:
        value = self.source.value(turn)
        if value is None:
            return
        name = self._slice(turn)
        part = self.part(name)
        part.hours.add(turn.time, group_of(turn.unit), turn.weight, value, -1)
        part.examples.drop(turn.trace_id)
        part.take_recent(turn.time, turn.weight, value)
        gathered = self._open.get(_Key(name, turn.unit, now - turn.time > LATE))
        if gathered is not None:
            gathered.add(-turn.weight, value)

    def _end(self, key: _Key) -> Iterator[Session]:
        gathered = self._open.pop(key)
        if gathered.weight < 1e-9:
            return
        part = self.part(key.slice)
        weight = session_weight(gathered.weight, part.heaviest.value)
        part.heaviest.add(gathered.weight)
        mean = min(max(gathered.score / gathered.weight, 0.0), 1.0)
        part.hours.end_session(gathered.time, mean, weight, late=key.late)
        if not key.late:
            yield Session(key.slice, mean, weight)
