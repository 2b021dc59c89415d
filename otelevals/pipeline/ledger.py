"""Keeps what a receiver took in a journal until every exporter has it, and gives it again to those that missed it."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Literal

import structlog

from otelevals.api.batch import Metadata, Payload
from otelevals.api.clock import Clock
from otelevals.api.errors import Retryable
from otelevals.api.telemetry import Telemetry
from otelevals.journal.entry import Entry, Header, Target
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import Outcome
from otelevals.pipeline.books import Books
from otelevals.pipeline.burial import Burial
from otelevals.pipeline.confirmation import Answer, Door, Verdict, exporters_of
from otelevals.pipeline.missed import Missed
from otelevals.pipeline.passage import Passage
from otelevals.pipeline.places import Places

log = structlog.get_logger()

_AT_ONCE = 64
"""How many entries may be on their way to one exporter again."""
_RETRY_AFTER = _TRY_AGAIN = 1.0
_SAY_EVERY = 30.0


Ack = Literal["accepted", "journaled", "delivered"]
OnEnd = Callable[[Target, Outcome], None]
AtRest = Callable[[frozenset[Target]], None]


def _no_end(target: Target, outcome: Outcome) -> None:
    """Nobody waits for it."""


class Ledger:
    def __init__(
        self,
        receiver: str,
        open_books: Callable[[Callable[[int], None]], Books],
        doors: Mapping[Signal, Door],
        clock: Clock,
        telemetry: Telemetry,
    ) -> None:
        """`open_books` is given what wants to know how many items a full journal drops."""
        self.doors = doors
        """May be changed; `reconcile` afterwards."""
        self.receiver = receiver
        self._open_books = open_books
        self._clock = clock
        self._telemetry = telemetry
        self._dead, self._dropped = (
            telemetry.counter(name, text, ["receiver"]).labels(receiver)
            for name, text in (
                ("otelevals_journal_dead_items", "Items that an exporter refused for good, kept as dead letters."),
                ("otelevals_journal_dropped_items", "Items that a full journal dropped, by its on_full: drop_oldest."),
            )
        )
        self._changed = threading.Condition()
        self._missed = Missed()
        self._again: dict[Target, int] = {}
        """How many entries are on their way again."""
        self._not_before: dict[Target, float] = {}
        """When to try those again that missed an entry once more."""
        self._opened = self._stopping = False
        self._thread = threading.Thread(target=self._work, name=f"replay-{receiver}", daemon=True)

    def accept(self, payload: Payload, metadata: Metadata, ack: Ack = "journaled") -> Future[None] | None:
        """Write a request to disk and let it in. The future is done when it may be acknowledged; Retryable or
        Permanent, now or in the future, when it may not."""
        door = self.doors.get(payload.signal)
        if door is None:
            raise Retryable("the configuration changes, try again later", after=_RETRY_AFTER)
        header = Header(self._clock.unix_nano(), payload.signal, self.receiver, metadata, door.targets, payload.items)
        verdict = Verdict()
        committed = partial(self._committed, payload, verdict, ack)
        self._journal.append(header, payload.raw, committed, at_once=True)
        decision = verdict.ask()
        return None if ack == "accepted" else decision

    @property
    def missed(self) -> dict[Target, int]:
        """How many entries each target has on disk only."""
        with self._changed:
            return self._missed.counts

    def replay_next(self) -> bool:
        """Let one entry in again for those of its targets that have room; False when there is none."""
        with self._changed:
            found = self._missed.next(self._is_ready)
            if found is None:
                return False
            entry, ready = found
            for target in ready:
                self._again[target] = self._again.get(target, 0) + 1
        places = Places(ready, self._end_again)
        try:
            raw = self._journal.read(entry)
        except OSError as error:
            log.error("the journal cannot be read", error=str(error))
            places.leave(ready)
            self._miss(entry, ready)
            return False
        if raw is None:
            places.leave(ready)
            return True
        payload = Payload(entry.header.signal, raw, items=entry.header.items)
        if self._enter(entry, payload, ready, partial(self._ended_again, places), places.leave):
            return True
        places.leave(ready)
        return False

    def open(self) -> None:
        """Open the journal; everybody missed what is in it. OSError or InUse when it cannot be opened."""
        books = self._open_books(self._forget_dropped)
        self._journal, self._dead_letters = books
        self._burial = Burial(books, self._dead.inc)
        self._opened = True
        if self._journal.unreadable:
            log.warning("the end of the journal is not readable", bytes=self._journal.unreadable)
        entries = self._journal.entries
        if entries:
            log.info("found in the journal", receiver=self.receiver, requests=len(entries))
        for entry in entries:
            self._miss(entry, entry.waiting)
        gauges = {
            "otelevals_journal_size_bytes": ("What the journal takes on disk.", lambda: self._journal.size),
            "otelevals_journal_entries": ("Requests that an exporter waits for.", lambda: self._journal.count),
        }
        for name, (text, read) in gauges.items():
            self._telemetry.gauge(name, text, ["receiver"]).labels(self.receiver).set_function(read)

    def reconcile(self) -> None:
        """Give up, as dead letters, what waits for exporters that the configuration has no more.

        What the disk does not take now stays, for another call.
        """
        known = frozenset[Target]().union(*(door.targets for door in self.doors.values()))
        while True:
            with self._changed:
                gone = self._missed.beyond(known)
            if gone is None or not self._miss(*gone):
                return

    # The thread that replays

    def start(self) -> None:
        self.open()
        self._journal.start()
        self._thread.start()

    def pause(self) -> None:
        """Let nothing in again. What is on disk stays there."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def close(self) -> None:
        """Write down what is done, and end."""
        if not self._opened:
            return
        self.pause()
        self._journal.close()
        self._dead_letters.close()
        if left := len(self._journal.entries):
            log.info("kept in the journal", receiver=self.receiver, requests=left)

    def _work(self) -> None:
        said = self._clock.now()
        while not self._stopping:
            if self._clock.now() - said >= _SAY_EVERY:
                said = self._clock.now()
                for target, requests in self.missed.items():
                    log.warning("waiting in the journal", exporter=target.exporter, requests=requests)
            if not self.replay_next():
                self.reconcile()
                with self._changed:
                    if not self._stopping:
                        self._changed.wait(_TRY_AGAIN if self._missed else None)

    # Inside

    def _committed(
        self, payload: Payload, verdict: Verdict, ack: Ack, entry: Entry, error: OSError | None
    ) -> Callable[[], None] | None:
        if error is not None:
            reason = Retryable(f"the journal cannot be written: {error.strerror}", _RETRY_AFTER)
            return partial(verdict.decide, reason)
        if ack != "delivered":
            self._enter(entry, payload, entry.waiting, _no_end)
            return verdict.decide
        targets = entry.waiting  # none when a full journal has dropped it by now
        if targets and self._enter(entry, payload, targets, Answer(exporters_of(targets), verdict.decide).end):
            return None
        return partial(verdict.decide, Retryable("there is no room, try again later", _RETRY_AFTER))

    def _enter(
        self, entry: Entry, payload: Payload, targets: frozenset[Target], on_end: OnEnd, at_rest: AtRest | None = None
    ) -> bool:
        passage = Passage(entry, payload, self._journal, self._miss, self._burial.refused)
        passage.on_end, passage.at_rest = on_end, at_rest
        payload.account = passage.account(targets)
        try:
            door = self.doors.get(entry.header.signal)
            if door is None:
                raise Retryable("nobody takes it any more")
            door.put(payload, entry.header.metadata)
        except Retryable:
            self._miss(entry, targets)
            return False
        return True

    def _ended_again(self, places: Places, target: Target, outcome: Outcome) -> None:
        if outcome is Outcome.MISSED:
            self._not_before[target] = self._clock.now() + _TRY_AGAIN
        places.leave(frozenset((target,)))

    def _end_again(self, targets: Iterable[Target]) -> None:
        with self._changed:
            for target in targets:
                self._again[target] -= 1
            self._changed.notify()

    def _miss(self, entry: Entry, targets: Iterable[Target]) -> bool:
        """These targets get the entry later, or a dead letter when they are not configured any more; False when the
        disk does not take that."""
        known = self.doors[entry.header.signal].targets if entry.header.signal in self.doors else frozenset()
        waiting = entry.waiting.intersection(targets)  # a full journal may have dropped it
        gone, waiting = waiting - known, waiting & known
        undelivered = exporters_of(gone)
        abandoned = not undelivered or self._burial.abandoned(entry, undelivered)
        if abandoned:
            self._journal.finish(entry, gone)
        with self._changed:
            if not self._missed:
                self._changed.notify()  # the thread that replays sleeps for as long as nothing is missed
            for left in filter(None, (waiting, frozenset() if abandoned else gone)):
                self._missed.add(entry, left)
        return abandoned

    def _forget_dropped(self, items: int) -> None:
        """The journal dropped its oldest entries. It calls under its lock."""
        self._dropped.inc(items)
        with self._changed:
            self._missed.forget_finished()

    def _is_ready(self, target: Target) -> bool:
        return (
            self._again.get(target, 0) < _AT_ONCE
            and self._not_before.get(target, 0.0) <= self._clock.now()
            and any(door.has_room(target) for door in self.doors.values())
        )
