"""One pipeline: processors in their order, then exporters, as plain calls in one thread."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from weakref import WeakKeyDictionary

from otelevals.api.batch import Batch, Payload
from otelevals.journal.entry import Target
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import Account, address
from otelevals.pipeline.sender import Sender
from otelevals.pipeline.stage import Stage

# An exporter, and what it gets.
Parcel = tuple[Sender, Batch]


class Chain:
    """A pipeline at work. What no exporter has room for waits in the outbox, and the chain is then blocked."""

    def __init__(self, name: str, signal: Signal, stages: Sequence[Stage], senders: Sequence[Sender]) -> None:
        self.name = name
        self.signal = signal
        self.stages = stages
        self.senders = senders
        self.targets = {Target(name, sender.name): sender for sender in senders}
        self.followers = frozenset(Target.processor(name, stage.name) for stage in stages if stage.follows_up)
        """Processors that requests concern beyond their having gone through."""
        self._outbox: deque[list[Parcel]] = deque()
        self._given_up: list[Batch] = []  # what the stage at work failed on
        self._held = WeakKeyDictionary[Account, None]()
        self._followed: dict[Target, WeakKeyDictionary[Account, None]] = {
            target: WeakKeyDictionary() for target in self.followers
        }
        for stage in stages:
            stage.on_lost = self._give_up
            if stage.follows_up:
                stage.on_followed_up(partial(_followed_up, Target.processor(name, stage.name)))

    @property
    def blocked(self) -> bool:
        return bool(self._outbox)

    @property
    def insists(self) -> bool:
        """Whether it is blocked by an exporter that must not lose anything."""
        return any(sender.blocking for parcels in self._outbox for sender, _ in parcels)

    def feed(self, batch: Batch, now: float) -> None:
        for place, part in self._beginnings(batch):
            self._run(place, (part,), now)
        self._been_through(batch)

    def lose(self, batch: Batch) -> None:
        """Pass over a batch that others take while this pipeline is blocked."""
        for sender, part in self._parcels(batch):
            sender.lost(part, "the queue is full")
        self._been_through(batch)

    def tick(self, now: float) -> None:
        """Retry the outbox and let processors give what has waited long enough."""
        self._empty_outbox()
        for place, stage in enumerate(self.stages):
            if not self._outbox and (due := stage.due()) is not None and due <= now:
                self._release(place + 1, stage.tick(now), now)

    def drain(self, now: float, patience: Callable[[], float] = lambda: 0.0) -> None:
        """Let processors give all they hold. `patience` says for how many seconds they may wait for others."""
        held = tuple(self._held)  # now: what processors let go of is known to nobody else
        followed = [(account, target) for target, accounts in self._followed.items() for account in accounts]
        for place, stage in enumerate(self.stages):
            self._release(place + 1, stage.drain(patience()), now)
        for account, target in followed:
            account.miss_left(target, self._follower(target).still_follows(account))
        aside = {account for place, stage in enumerate(self.stages) for account in self._set_aside(place, stage.rest())}
        for account in dict.fromkeys((*held, *self._held)):  # what a processor does not give
            if account not in aside:
                account.miss_rest(self.name)

    def due(self) -> float | None:
        """When `tick` has work, if nothing else happens before; a blocked chain waits for room instead."""
        dues = [due for stage in self.stages if (due := stage.due()) is not None]
        return min(dues) if dues and not self._outbox else None

    def left(self) -> list[Parcel]:
        """What is in the outbox, taken out: for the account at a shutdown that ran out of time."""
        left = [parcel for parcels in self._outbox for parcel in parcels]
        self._outbox.clear()
        return left

    def _run(self, place: int, batches: Sequence[Batch], now: float) -> None:
        released: list[Batch] = []
        for number, stage in enumerate(self.stages[place:], place):
            if not batches:
                break
            self._given_up.clear()
            results = [result for batch in batches for result in stage.take(batch, now)]
            if stage.holds:
                self._hold(number, batches)
                self._let_go(self._given_up)
                released += results
            if stage.follows_up:
                self._follow(Target.processor(self.name, stage.name), batches)
            batches = results
        for batch in batches:
            self._deliver(batch)
        self._let_go(released)

    def _beginnings(self, batch: Batch) -> list[tuple[int, Batch]]:
        """The parts of a batch that this pipeline is to get, each with the stage that it begins at."""
        if all(payload.account is None for payload in batch.payloads):
            return [(0, batch)]
        parts: dict[int, list[Payload]] = {}
        for payload in batch.payloads:
            if payload.account is None or payload.account.concerns(self.name):
                after = payload.account.after if payload.account is not None else ""
                parts.setdefault(self._place_after(after), []).append(payload)
        return [(place, replace(batch, payloads=tuple(payloads))) for place, payloads in parts.items()]

    def _place_after(self, processor: str) -> int:
        """The stage after that processor; the first when it is not there any more."""
        return next((place + 1 for place, stage in enumerate(self.stages) if stage.name == processor), 0)

    def _been_through(self, batch: Batch) -> None:
        for payload in batch.payloads:
            if payload.account is not None:
                payload.account.been_through(self.name)

    def _release(self, place: int, batches: Sequence[Batch], now: float) -> None:
        """Let go on what a processor held."""
        self._run(place, batches, now)
        self._let_go(batches)

    def _follower(self, target: Target) -> Stage:
        return next(stage for stage in self.stages if Target.processor(self.name, stage.name) == target)

    def _before(self, place: int) -> str:
        """The processor before that place: what goes on after it comes there again."""
        return self.stages[place - 1].name if place else ""

    def _hold(self, place: int, batches: Sequence[Batch]) -> None:
        for batch in batches:
            for payload in batch.payloads:
                if payload.account is not None:
                    self._held[payload.account] = None
                    payload.account.hold_at(self.name, self._before(place), payload)

    def _follow(self, target: Target, batches: Sequence[Batch]) -> None:
        for batch in batches:
            if batch in self._given_up:
                continue
            for payload in batch.payloads:
                if payload.account is not None and payload.account.wants(target):
                    self._followed[target][payload.account] = None
                    payload.account.send(target, payload.items)

    def _set_aside(self, place: int, batches: Iterable[Batch]) -> Iterator[Account]:
        """What is left of requests in a processor that does not give it because it comes again."""
        for batch in batches:
            for payload in batch.payloads:
                payload.account.set_aside(self.name, self._before(place), payload)
                yield payload.account

    def _let_go(self, batches: Sequence[Batch]) -> None:
        for batch in batches:
            for payload in batch.payloads:
                if payload.account is not None:
                    payload.account.hold(self.name, -payload.items)

    def _give_up(self, batch: Batch, reason: str) -> None:
        for payload in batch.payloads:
            if payload.account is not None:
                payload.account.refuse_inside(self.name, payload, reason)
        self._given_up.append(batch)

    def _parcels(self, batch: Batch) -> list[Parcel]:
        return [(sender, part) for target, sender in self.targets.items() if (part := address(batch, target))]

    def _deliver(self, batch: Batch) -> None:
        parcels = self._parcels(batch)
        waiting = parcels if self._outbox else self._offer(parcels)
        if waiting:
            self._outbox.append(waiting)

    def _empty_outbox(self) -> None:
        while self._outbox:
            waiting = self._offer(self._outbox.popleft())
            if waiting:
                self._outbox.appendleft(waiting)
                return

    def _offer(self, parcels: list[Parcel]) -> list[Parcel]:
        """Give a batch to exporters, and say which the pipeline must wait for.

        An exporter without room loses its copy only while another one takes the data, and not if it insists.
        """
        full = [(sender, batch) for sender, batch in parcels if not sender.offer(batch)]
        if len(full) == len(parcels):
            return full
        for sender, batch in full:
            if not sender.blocking:
                sender.lost(batch, "the queue is full")
        return [(sender, batch) for sender, batch in full if sender.blocking]


def _followed_up(target: Target, account: Account, items: int) -> None:
    if account.wants(target):
        account.deliver(target, items)
