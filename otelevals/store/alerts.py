"""The part of a store that alerts write: what rules remember, messages that wait, silences.

It has a connection of its own to the database; others write at the same time.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from zlib import compress, decompress

from otelevals.api.evaluation import EvaluationRecord
from otelevals.store import sqlite
from otelevals.store.interned import ERROR, FAILED, PASSED, decode
from otelevals.store.marks import get_mark, set_mark
from otelevals.store.migrate import migrate
from otelevals.store.statements import statements

DEFAULT_PATIENCE = 5.0
_SQL = statements("alerts")
_MILLISECOND = 1_000_000
_FAST = 1

Hours = Mapping[tuple[str, int], bytes | None]
"""By place and hour; None where there is nothing any more."""


class Waiting(NamedTuple):
    """A message that was not delivered yet."""

    id: int
    place: str
    time: int
    """Milliseconds."""
    message: bytes


class StoredSilence(NamedTuple):
    id: int
    matchers: str
    """JSON."""
    ends: int
    """Milliseconds."""
    comment: str


class AlertStore:
    """Safe to use from several threads. What cannot be done now raises Unavailable, and then nothing of it is done.
    `name` is the id of an exporter."""

    def __init__(self, path: Path, *, create: bool = True, patience: float = DEFAULT_PATIENCE) -> None:
        """Opens the database and brings its tables up to date; CannotOpen or Unavailable when that does not work."""
        self.path = path
        self._lock = threading.Lock()
        self._connection = sqlite.connect(path, create=create, patience=patience)
        try:
            migrate(self._connection, path)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def names(self) -> list[str]:
        with self._reading():
            return [name for (name,) in self._connection.execute(_SQL["names"])]

    def load(self, name: str) -> tuple[dict[str, bytes], dict[tuple[str, int], bytes]]:
        """The parts of a state, and its sums of hours by place."""
        with self._reading():
            parts = dict(self._connection.execute(_SQL["states"], (name,)).fetchall())
            hours = {(place, hour): sums for place, hour, sums in self._connection.execute(_SQL["hours"], (name,))}
        return parts, hours

    def save(
        self,
        name: str,
        parts: Mapping[str, bytes | None],
        hours: Hours,
        messages: Sequence[tuple[str, bytes]],
        now: int,
        taken: int = 0,
    ) -> list[int]:
        """Parts and sums that have changed, and new messages by place, all or none; the numbers of the messages. What
        was handed over is dropped up to the number `taken`."""
        with self._transaction():
            many = self._connection.executemany
            many(_SQL["put_state"], [(name, part, state) for part, state in parts.items() if state is not None])
            many(_SQL["drop_state"], [(name, part) for part, state in parts.items() if state is None])
            many(_SQL["put_hour"], [(name, *place, sums) for place, sums in hours.items() if sums is not None])
            many(_SQL["drop_hour"], [(name, *place) for place, sums in hours.items() if sums is None])
            last = get_mark(self._connection, "alert_outbox")
            numbers = list(range(last + 1, last + 1 + len(messages)))
            rows = [(id_, name, place, now, body) for id_, (place, body) in zip(numbers, messages, strict=True)]
            many(_SQL["add_message"], rows)
            if rows:
                set_mark(self._connection, "alert_outbox", numbers[-1])
            self._connection.execute(_SQL["drop_old_silences"], (now,))
            self._connection.execute(_SQL["drop_handed_over"], (name, taken))
        return numbers

    def hand_over(self, name: str, evaluations: bytes, now: int, oldest: int) -> None:
        """Keep a request for whoever watches, and drop those from before a time, in milliseconds."""
        packed = compress(evaluations, _FAST)
        with self._transaction():
            number = get_mark(self._connection, "alert_inbox") + 1
            set_mark(self._connection, "alert_inbox", number)
            self._connection.execute(_SQL["drop_old_handed_over"], (name, oldest))
            self._connection.execute(_SQL["hand_over"], (number, name, now, packed))

    def handed_over(self, name: str, after: int, most: int) -> list[tuple[int, bytes]]:
        """The requests after a number, with theirs."""
        with self._reading():
            rows = self._connection.execute(_SQL["handed_over"], (name, after, most)).fetchall()
        return [(number, decompress(packed)) for number, packed in rows]

    def waiting(self, name: str) -> list[Waiting]:
        with self._reading():
            return [Waiting._make(row) for row in self._connection.execute(_SQL["outbox"], (name,))]

    def delivered(self, id_: int) -> None:
        """A message need not wait any more."""
        with self._transaction():
            self._connection.execute(_SQL["drop_message"], (id_,))

    def silences(self, now: int) -> list[StoredSilence]:
        with self._reading():
            return [StoredSilence._make(row) for row in self._connection.execute(_SQL["silences"], (now,))]

    def add_silence(self, matchers: str, ends: int, comment: str) -> int:
        with self._transaction():
            number = get_mark(self._connection, "alert_silences") + 1
            set_mark(self._connection, "alert_silences", number)
            self._connection.execute(_SQL["add_silence"], (number, matchers, ends, comment))
        return number

    def end_silence(self, id_: int) -> bool:
        """Whether there was one."""
        with self._transaction():
            return self._connection.execute(_SQL["drop_silence"], (id_,)).rowcount > 0

    def evaluations(self, since: int, until: int) -> list[EvaluationRecord]:
        """Those of live traffic that are there by themselves, in the order of their times, in milliseconds."""
        with self._reading():
            return [_evaluation(row) for row in self._connection.execute(_SQL["evaluations"], (since, until))]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, sqlite.transaction(self._connection, self.path):
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, sqlite.reading(self._connection, self.path):
            yield


def _evaluation(row: tuple[Any, ...]) -> EvaluationRecord:
    trace_id, span_id, session, scorer, name, version, revision, time, score, outcome, probability, model, said = row
    return EvaluationRecord(
        trace_id=trace_id,
        span_id=span_id,
        time=time * _MILLISECOND,
        name=name,
        score=score,
        session=session,
        scorer=scorer,
        version=version,
        revision=revision,
        passed={PASSED: True, FAILED: False}.get(outcome),
        error="error" if outcome == ERROR else "",
        probability=probability,
        served_model=model,
        dimensions=tuple(sorted(decode(said).items())),
    )
