"""What the service knows of its own health, for whoever asks: a probe, a page, a test."""

import threading
from enum import Enum


class Phase(Enum):
    STARTING = "starting"
    READY = "ready"
    DRAINING = "draining"
    STOPPED = "stopped"


class Health:
    """The phase of the service, and since when which exporters fail. Safe to use from any thread."""

    def __init__(self) -> None:
        self.phase = Phase.STARTING
        self._lock = threading.Lock()
        self._failing: dict[str, tuple[float, str]] = {}

    def failed(self, exporter: str, now: float, message: str) -> None:
        """An attempt failed; the first of an unbroken row counts as the beginning."""
        with self._lock:
            since, _ = self._failing.get(exporter, (now, ""))
            self._failing[exporter] = (since, message)

    def recovered(self, exporter: str) -> None:
        if exporter in self._failing:
            with self._lock:
                self._failing.pop(exporter, None)

    def failing(self, now: float) -> dict[str, tuple[float, str]]:
        """For each failing exporter: for how many seconds, and its last error."""
        with self._lock:
            return {exporter: (now - since, message) for exporter, (since, message) in self._failing.items()}
