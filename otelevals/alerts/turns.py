"""What alerts need to know of an evaluation, and which of those that come count."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from otelevals.api.evaluation import EvaluationRecord

MOST = 20_000
"""Evaluations that are recognised when they come again."""
MINUTE, SETTLED = 60.0, 3600.0
"""Seconds for which they are."""


class Turn(NamedTuple):
    """One evaluation that counts."""

    name: str
    time: float
    """Seconds of Unix time, never in the future."""
    passed: bool | None
    score: float | None
    failed: bool
    """Whether an error stands in place of a verdict."""
    weight: float
    unit: bytes
    """The session that it belongs to, or its trace."""
    trace_id: bytes
    dimensions: Mapping[str, str]
    rank: tuple[int, bool, bool]
    lost: bool = False
    """Whether the scorer did not run, and should have."""


class Change(NamedTuple):
    """An evaluation that counts from now on, in the place of another one; None where there is none."""

    before: Turn | None
    after: Turn | None


def turn_of(record: EvaluationRecord, now: float) -> Turn:
    time = record.time / 1e9
    return Turn(
        record.name,
        time if 0 < time <= now else now,
        record.passed,
        record.score,
        bool(record.error),
        1 / record.probability,
        record.session.encode() or record.trace_id,
        record.trace_id,
        dict(record.dimensions),
        (record.revision, record.withdrawn, not record.error),
        record.lost,
    )


class Seen:
    """The evaluations of the last hour, as many as there is room for: what comes again changes nothing."""

    def __init__(self) -> None:
        self._turns: OrderedDict[bytes, tuple[float, Turn, bool]] = OrderedDict()  # the oldest are dropped in no time
        """With the time when it came, and whether it was withdrawn; the oldest first."""
        self.changed: set[int] = set()
        """The minutes, by which they are kept, that are not as they were."""

    def take(self, record: EvaluationRecord, now: float) -> Change | None:
        """What it changes; None for nothing."""
        self._forget(now)
        key, turn = _key(record), turn_of(record, now)
        found = self._turns.get(key)
        if found is not None:
            if found[1].rank >= turn.rank:
                return None
            self._drop(key)
        self._turns[key] = now, turn, record.withdrawn
        self.changed.add(int(now // MINUTE))
        if len(self._turns) > MOST:
            self._drop(next(iter(self._turns)))
        before = None if found is None or found[2] else found[1]
        return Change(before, None if record.withdrawn else turn)

    def state(self) -> dict[int, list[Any]]:
        """Those of the minutes that are not as they were."""
        found: dict[int, list[Any]] = {minute: [] for minute in self.changed}
        for key, (came, turn, withdrawn) in self._turns.items():
            if (minute := int(came // MINUTE)) in found:
                said = [*turn[:6], turn.unit.hex(), turn.trace_id.hex(), *turn[8:]]
                found[minute].append([key.hex(), came, withdrawn, said])
        return found

    def restore(self, state: Iterable[Any]) -> None:
        """A minute's, the earliest first."""
        for key, came, withdrawn, said in state:
            turn = Turn._make(said)
            turn = turn._replace(
                unit=bytes.fromhex(said[6]), trace_id=bytes.fromhex(said[7]), rank=(said[9][0], said[9][1], said[9][2])
            )
            self._turns[bytes.fromhex(key)] = came, turn, withdrawn

    def _forget(self, now: float) -> None:
        while self._turns:
            oldest = next(iter(self._turns))
            if now - self._turns[oldest][0] < SETTLED:
                return
            self._drop(oldest)

    def _drop(self, key: bytes) -> None:
        came, _, _ = self._turns.pop(key)
        self.changed.add(int(came // MINUTE))


def _key(record: EvaluationRecord) -> bytes:
    digest = blake2b(digest_size=16)
    session = b"" if record.trace_id else record.session.encode()
    for part in (record.trace_id, record.span_id, session, record.name.encode(), record.version.encode()):
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()
