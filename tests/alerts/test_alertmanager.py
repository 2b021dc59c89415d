"""A real Alertmanager has one alert for each slice, which is brought up to date, raised, and ended."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from otelevals.alerts.alert import Alert, Facts, Key
from otelevals.alerts.alertmanager import Alertmanager
from otelevals.alerts.notify_config import AlertmanagerConfig
from otelevals.api.errors import Retryable
from tests.alerts.alertmanager import RealAlertmanager, alertmanager, needs_alertmanager
from tests.alerts.receiver import receiving
from tests.waiting import eventually

pytestmark = needs_alertmanager


@pytest.fixture
def real(tmp_path: Path) -> Iterator[RealAlertmanager]:
    with alertmanager(tmp_path) as running:
        yield running


def teller(real: RealAlertmanager, **options: Any) -> Alertmanager:
    return Alertmanager(AlertmanagerConfig.model_validate({"url": real.url, **options}), 60.0)


def alert(model: str, band: str = "page", **more: Any) -> Alert:
    key = Key("less_faithful", "", (("model", model), ("prompt.version", "v4"), ("empty", "")))
    facts = Facts("the pass rate fell", "baseline", "faithful", runbook="https://run/book")
    return Alert(key, band, time.time() - 600, facts=facts, **more)


def labels(model: str, severity: str = "critical") -> dict[str, str]:
    return {
        "alertname": "less_faithful",
        "severity": severity,
        "scorer": "faithful",
        "model": model,
        "prompt_version": "v4",
    }


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_labels_and_annotations_are_those_that_are_documented(real: RealAlertmanager) -> None:
    one = alert("gpt-5")
    now = one.since + 600
    teller(real).tell([one], now)
    (found,) = real.active()
    assert found["labels"] == labels("gpt-5")
    assert found["annotations"].keys() == {"summary", "description", "runbook_url"}
    assert found["annotations"]["summary"] == "the pass rate fell"
    assert found["annotations"]["runbook_url"] == "https://run/book"
    assert (round(seconds(found["startsAt"]) - now), round(seconds(found["endsAt"]) - now)) == (-600, 240)


def test_a_rule_that_looks_for_several_things_says_which(real: RealAlertmanager) -> None:
    facts = Facts("evaluations stay away", "silence", "faithful")
    teller(real).tell([Alert(Key("quiet", "stopped", ()), "page", time.time(), facts=facts)], time.time())
    said = {"alertname": "quiet", "severity": "critical", "scorer": "faithful", "what": "stopped"}
    assert real.labels() == [said]


def test_what_is_told_again_is_the_same_alert(real: RealAlertmanager) -> None:
    told, now = teller(real), time.time()
    alerts = [alert("gpt-5"), alert("gpt-6")]
    told.tell(alerts, now)
    before = {each["fingerprint"]: seconds(each["endsAt"]) for each in real.active()}
    alerts[0].facts.title = "the pass rate fell further"
    told.tell(alerts, now + 60)
    after = {each["fingerprint"]: seconds(each["endsAt"]) for each in real.active()}
    assert after == {name: pytest.approx(end + 60, abs=0.01) for name, end in before.items()}
    assert real.labels() == [labels("gpt-5"), labels("gpt-6")]
    assert {each["annotations"]["summary"] for each in real.active()} == {
        "the pass rate fell",
        "the pass rate fell further",
    }


def test_an_alert_that_is_over_disappears_and_its_receivers_are_told(real: RealAlertmanager) -> None:
    told, going, staying = teller(real), alert("gpt-5"), alert("gpt-6")
    told.tell([going, staying], time.time())
    eventually(lambda: len(real.told()) >= 2)
    told.tell([replace(going, resolved=time.time()), staying], time.time())
    eventually(lambda: real.labels() == [labels("gpt-6")])
    eventually(lambda: ("resolved", "gpt-5") in [(each["status"], each["labels"]["model"]) for each in real.told()])


def test_what_is_raised_to_a_page_is_no_longer_to_be_reviewed(real: RealAlertmanager) -> None:
    told, raised = teller(real), alert("gpt-5", "review")
    told.tell([raised], time.time())
    assert real.labels() == [labels("gpt-5", "warning")]
    raised.band = "page"
    told.tell([raised], time.time())
    eventually(lambda: real.labels() == [labels("gpt-5")])
    told.tell([raised], time.time())
    assert real.labels() == [labels("gpt-5")]


def test_what_is_silenced_or_below_the_lowest_band_is_not_told(real: RealAlertmanager) -> None:
    told = teller(real, least="page")
    told.tell([alert("gpt-5", "review"), alert("gpt-6", silenced=True), alert("gpt-7")], time.time())
    assert real.labels() == [labels("gpt-7")]


def test_a_restart_of_alertmanager_is_survived(tmp_path: Path) -> None:
    with receiving() as receiver:
        real = RealAlertmanager(tmp_path, receiver)
        told = teller(real)
        with real.running():
            told.tell([alert("gpt-5")], time.time())
            assert real.labels() == [labels("gpt-5")]
        with pytest.raises(Retryable, match=r"127\.0\.0\.1 cannot be reached"):
            told.tell([alert("gpt-5")], time.time())
        with real.running():
            assert real.labels() == []
            told.tell([alert("gpt-5")], time.time())
            assert real.labels() == [labels("gpt-5")]
