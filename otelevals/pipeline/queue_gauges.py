"""What waits for an exporter, as metrics: in all its queues, as there are two while a reload replaces it."""

import threading
from collections.abc import Callable
from functools import partial
from weakref import WeakKeyDictionary

from otelevals.api.telemetry import Telemetry
from otelevals.otlp.signals import Signal
from otelevals.pipeline.queue import ExportQueue

_GAUGES: dict[str, tuple[str, Callable[[ExportQueue], int]]] = {
    "otelcol_exporter_queue_size": ("What waits in the queue, in units of its sizer.", lambda queue: queue.size),
    "otelcol_exporter_queue_capacity": ("The capacity of the queue.", lambda queue: queue.capacity),
    "otelcol_exporter_in_flight_requests": ("Requests under way.", lambda queue: queue.in_flight),
}
_lock = threading.Lock()
_shown: WeakKeyDictionary[Telemetry, dict[tuple[str, str], list[ExportQueue]]] = WeakKeyDictionary()


class QueueGauges:
    def __init__(self, telemetry: Telemetry, exporter: str, signal: Signal, queue: ExportQueue) -> None:
        self._labels = (exporter, signal.value)
        self._queue = queue
        with _lock:
            self._queues = _shown.setdefault(telemetry, {}).setdefault(self._labels, [])
        self._gauges = [
            (telemetry.gauge(name, text, ["exporter", "data_type"]), read) for name, (text, read) in _GAUGES.items()
        ]

    def show(self) -> None:
        """From now on the queue counts."""
        with _lock:
            self._queues.append(self._queue)
            for gauge, read in self._gauges:
                gauge.labels(*self._labels).set_function(partial(_sum, read, self._queues))

    def hide(self) -> None:
        """The queue counts no more, and the gauges end with the last one."""
        with _lock:
            if self._queue in self._queues:
                self._queues.remove(self._queue)
                if not self._queues:
                    for gauge, _ in self._gauges:
                        gauge.remove(*self._labels)


def _sum(read: Callable[[ExportQueue], int], queues: list[ExportQueue]) -> float:
    return sum(map(read, tuple(queues)))
