"""Delivers what one exporter gets in one signal: a queue, and the threads that empty it.

`Sender.send_next` is one step of the work and needs no thread: tests and simulations call it with a clock of their own.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import structlog

from otelevals.api.batch import Batch
from otelevals.api.clock import Clock
from otelevals.api.component import Exporter
from otelevals.api.errors import Permanent, Retryable
from otelevals.api.export_config import ExporterConfig, QueueConfig, RetryConfig
from otelevals.api.health import Health
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import deliver, miss, refuse
from otelevals.pipeline.queue import Attempt, ExportQueue
from otelevals.pipeline.queue_gauges import queue_gauges

log = structlog.get_logger()


@dataclass(frozen=True)
class Leftover:
    """What a sender could not deliver before it had to stop."""

    exporter: str
    signal: Signal
    requests: int
    items: int


class Sender:
    def __init__(
        self,
        exporter: Exporter,
        signal: Signal,
        clock: Clock,
        telemetry: Telemetry,
        health: Health,
        *,
        endless: bool = False,
    ) -> None:
        """`endless`: what is sent is in a journal, so that retries go on unless the options say how long."""
        self.exporter = exporter
        self.signal = signal
        self.name = str(exporter.context.id)
        self.on_room: set[Callable[[], None]] = set()
        """Called when the queue has room again after it was full."""
        config = exporter.config
        queue, retry = (
            (config.sending_queue, config.retry_on_failure)
            if isinstance(config, ExporterConfig)
            else (QueueConfig(), RetryConfig())
        )
        if endless and "max_elapsed_time" not in retry.model_fields_set:
            retry = retry.model_copy(update={"max_elapsed_time": 0.0})
        self.blocking = queue.block_on_overflow or not queue.enabled
        self._queue = ExportQueue(queue, retry, exporter.max_request_bytes)
        self._consumers = queue.num_consumers if queue.enabled else 1
        self._clock = clock
        self._health = health
        self._condition = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._alarm = inf  # when an idle thread wakes by itself, at the latest
        self._was_full = False
        self._stopping = False
        self._metrics = _Metrics(telemetry, self.name, signal)
        self._gauges = queue_gauges(telemetry, self.name, signal, self._queue)

    # For the pipeline

    def offer(self, batch: Batch) -> bool:
        """Take a batch for delivery, or say False when the queue is full."""
        batch.settle()  # here, not under the lock that senders need
        with self._condition:
            now = self._clock.now()
            if not self._queue.offer(batch, now):
                self._was_full = True
                return False
            due = self._queue.due()
            if self._idle and due is not None and (due <= now or due < self._alarm):
                self._condition.notify()
        return True

    @property
    def has_room(self) -> bool:
        """Whether at least half of the queue is free."""
        with self._condition:
            return self._queue.half_free

    def lost(self, batch: Batch, reason: str) -> None:
        """Say that this exporter does not get a batch that others may get."""
        items = miss(batch)
        if items:
            self._metrics.enqueue_failed.inc(items)
            log.error("data dropped", exporter=self.name, signal=self.signal.value, items=items, reason=reason)

    # One step of the work

    def send_next(self) -> bool:
        """Send the next request if one is due, and deal with its outcome; False when there was nothing to send."""
        with self._condition:
            attempt = None if self._stopping else self._queue.take(self._clock.now())
            if attempt is None:
                return False
            room, self._was_full = self._was_full, False
        if room:  # said before the request is sent, which may take long
            for call in tuple(self.on_room):
                call()
        self._deliver(attempt)
        return True

    def _deliver(self, attempt: Attempt) -> None:
        batch = attempt.batch
        try:
            self.exporter.export(batch)
        except Retryable as error:
            self._failed(attempt, error)
        except Permanent as error:
            self._refused(attempt, error)
        except Exception as error:  # a defect of one exporter must not end the thread: it is reported
            log.exception("exporter raised an unexpected error", exporter=self.name)
            self._refused(attempt, Permanent(f"{type(error).__name__}: {error}"))
        else:
            with self._condition:
                self._queue.succeeded(attempt)
            self._metrics.sent.inc(batch.items)
            deliver(batch)
            self._health.recovered(self.name, self.signal.value)

    def _failed(self, attempt: Attempt, error: Retryable) -> None:
        now = self._clock.now()
        with self._condition:
            again = self._queue.failed(attempt, now, error.after)
        self._health.failed(self.name, self.signal.value, now, str(error), again)
        if again is not None:
            log.warning("export failed, will retry", exporter=self.name, signal=self.signal.value, error=str(error))
        else:
            self._give_up(attempt, f"retries exhausted: {error}")

    def _refused(self, attempt: Attempt, error: Permanent) -> None:
        if error.everything:
            self._health.failed(self.name, self.signal.value, self._clock.now(), str(error))
            with self._condition:
                self._queue.succeeded(attempt)
            self._drop(miss(attempt.batch), str(error))
            return
        with self._condition:
            if self._queue.refused(attempt):
                return
        self._give_up(attempt, str(error))

    def _give_up(self, attempt: Attempt, reason: str) -> None:
        refuse(attempt.batch, reason)
        self._drop(attempt.batch.items, reason)

    def _drop(self, items: int, reason: str) -> None:
        if items:
            self._metrics.send_failed.inc(items)
            log.error(
                "export failed, data dropped", exporter=self.name, signal=self.signal.value, items=items, error=reason
            )

    # Threads

    def start(self) -> None:
        self._gauges.show()
        with self._condition:
            self._spawn()

    def drain(self, deadline: float) -> Leftover | None:
        """Deliver what is in the queue until the deadline, end the threads, and say what was left."""
        with self._condition:
            self._queue.flush()
            self._condition.notify_all()
            while not self._queue.empty and (wait := deadline - self._clock.now()) > 0:
                self._condition.wait(min(wait, 0.1))
            self._stopping = True
            self._condition.notify_all()
            left = list(self._queue.undelivered())
            busy = self._queue.in_flight
        for thread in self._threads:
            thread.join(0 if busy else None)
        self._gauges.hide()
        items = sum(map(miss, left))
        if not items:
            return None
        self._metrics.send_failed.inc(items)
        return Leftover(self.name, self.signal, sum(len(batch.payloads) for batch in left), items)

    def _spawn(self) -> None:
        name = f"export-{self.name}-{self.signal.value}-{len(self._threads)}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while self._wait_for_work():
            while self.send_next():
                pass
            with self._condition:
                self._condition.notify_all()

    def _wait_for_work(self) -> bool:
        with self._condition:
            while not self._stopping:
                now = self._clock.now()
                due = self._queue.due()
                if due is not None and due <= now:
                    if self._idle == 0 and len(self._threads) < self._consumers:
                        self._spawn()
                    return True
                self._idle += 1
                self._alarm = min(self._alarm, inf if due is None else due)
                self._condition.wait(None if due is None else due - now)
                self._idle -= 1
                self._alarm = inf
            return False


class _Metrics:
    """The Collector's exporter metrics for one exporter and signal."""

    def __init__(self, telemetry: Telemetry, exporter: str, signal: Signal) -> None:
        items = signal.wire.items
        counter = telemetry.counter
        self.sent = counter(f"otelcol_exporter_sent_{items}", f"Number of {items} delivered.", ["exporter"]).labels(
            exporter
        )
        self.send_failed = counter(
            f"otelcol_exporter_send_failed_{items}",
            f"Number of {items} that were not delivered and dropped.",
            ["exporter"],
        ).labels(exporter)
        self.enqueue_failed = counter(
            f"otelcol_exporter_enqueue_failed_{items}",
            f"Number of {items} dropped because the queue was full.",
            ["exporter"],
        ).labels(exporter)
