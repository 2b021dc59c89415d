"""One request on its way out of the journal, and the entries that stand for it there."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from otelevals.api.batch import Payload
from otelevals.api.errors import Permanent, Retryable
from otelevals.journal.entry import Entry, Target
from otelevals.journal.journal import Journal
from otelevals.pipeline.account import COMES_AGAIN, Account, Outcome

Missed = Callable[[Entry, Iterable[Target]], object]
Bury = Callable[[Entry, Target, Payload, str], bool]


class Passage:
    """Lets a request into the pipelines once. What a processor holds of it after others changed it gets an entry of
    its own, so that after a crash it goes on behind that processor."""

    def __init__(self, entry: Entry, payload: Payload, journal: Journal, missed: Missed, bury: Bury) -> None:
        self._entry = entry
        self._raw = id(payload.raw)  # the bytes themselves would stay for as long as somebody follows the request
        self._journal = journal
        self._missed = missed
        self._bury = bury
        self._lock = threading.Lock()
        self._stand_ins: dict[Target, Entry] = {}
        self._outcomes: dict[Target, Outcome] = {}
        self.on_end: Callable[[Target, Outcome], None] = lambda target, outcome: None
        self.at_rest: Callable[[frozenset[Target]], None] | None = None

    def account(self, targets: frozenset[Target]) -> Account:
        """Where the pipelines count it."""
        after = self._entry.header.after
        return Account(targets, self._end, self._refuse, self._hold, after, self._set_aside, self.at_rest, self._thin)

    def _entry_for(self, target: Target) -> Entry:
        return self._stand_ins.get(target, self._entry)

    def _end(self, target: Target, outcome: Outcome) -> None:
        with self._lock:
            self._outcomes[target] = outcome
            entry = self._entry_for(target)
        self.on_end(target, outcome)
        if outcome in COMES_AGAIN:
            self._missed(entry, [target])
        else:
            self._journal.finish(entry, [target])

    def _refuse(self, target: Target, payload: Payload, reason: str) -> bool:
        return self._bury(self._entry_for(target), target, payload, reason)

    def _hold(self, pipeline: str, after: str, payload: Payload, targets: frozenset[Target]) -> None:
        if id(payload.raw) != self._raw:  # as it came, going through the processors again gives the same
            self._set_aside(after, payload, targets, lambda: None)

    def _set_aside(self, after: str, payload: Payload, targets: frozenset[Target], settled: Callable[[], None]) -> None:
        header = replace(self._entry.header, targets=targets, items=payload.items, after=after)
        try:
            self._journal.append(header, payload.raw, partial(self._stand_in, settled))
        except (Retryable, Permanent):  # no room: it goes through all processors again
            settled()

    def _thin(self, target: Target, concerns: Callable[[bytes], bool], settled: Callable[[], None]) -> None:
        header = self._entry_for(target).header
        try:
            raw = self._journal.read(self._entry_for(target))
        except OSError:  # the whole request comes again
            raw = None
        if raw is None:
            settled()
            return
        payload = Payload(header.signal, raw, items=header.items)
        left = payload.with_parts([list(filter(concerns, raws)) for raws in payload.parts])
        if left is None or left.items == payload.items:
            settled()
        else:
            self._set_aside(header.after, left, frozenset((target,)), settled)

    def _stand_in(self, settled: Callable[[], None], entry: Entry, error: OSError | None) -> None:
        if error is None:
            targets = entry.header.targets
            with self._lock:
                before = {target: self._entry_for(target) for target in targets}
                if any(target in self._outcomes for target in targets):
                    before = dict.fromkeys(targets, entry)
                else:
                    self._stand_ins |= dict.fromkeys(targets, entry)
            # exporters that are done with the request before this was written go by the first entry, all of them
            for target, old in before.items():
                self._journal.finish(old, [target])
        settled()
