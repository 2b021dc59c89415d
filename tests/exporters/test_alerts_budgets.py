"""Objectives have metrics: what is left of each budget, and how fast it burns, by slice and window."""

from pathlib import Path

import pytest

from otelevals.api.clock import ManualClock
from otelevals.api.component import Context
from otelevals.exporters.alerts import AlertsExporter
from tests.exporters.samples import context, make
from tests.exporters.test_alerts import drop

LEFT, BURN = "otelevals_slo_error_budget_remaining", "otelevals_slo_burn_rate"
LABELS = {"exporter": "sink/test", "sli": "fine", "slice": "model=gpt-5"}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_790_000_000.0)


def value(lent: Context, name: str, **labels: str) -> float | None:
    return lent.telemetry.registry.get_sample_value(name, {**LABELS, **labels})


def test_what_is_left_and_how_fast_it_burns_without_any_rule(tmp_path: Path, clock: ManualClock) -> None:
    lent = context(tmp_path, clock)
    slis = {"fine": {"scorer": "tone", "target": "90%", "slices": ["model"]}}
    exporter = make(AlertsExporter, {"slis": slis}, lent)
    exporter.start()
    drop(exporter, clock, 30, passed=True)
    drop(exporter, clock, 10)
    assert value(lent, LEFT) == pytest.approx(1 - 0.25 / 0.1)
    assert value(lent, BURN, window="5m") == pytest.approx(10)
    assert value(lent, BURN, window="72h") == pytest.approx(2.5)
    clock.advance(7 * 3600)
    exporter.look()
    assert value(lent, BURN, window="5m") is None
    assert value(lent, BURN, window="72h") == pytest.approx(2.5)
    assert lent.telemetry.registry.get_sample_value("otelevals_alerts_slices", {"exporter": "sink/test"}) is None
    exporter.shutdown()
    assert value(lent, LEFT) is None
