"""A real Alertmanager is told every minute of what the exporter found, and tells its receivers."""

import time
from pathlib import Path

from otelevals.api.clock import ManualClock
from tests.alerts.alertmanager import RealAlertmanager, alertmanager, needs_alertmanager
from tests.alerts.receiver import receiving
from tests.exporters.samples import context
from tests.exporters.test_alerts import drop, running, told
from tests.waiting import eventually

MINUTES = 90
LABELS = {"alertname": "low", "model": "gpt-5", "scorer": "tone", "severity": "critical"}

pytestmark = needs_alertmanager


def clock_of_a_drop() -> ManualClock:
    """So that it is now when all failed: Alertmanager has its own clock."""
    return ManualClock(time.time() - 60 * MINUTES)


def test_alertmanager_tells_its_receivers(tmp_path: Path) -> None:
    clock = clock_of_a_drop()
    lent = context(tmp_path, clock)
    with alertmanager(tmp_path) as real:
        with running(lent, {"alertmanager": {"main": {"url": real.url}}}) as exporter:
            drop(exporter, clock, MINUTES)
        eventually(lambda: any(alert["labels"]["severity"] == "critical" for alert in real.told()))
        assert real.labels() == [LABELS]
    alert = real.told()[-1]
    assert (alert["status"], alert["labels"]) == ("firing", LABELS)
    assert alert["annotations"]["runbook_url"] == "https://run/book"
    assert "last 24 hours: 0.0%" in alert["annotations"]["description"]


def test_an_alertmanager_that_was_down_is_told_in_a_minute(tmp_path: Path) -> None:
    clock = clock_of_a_drop()
    lent = context(tmp_path, clock)
    with receiving() as receiver:
        real = RealAlertmanager(tmp_path, receiver)
        with running(lent, {"alertmanager": {"main": {"url": real.url}}}) as exporter:
            labels = {"exporter": "sink/test", "place": "alertmanager/main", "result": "failed"}
            assert lent.telemetry.registry.get_sample_value("otelevals_alerts_notifications_total", labels) == 0
            drop(exporter, clock, MINUTES)
            failed = told(lent, "alertmanager/main", "failed")
            with real.running():
                exporter.look()
                assert real.labels() == [LABELS]
    assert failed > 0
    assert told(lent, "alertmanager/main") == 1
