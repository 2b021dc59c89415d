"""The waiting line of one exporter and signal: what waits, what is under way, what waits for its next attempt.

It decides everything and does nothing: no threads, no clock, no sending. Times come in as arguments, so that a test or
a simulation can drive it through any order of events.

Waiting batches are merged into one request. With no request under way the next one leaves at once; while one is under
way, what comes is collected for a moment, so that a busy exporter sends few large requests rather than many small.
"""

import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from otelevals.api.batch import Batch, Payload
from otelevals.api.export_config import QueueBatchConfig, QueueConfig, RetryConfig

LINGER = 0.02
"""How long batches are collected, in seconds, while another request is under way."""


@dataclass(frozen=True)
class Attempt:
    """A batch on its way: one request."""

    batch: Batch
    since: float
    """When its oldest part entered the queue."""
    tries: int = 0
    alone: bool = False
    """Never merged again: a part of a batch that was refused as a whole."""


class ExportQueue:
    def __init__(
        self, queue: QueueConfig, retry: RetryConfig, max_request_bytes: int | None, seed: int | None = None
    ) -> None:
        self._config = queue
        self._retry = retry
        self._consumers = queue.num_consumers if queue.enabled else 1
        self._limit = queue.queue_size if queue.enabled else 1
        self._sizer = queue.sizer if queue.enabled else "requests"
        self._max_bytes = _smaller(max_request_bytes, queue.batch, "bytes")
        self._max_items = _smaller(None, queue.batch, "items")
        self._ready: deque[Attempt] = deque()
        self._delayed: list[tuple[float, Attempt]] = []
        self._under_way: dict[int, Attempt] = {}
        self._random = random.Random(seed)  # noqa: S311 - jitter, not a secret
        self.requests = self.items = self.bytes = 0

    # What is inside

    @property
    def size(self) -> int:
        """What waits, counted by the configured sizer."""
        return {"requests": self.requests, "items": self.items, "bytes": self.bytes}[self._sizer]

    @property
    def capacity(self) -> int:
        return self._limit

    @property
    def half_free(self) -> bool:
        return 2 * self.size <= self._limit and 2 * self.bytes <= self._config.max_bytes

    @property
    def in_flight(self) -> int:
        return len(self._under_way)

    @property
    def empty(self) -> bool:
        return not (self._ready or self._delayed or self._under_way)

    def undelivered(self) -> Iterable[Batch]:
        """Every batch inside: waiting, delayed or under way."""
        yield from (attempt.batch for attempt in self._ready)
        yield from (attempt.batch for _, attempt in self._delayed)
        yield from (attempt.batch for attempt in self._under_way.values())

    # In and out

    def offer(self, batch: Batch, now: float) -> bool:
        """Take a batch in, or say False when there is no room; a first batch is always taken."""
        if self.requests and not self._has_room(batch):
            return False
        self._enter(Attempt(batch, now))
        return True

    def take(self, now: float) -> Attempt | None:
        """The next request to send, if one should leave now. Answer it with `succeeded`, `failed` or `refused`."""
        self._wake_delayed(now)
        due = self.due()
        if due is None or due > now or not self._ready:
            return None
        attempt = self._leave(self._ready.popleft())
        attempt = self._split(attempt) if self._exceeds(attempt.batch) else self._merge(attempt)
        attempt = replace(attempt, tries=attempt.tries + 1)
        self._under_way[id(attempt)] = attempt
        return attempt

    def due(self) -> float | None:
        """When `take` has something to give if nothing else happens; None when that needs another event."""
        wake = min((due for due, _ in self._delayed), default=None)
        if not self._ready or self.in_flight + len(self._delayed) >= self._consumers:
            return wake
        first = self._ready[0]
        if first.alone or first.tries or self._enough_waits():
            return 0.0
        if self._config.batch is not None:
            return _earlier(wake, first.since + self._config.batch.flush_timeout)
        return _earlier(wake, first.since + LINGER if self._under_way else 0.0)

    def flush(self) -> None:
        """Stop collecting: from now on everything leaves as soon as it can."""
        self._config = self._config.model_copy(update={"batch": None})

    # How an attempt ended

    def succeeded(self, attempt: Attempt) -> None:
        self._under_way.pop(id(attempt), None)

    def failed(self, attempt: Attempt, now: float, after: float | None) -> float | None:
        """Schedule the next try, not before `after` seconds, and say when; None when the batch is given up."""
        self._under_way.pop(id(attempt), None)
        if not self._retry.enabled:
            return None
        wait = self._backoff(attempt.tries) if after is None else max(after, self._backoff(attempt.tries))
        if self._retry.max_elapsed_time and now + wait - attempt.since > self._retry.max_elapsed_time:
            return None
        self._count(attempt.batch, 1)
        self._delayed.append((now + wait, attempt))
        return now + wait

    def refused(self, attempt: Attempt) -> bool:
        """Bisect a batch of several requests; False when it was a single one, which is then refused for good."""
        self._under_way.pop(id(attempt), None)
        payloads = attempt.batch.payloads
        if len(payloads) == 1:
            return False
        middle = len(payloads) // 2
        for part in (payloads[middle:], payloads[:middle]):
            half = replace(attempt, batch=replace(attempt.batch, payloads=part), tries=0, alone=True)
            self._count(half.batch, 1)
            self._ready.appendleft(half)
        return True

    # Inside

    def _has_room(self, batch: Batch) -> bool:
        adds = {"requests": 1, "items": batch.items, "bytes": batch.size}[self._sizer]
        return self.size + adds <= self._limit and self.bytes + batch.size <= self._config.max_bytes

    def _enter(self, attempt: Attempt) -> None:
        self._count(attempt.batch, 1)
        self._ready.append(attempt)

    def _leave(self, attempt: Attempt) -> Attempt:
        self._count(attempt.batch, -1)
        return attempt

    def _count(self, batch: Batch, sign: int) -> None:
        self.requests += sign
        self.items += sign * batch.items
        self.bytes += sign * batch.size

    def _wake_delayed(self, now: float) -> None:
        for entry in [entry for entry in self._delayed if entry[0] <= now]:
            self._delayed.remove(entry)
            self._ready.appendleft(entry[1])

    def _enough_waits(self) -> bool:
        if self._config.batch is not None:
            waits = self.items if self._config.batch.sizer == "items" else self.bytes
            return waits >= self._config.batch.min_size
        return self._max_bytes is not None and self.bytes >= self._max_bytes

    def _exceeds(self, batch: Batch) -> bool:
        return (self._max_bytes is not None and batch.size > self._max_bytes) or (
            self._max_items is not None and batch.items > self._max_items
        )

    def _merge(self, attempt: Attempt) -> Attempt:
        """The attempt together with as many of the next as are of its kind and fit."""
        if attempt.alone or attempt.tries:
            return attempt
        batches, size, items = [attempt.batch], attempt.batch.size, attempt.batch.items
        while self._ready:
            following = self._ready[0]
            size += following.batch.size
            items += following.batch.items
            if (
                following.alone
                or following.tries
                or following.batch.metadata != attempt.batch.metadata
                or (self._max_bytes is not None and size > self._max_bytes)
                or (self._max_items is not None and items > self._max_items)
            ):
                break
            batches.append(self._leave(self._ready.popleft()).batch)
        return replace(attempt, batch=Batch.merge(batches)) if len(batches) > 1 else attempt

    def _split(self, attempt: Attempt) -> Attempt:
        """The first part that fits; the rest goes back to the front. One item alone is sent whatever its size."""
        payloads = deque(attempt.batch.payloads)
        fits: list[Payload] = []
        while payloads:
            candidate = replace(attempt.batch, payloads=(*fits, payloads[0]))
            if self._exceeds(candidate):
                if fits:
                    break
                payload = payloads.popleft()
                whole = sum(map(len, payload.parts))  # of metrics there are fewer than items
                pieces = list(payload.split(max(1, whole // 2)))
                if len(pieces) == 1:
                    fits = pieces
                    break
                payloads.extendleft(reversed(pieces))
                continue
            fits.append(payloads.popleft())
        if payloads:
            rest = replace(attempt, batch=replace(attempt.batch, payloads=tuple(payloads)))
            self._count(rest.batch, 1)
            self._ready.appendleft(rest)
        return replace(attempt, batch=replace(attempt.batch, payloads=tuple(fits)))

    def _backoff(self, tries: int) -> float:
        config = self._retry
        wait = min(config.initial_interval * config.multiplier ** min(tries - 1, 100), config.max_interval)
        spread = config.randomization_factor * wait
        return wait + self._random.uniform(-spread, spread)


def _earlier(one: float | None, other: float) -> float:
    return other if one is None else min(one, other)


def _smaller(limit: int | None, batch: QueueBatchConfig | None, sizer: str) -> int | None:
    """The engine's limit and the configured one, whichever is smaller."""
    if batch is None or batch.sizer != sizer or not batch.max_size:
        return limit
    return batch.max_size if limit is None else min(limit, batch.max_size)
