"""What the service knows of its own health, for whoever asks: a probe, a page, a test."""

import threading
from enum import Enum


class Phase(Enum):
    STARTING = "starting"
    READY = "ready"
    DRAINING = "draining"
    STOPPED = "stopped"


_FORGET = 300.0


class Health:
    """The phase of the service, and since when which exporters fail. Safe to use from any thread.

    An exporter that nobody has tried for five minutes is not known to fail any more: an instance that gets no traffic
    because it is not ready could never show otherwise.
    """

    def __init__(self) -> None:
        self.phase = Phase.STARTING
        self._lock = threading.Lock()
        self._failing: dict[tuple[str, str], tuple[float, float, str]] = {}

    def failed(self, exporter: str, signal: str, now: float, message: str, again: float | None = None) -> None:
        """An attempt failed, and the next is at `again`; the first of an unbroken row counts as the beginning."""
        with self._lock:
            since, forgotten, _ = self._failing.get((exporter, signal), (now, now, ""))
            self._failing[exporter, signal] = (since if now <= forgotten else now, (again or now) + _FORGET, message)

    def recovered(self, exporter: str, signal: str) -> None:
        key = (exporter, signal)
        if key in self._failing:
            with self._lock:
                self._failing.pop(key, None)

    def failing(self, now: float) -> dict[str, tuple[float, str]]:
        """For each failing exporter: for how many seconds, and the last error of the signal that fails for longest."""
        with self._lock:
            latest_first = sorted(self._failing.items(), key=lambda item: -item[1][0])
        return {
            exporter: (now - since, message)
            for (exporter, _), (since, forgotten, message) in latest_first
            if now <= forgotten
        }
