"""Where components keep their own metrics: one Prometheus registry a service, names as the Collector's."""

from collections.abc import Sequence
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.registry import Collector

M = TypeVar("M", Counter, Gauge, Histogram)
C = TypeVar("C", bound=Collector)


class Telemetry:
    """Creates metrics, or gives back the one of that name, so that components of one kind share it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._metrics: dict[str, Counter | Gauge | Histogram] = {}
        self._collectors: dict[type[Collector], Collector] = {}

    def counter(self, name: str, help: str, labels: Sequence[str] = ()) -> Counter:  # noqa: A002
        return self._get(Counter, name, help, labels)

    def gauge(self, name: str, help: str, labels: Sequence[str] = ()) -> Gauge:  # noqa: A002
        return self._get(Gauge, name, help, labels)

    def histogram(self, name: str, help: str, labels: Sequence[str] = (), buckets: Sequence[float] = ()) -> Histogram:  # noqa: A002
        if name not in self._metrics:
            chosen = buckets or Histogram.DEFAULT_BUCKETS
            self._metrics[name] = Histogram(name, help, labels, registry=self.registry, buckets=chosen)
        return self._get(Histogram, name, help, labels)

    def collector(self, kind: type[C]) -> C:
        """The one collector of this class, for metrics whose labels are not always the same ones."""
        found = self._collectors.get(kind)
        if found is None:
            found = self._collectors[kind] = kind()
            self.registry.register(found)
        assert isinstance(found, kind)
        return found

    def value(self, name: str, **labels: str) -> float:
        """The current value of a sample, 0 when it has none: for tests and for the service's own summaries."""
        return self.registry.get_sample_value(name, labels) or 0.0

    def _get(self, kind: type[M], name: str, text: str, labels: Sequence[str]) -> M:
        metric = self._metrics.get(name)
        if metric is None:
            metric = self._metrics[name] = kind(name, text, labels, registry=self.registry)
        if not isinstance(metric, kind):
            raise TypeError(f"metric {name} is a {type(metric).__name__.lower()}")
        return metric
