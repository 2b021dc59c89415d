"""Metrics of what several parts hold together: those of all pipelines, and two at once while a reload replaces one."""

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from otelevals.api.telemetry import Telemetry

T = TypeVar("T")
Read = Callable[[Sequence[T]], float]

_lock = threading.Lock()
_shown: WeakKeyDictionary[Telemetry, dict[Any, list[Any]]] = WeakKeyDictionary()


class SharedGauges(Generic[T]):
    """Gauges with the same labels. They read all parts that are shown, in the order in which they began to be."""

    def __init__(
        self, telemetry: Telemetry, labels: Mapping[str, str], gauges: Mapping[str, tuple[str, Read[T]]], part: T
    ) -> None:
        """`gauges`: by name, what they mean and how they are read."""
        self._labels = labels
        self._part = part
        with _lock:
            key = (*gauges, *labels.items())
            self._parts: list[T] = _shown.setdefault(telemetry, {}).setdefault(key, [])
        self._gauges = [(telemetry.gauge(name, text, list(labels)), read) for name, (text, read) in gauges.items()]

    def show(self) -> None:
        """From now on the part counts: for `start`, as a component that is built may never start."""
        with _lock:
            self._parts.append(self._part)
            for gauge, read in self._gauges:
                gauge.labels(**self._labels).set_function(partial(_read, read, self._parts))

    def hide(self) -> None:
        """The part counts no more, if it did; the gauges end with the last one. For `shutdown`."""
        with _lock:
            if not any(part is self._part for part in self._parts):
                return
            self._parts[:] = [part for part in self._parts if part is not self._part]
            if not self._parts:
                for gauge, _ in self._gauges:
                    gauge.remove(*self._labels.values())


def _read(read: Read[T], parts: list[T]) -> float:
    return read(tuple(parts))
