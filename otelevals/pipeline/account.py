"""Who still has to get a request that was accepted: counted from the door until everybody has it.

What is where is counted in items, as processors and queues split and merge requests. An exporter that had no room for a
part of a request misses it, and gets it again later.
"""

import threading
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from otelevals.api.batch import Batch, Payload
from otelevals.journal.entry import Target


class Outcome(Enum):
    DELIVERED = "delivered"
    """The exporter has all that processors left of the request."""
    REFUSED = "refused"
    """The exporter will never take some of it."""
    MISSED = "missed"
    """The exporter had no room for some of it, or not the time."""
    LATER = "later"
    """The pipeline ended before all of it left. There is room: it may come again at once."""


COMES_AGAIN = frozenset((Outcome.MISSED, Outcome.LATER))


Ended = Callable[[Target, Outcome], None]
Refused = Callable[[Target, Payload, str], bool]
Held = Callable[[str, str, Payload, frozenset[Target]], None]
"""A pipeline, the processor before the one that holds it, what it holds, and for whom."""
SetAside = Callable[[str, Payload, frozenset[Target], Callable[[], None]], None]
"""The processor after which it goes on again, what goes on, for whom, and what to call when that is settled."""
Thin = Callable[[Target, Callable[[bytes], bool], Callable[[], None]], None]
"""For whom the request is to have only the items that concern it, which these are, and what to call when that is
settled."""


class Account:
    """One request on its way to its targets. Chains and senders report to it, from any thread.

    `ended` is called once for each target, when nothing of the request is on its way there any more. `refused` keeps
    what was refused for good, or says False: then the exporter has missed it.
    """

    def __init__(
        self,
        targets: Iterable[Target],
        ended: Ended,
        refused: Refused,
        held: Held | None = None,
        after: str = "",
        set_aside: SetAside | None = None,
        at_rest: Callable[[frozenset[Target]], None] | None = None,
        thin: Thin | None = None,
    ) -> None:
        """`held` hears when all that is left of the request in a pipeline is what one processor holds. `after` is the
        processor after which the request goes on. `set_aside` keeps what is left of a request for another time.
        `at_rest` hears for which targets nothing of the request moves, since processors hold or follow it."""
        self.after = after
        self._held = held
        self._set_aside = set_aside
        self._at_rest = at_rest
        self._thin = thin
        self._ended = ended
        self._refused = refused
        self._lock = threading.Lock()
        self._sent = dict.fromkeys(targets, 0)
        """Items on their way to the exporters that still wait."""
        self._inside = {target.pipeline: 1 for target in self._sent}
        """Items inside the pipelines, and one until the request has been through."""
        self._outcomes: dict[Target, Outcome] = {}
        self._entering = set(self._inside)
        """The pipelines that the request has not been through."""
        self._parts: dict[str, tuple[str, Payload]] = {}
        """What a processor of each of these took to hold last."""
        self._aside: dict[str, tuple[str, Payload]] = {}
        """What goes on another time, by pipeline, and the processor after which it does."""

    @property
    def durable(self) -> bool:
        """Whether the request comes again when it is not delivered now."""
        return self._set_aside is not None

    @property
    def waiting(self) -> frozenset[Target]:
        with self._lock:
            return frozenset(self._sent)

    def wants(self, target: Target) -> bool:
        """Whether this target is to get the request: others had it before."""
        return target in self._sent

    def concerns(self, pipeline: str) -> bool:
        return pipeline in self._inside

    def miss_others(self, known: Container[Target]) -> None:
        """The request comes to these targets only: a reload took away the others after it was accepted for them."""
        with self._lock:
            others = [target for target in self._sent if target not in known]
            for target in others:
                del self._sent[target]
        for target in others:
            self._ended(target, Outcome.MISSED)

    # Inside a pipeline

    def been_through(self, pipeline: str) -> None:
        """The pipeline has taken the request: all of it is held, sent or dropped."""
        with self._lock:
            self._entering.discard(pipeline)
            processor, payload = self._parts.pop(pipeline, ("", None))
            targets = frozenset(target for target in self._sent if target.pipeline == pipeline)
            whole = payload is not None and self._inside.get(pipeline) == payload.items + 1
            alone = whole and not any(self._sent[target] for target in targets)
        if alone and payload is not None and self._held is not None:
            self._held(pipeline, processor, payload, targets)
        self.hold(pipeline, -1)
        if self._at_rest is not None:
            with self._lock:
                resting = [target for target in targets if target.is_processor or not self._sent.get(target)]
            self._at_rest(frozenset(resting))

    def hold_at(self, pipeline: str, processor: str, payload: Payload) -> None:
        """A processor of the pipeline holds this part."""
        with self._lock:
            if pipeline in self._entering:
                self._parts[pipeline] = (processor, payload)
        self.hold(pipeline, payload.items)

    def hold(self, pipeline: str, items: int) -> None:
        """So many items more, or less, wait inside the pipeline."""
        with self._lock:
            if pipeline in self._inside:
                self._inside[pipeline] += items
            over = self._take_over()
        self._end_all(over)

    # At an exporter

    def send(self, target: Target, items: int) -> None:
        """So many items are in the exporter's hands."""
        with self._lock:
            if target in self._sent:
                self._sent[target] += items

    def deliver(self, target: Target, items: int) -> None:
        self._end(target, items, None)

    def miss(self, target: Target, items: int) -> None:
        self._end(target, items, Outcome.MISSED)

    def refuse(self, target: Target, payload: Payload, reason: str) -> None:
        kept = self._refused(target, payload, reason)
        self._end(target, payload.items, Outcome.REFUSED if kept else Outcome.MISSED)

    def refuse_inside(self, pipeline: str, payload: Payload, reason: str) -> None:
        """The pipeline itself failed on a part of the request, for all its exporters."""
        for target in self.waiting:
            if target.pipeline == pipeline:
                self.send(target, payload.items)
                self.refuse(target, payload, reason)

    def set_aside(self, pipeline: str, after: str, payload: Payload) -> None:
        """All that is left of the request in a pipeline goes on another time, after that processor: for each exporter
        when it has what has left. One that misses something of that gets the whole request another time."""
        with self._lock:
            is_all = self._inside.get(pipeline) == payload.items
            if is_all and self._set_aside is not None:
                self._aside[pipeline] = (after, payload)
        self._put_aside(pipeline)
        self.miss_rest(pipeline)

    def miss_left(self, target: Target, concerns: Callable[[bytes], bool]) -> None:
        """What this target has not ended with, the items that concern it, comes to it another time."""
        if items := self._sent.get(target, 0):
            end = partial(self._end, target, items, Outcome.LATER)
            if self._thin is None:
                end()
            else:
                self._thin(target, concerns, end)

    def miss_all(self) -> None:
        """The request will not come to its pipelines."""
        for pipeline in tuple(self._inside):
            self.miss_rest(pipeline)

    def miss_rest(self, pipeline: str) -> None:
        """Whatever of the request is inside the pipeline will not leave it."""
        with self._lock:
            if self._inside.get(pipeline, 0) <= 0 or pipeline in self._aside:
                return
            for target in self._sent:
                if target.pipeline == pipeline:
                    self._outcomes[target] = Outcome.MISSED
            self._inside[pipeline] = 0
            over = self._take_over()
        self._end_all(over)

    def _end(self, target: Target, items: int, outcome: Outcome | None) -> None:
        with self._lock:
            if target in self._sent:
                self._sent[target] -= items
                if outcome is not None and self._outcomes.get(target) not in COMES_AGAIN:
                    self._outcomes[target] = outcome
            over = self._take_over()
        self._end_all(over)
        self._put_aside(target.pipeline)

    def _put_aside(self, pipeline: str) -> None:
        """Settle what goes on another time, for those to whom nothing of the request is on its way any more."""
        if pipeline not in self._aside:
            return
        with self._lock:
            after, payload = self._aside[pipeline]
            quiet = [target for target, items in self._sent.items() if target.pipeline == pipeline and items <= 0]
            for target in quiet:
                del self._sent[target]
            missed = [target for target in quiet if self._outcomes.get(target) in COMES_AGAIN]
        self._end_all(missed)
        if (rest := frozenset(quiet).difference(missed)) and self._set_aside is not None:
            self._set_aside(after, payload, rest, partial(self._end_later, rest))

    def _end_later(self, targets: Iterable[Target]) -> None:
        for target in targets:
            self._ended(target, Outcome.LATER)

    def _take_over(self) -> list[Target]:
        over = [target for target, items in self._sent.items() if items <= 0 >= self._inside[target.pipeline]]
        for target in over:
            del self._sent[target]
        return over

    def _end_all(self, over: Iterable[Target]) -> None:
        for target in over:
            self._ended(target, self._outcomes.get(target, Outcome.DELIVERED))


@dataclass(frozen=True, slots=True)
class Receipt:
    """The account of a part of a request that is in the hands of one exporter."""

    account: Account
    target: Target

    def deliver(self, items: int) -> None:
        self.account.deliver(self.target, items)

    def miss(self, items: int) -> None:
        self.account.miss(self.target, items)

    def refuse(self, payload: Payload, reason: str) -> None:
        self.account.refuse(self.target, payload, reason)


def deliver(batch: Batch) -> None:
    """An exporter has these parts."""
    for payload in batch.payloads:
        if payload.account is not None:
            payload.account.deliver(payload.items)


def refuse(batch: Batch, reason: str) -> None:
    """An exporter will never take these parts."""
    for payload in batch.payloads:
        if payload.account is not None:
            payload.account.refuse(payload, reason)


def miss(batch: Batch) -> int:
    """An exporter does not get these parts now. How many items it will not get again, as nobody counts them."""
    lost = 0
    for payload in batch.payloads:
        if payload.account is not None:
            payload.account.miss(payload.items)
        else:
            lost += payload.items
    return lost


def address(batch: Batch, target: Target) -> Batch | None:
    """What of a batch this target gets, under its receipts; None when it gets nothing."""
    if all(payload.account is None for payload in batch.payloads):
        return batch
    payloads = [each for payload in batch.payloads if (each := _addressed(payload, target)) is not None]
    return replace(batch, payloads=tuple(payloads)) if payloads else None


def _addressed(payload: Payload, target: Target) -> Payload | None:
    account = payload.account
    if account is None:
        return payload
    if not account.wants(target):
        return None
    account.send(target, payload.items)
    return payload.counted_by(Receipt(account, target))
