"""Metrics of objectives: how much of each error budget is left, and how fast it burns."""

from collections.abc import Iterator

from prometheus_client import Gauge

from otelevals.alerts.engine import Engine, key_of
from otelevals.alerts.objectives import burn_rates, left
from otelevals.api.telemetry import Telemetry

_LEFT, _BURN = "otelevals_slo_error_budget_remaining", "otelevals_slo_burn_rate"


class Budgets:
    def __init__(self, telemetry: Telemetry, exporter: str) -> None:
        labels = ["exporter", "sli", "slice"]
        self._exporter = exporter
        self._gauges: dict[str, Gauge] = {
            _LEFT: telemetry.gauge(_LEFT, "The share of an error budget that is left.", labels),
            _BURN: telemetry.gauge(_BURN, "How many times too fast an error budget burns.", [*labels, "window"]),
        }
        self._shown: set[tuple[str, ...]] = set()

    def measure(self, engine: Engine, now: float) -> None:
        """What nothing came of has no value."""
        found = dict(self._found(engine, now))
        for name, *labels in self._shown - found.keys():
            self._gauges[name].remove(*labels)
        for (name, *labels), value in found.items():
            self._gauges[name].labels(*labels).set(value)
        self._shown = set(found)

    def hide(self) -> None:
        for name, *labels in self._shown:
            self._gauges[name].remove(*labels)
        self._shown.clear()

    def _found(self, engine: Engine, now: float) -> Iterator[tuple[tuple[str, ...], float]]:
        """By metric and labels."""
        for rule in engine.rules.values():
            if rule.objective is None:
                continue
            for name, part in engine.feeds[rule.source].parts.items():
                slice_ = ",".join(f"{dimension}={value}" for dimension, value in key_of(rule, "", name).slice)
                labels = self._exporter, rule.objective.name, slice_
                remaining = left(rule.objective, part, now)
                if remaining is not None:
                    yield (_LEFT, *labels), remaining
                for window, rate in burn_rates(rule.objective, part, now).items():
                    yield (_BURN, *labels, window), rate
