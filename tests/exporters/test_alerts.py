"""People are told of a drop where they want, once, also when a place is down for a while or the process restarts."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from otelevals.alerts import delivery
from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.component import Context
from otelevals.api.telemetry import Telemetry
from otelevals.exporters.alerts import AlertsExporter
from otelevals.genai.emit import evaluation_record, evaluation_request
from otelevals.otlp.signals import Signal
from otelevals.store.alerts import AlertStore
from tests.alerts.receiver import Receiver, receiving
from tests.exporters.samples import context, make
from tests.waiting import eventually

SECRET = "a secret that signs"
SCORED = {"kind": "threshold", "scorer": "x", "below": 0.9, "measure": "score", "range": [0, float("inf")]}
HOOK = {"url": "http://localhost:8080", "secret": "a secret that signs"}
RULES = {"low": {"kind": "threshold", "scorer": "tone", "below": 0.9, "by": ["model"], "runbook": "https://run/book"}}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_WAIT", 0.01)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def request(clock: ManualClock, number: int, *, passed: bool) -> Batch:
    more = {"otelevals.passed": passed, "otelevals.dimension.model": "gpt-5"}
    ids = number.to_bytes(16, "big"), number.to_bytes(8, "big")
    raw = evaluation_record(clock.unix_nano(), "tone", *ids, score=float(passed), more=more)
    return Batch(Signal.EVALS, (Payload(Signal.EVALS, evaluation_request({b"": [raw]})),))


@contextmanager
def running(lent: Context, notify: dict[str, Any], **more: Any) -> Iterator[AlertsExporter]:
    exporter = make(AlertsExporter, {"rules": RULES, "notify": notify, **more}, lent)
    exporter.start()
    try:
        yield exporter
    finally:
        exporter.shutdown()


def drop(exporter: AlertsExporter, clock: ManualClock, minutes: int = 90, *, passed: bool = False) -> None:
    """An evaluation a minute."""
    for _ in range(minutes):
        exporter.export(request(clock, int(clock.now()), passed=passed))
        clock.advance(60)
        exporter.look()


def told(lent: Context, place: str, result: str = "delivered") -> float:
    name = "otelevals_alerts_notifications_total"
    return lent.telemetry.value(name, exporter="sink/test", place=place, result=result)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_790_000_000.0)


@pytest.fixture
def lent(tmp_path: Path, clock: ManualClock) -> Context:
    return context(tmp_path, clock)


def webhook(receiver: Receiver, **more: Any) -> dict[str, Any]:
    return {"webhook": {"flags": {"url": f"{receiver.url}/hook", "secret": SECRET, **more}}}


def test_a_page_is_a_signed_request(receiver: Receiver, lent: Context, clock: ManualClock) -> None:
    with running(lent, webhook(receiver, least="page")) as exporter:
        drop(exporter, clock)
        eventually(lambda: told(lent, "webhook/flags") == 1)
    (posted,) = receiver.posted
    headers = posted.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + posted.body
    digest = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
    assert (posted.path, headers["webhook-signature"]) == ("/hook", f"v1,{digest}")
    assert posted.json["type"] == "alert.firing"
    data = posted.json["data"]
    assert data["title"] == "[page] low: the pass rate of tone is below 0.9 (model=gpt-5)"
    (alert,) = data["alerts"]
    assert (alert["slice"], alert["runbook"]) == ({"model": "gpt-5"}, "https://run/book")
    assert alert["last_24h"]["mean"] == 0
    assert len(alert["trace_ids"]) == 5
    assert lent.telemetry.value("otelevals_alerts_firing", exporter="sink/test", rule="low", band="page") == 1


def test_a_place_that_is_down_is_told_later_and_once(receiver: Receiver, lent: Context, clock: ManualClock) -> None:
    receiver.answers = [503, 429]
    with running(lent, webhook(receiver, least="page")) as exporter:
        drop(exporter, clock)
        eventually(lambda: told(lent, "webhook/flags") == 1)
    assert len({posted.headers["webhook-id"] for posted in receiver.posted}) == 1
    assert (len(receiver.posted), told(lent, "webhook/flags", "failed")) == (3, 2)


def test_what_is_refused_is_not_tried_again(receiver: Receiver, lent: Context, clock: ManualClock) -> None:
    receiver.answers = [400]
    with running(lent, webhook(receiver, least="page")) as exporter:
        drop(exporter, clock)
        eventually(lambda: told(lent, "webhook/flags", "refused") == 1)
    assert len(receiver.posted) == 1


def test_a_restart_delivers_what_waits_and_tells_nothing_twice(
    receiver: Receiver, lent: Context, clock: ManualClock
) -> None:
    receiver.answers = [503] * 1000
    with running(lent, webhook(receiver, least="page")) as exporter:
        drop(exporter, clock)
        eventually(lambda: told(lent, "webhook/flags", "failed") > 0)
    receiver.answers.clear()
    receiver.posted.clear()
    with running(lent, webhook(receiver, least="page")) as exporter:
        drop(exporter, clock, 30)
        eventually(lambda: told(lent, "webhook/flags") == 1)
    with running(lent, webhook(receiver, least="page")) as exporter:
        drop(exporter, clock, 30)
    assert len(receiver.posted) == 1


def test_nothing_is_left_of_rules_and_places_that_a_reload_took_away(
    receiver: Receiver, lent: Context, clock: ManualClock, tmp_path: Path
) -> None:
    receiver.answers = [503] * 1000
    name, labels = "otelevals_alerts_firing", {"exporter": "sink/test", "rule": "low", "band": "page"}
    with running(lent, webhook(receiver, least="page")) as exporter:
        drop(exporter, clock)
        assert lent.telemetry.registry.get_sample_value(name, labels) == 1
    with running(lent, {}, rules={"other": RULES["low"]}) as exporter:
        exporter.look()
        assert lent.telemetry.registry.get_sample_value(name, labels) is None
        assert lent.telemetry.value(name, **{**labels, "rule": "other"}) == 0
    store = AlertStore(tmp_path / "otelevals.db")
    assert store.waiting("sink/test") == []
    store.close()


def test_of_two_at_one_store_one_watches_for_both_and_then_the_other(
    receiver: Receiver, lent: Context, clock: ManualClock
) -> None:
    def value(name: str, each: Context, **labels: str) -> float:
        return each.telemetry.value(f"otelevals_alerts_{name}", exporter="sink/test", **labels)

    notify, other = webhook(receiver, least="page"), replace(lent, telemetry=Telemetry())
    with ExitStack() as until_it_ends:
        first = until_it_ends.enter_context(running(lent, notify))
        with running(other, notify) as second:
            assert (value("watching", lent), value("watching", other)) == (1, 0)
            drop(second, clock, 50)
            assert receiver.posted == []
            first.look()
            clock.advance(600)
            first.look()
            eventually(lambda: told(lent, "webhook/flags") == 1)
            until_it_ends.close()
            drop(second, clock, 5)
            assert (value("watching", lent), value("watching", other)) == (0, 1)
    assert value("evaluations_total", other, result="handed_over") == 51
    assert (value("evaluations_total", lent, result="taken"), value("evaluations_total", other, result="taken")) == (
        50,
        5,
    )
    assert [posted.json["data"]["alerts"][0]["last_24h"]["n"] for posted in receiver.posted] == [50]


@pytest.mark.parametrize(("below", "warned"), [(0.9, False), (0.8, True)])
def test_rules_that_wait_for_others_are_warned_of(
    lent: Context, clock: ManualClock, below: float, warned: bool
) -> None:
    rules = {"low": {**RULES["low"], "below": below}}
    other = replace(lent, telemetry=Telemetry())
    with running(lent, {}) as first, running(other, {}, rules=rules) as second, capture_logs() as logs:
        second.look()
        first.look()
        second.look()
        second.look()
    assert len([line for line in logs if "by other rules" in line["event"]]) == warned


def test_a_rule_that_nothing_comes_of_is_warned_of_once(lent: Context, clock: ManualClock) -> None:
    rules = {**RULES, "typo": {**RULES["low"], "scorer": "tnoe"}}
    with running(lent, {}, rules=rules) as exporter, capture_logs() as logs:
        drop(exporter, clock, 150, passed=True)
    assert [line["why"] for line in logs if line.get("rule") == "typo"] == [
        "no evaluations of tnoe came that passed or failed; there are some of tone"
    ]


def test_a_look_that_fails_is_reported_and_does_not_end_the_watching(
    lent: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []

    def broken(now: float, silences: object) -> list[object]:
        looks.append(now)
        raise ValueError("a defect")

    monkeypatch.setattr("otelevals.exporters.alerts.PERIOD", 0.01)
    with capture_logs() as logs, running(lent, {}) as exporter:
        monkeypatch.setattr(exporter._engine, "look", broken)
        eventually(lambda: len(looks) > 1)
    assert "rules were not looked at" in {line["event"] for line in logs}


def test_slack_is_told_in_its_format(receiver: Receiver, lent: Context, clock: ManualClock) -> None:
    with running(lent, {"slack": {"team": {"url": f"{receiver.url}/services/T/B/X"}}}) as exporter:
        drop(exporter, clock)
        eventually(lambda: told(lent, "slack/team") == 2)
    assert [posted.path for posted in receiver.posted] == ["/services/T/B/X"] * 2
    body = receiver.posted[1].json
    assert body["text"] == "[page] low: the pass rate of tone is below 0.9 (model=gpt-5)"
    assert "model=gpt-5: page since 2026-09-21" in body["blocks"][1]["text"]["text"]


def test_pagerduty_resolves_what_it_triggered(receiver: Receiver, lent: Context, clock: ManualClock) -> None:
    notify = {"pagerduty": {"oncall": {"routing_key": "R" * 32, "url": f"{receiver.url}/v2/enqueue"}}}
    with running(lent, notify, keep_for="0s") as exporter:
        drop(exporter, clock)
        drop(exporter, clock, 2000, passed=True)
        eventually(lambda: told(lent, "pagerduty/oncall") == 2)
    first, second = (posted.json for posted in receiver.posted)
    assert (first["event_action"], second["event_action"]) == ("trigger", "resolve")
    assert first["dedup_key"] == second["dedup_key"] == "otelevals/low/model=gpt-5"
    assert (first["routing_key"], first["payload"]["severity"]) == ("R" * 32, "critical")
    assert first["links"] == [{"href": "https://run/book", "text": "runbook"}]


def test_silences_of_the_configuration_and_of_the_store_hold(
    receiver: Receiver, lent: Context, clock: ManualClock, tmp_path: Path
) -> None:
    silences = [{"matchers": {"model": "gpt-*"}, "until": "2026-09-21T16:00Z"}]
    with running(lent, webhook(receiver), silences=silences) as exporter:
        store = AlertStore(tmp_path / "otelevals.db")
        store.add_silence('{"rule": "low"}', int(clock.now() + 86_400) * 1000, "known")
        store.close()
        drop(exporter, clock, 200)
        assert lent.telemetry.value("otelevals_alerts_firing", exporter="sink/test", rule="low", band="page") == 1
    assert receiver.posted == []


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"rules": {}}, "it needs rules or slis"),
        ({"rules": {"a": {"kind": "threshold", "scorer": "x"}}}, "below is of threshold, which needs it"),
        ({"rules": {"a": {"kind": "slo_burn", "sli": "b"}}}, "rules::a::sli: there is no sli 'b'"),
        ({"rules": {"a": {"kind": "silence"}}}, "silence needs a scorer, and no sli"),
        ({"rules": RULES, "notify": {"slack": {"a": {"url": "slack"}}}}, "expected a URL"),
        ({"rules": {"a": SCORED}}, "a range is from a number to a higher one, both of at most 1e100"),
        ({"rules": RULES, "notify": {"slack": {"a": {"url": "http://a:99999"}}}}, "the port of the URL is no number"),
        ({"rules": RULES, "notify": {"webhook": {"a": {**HOOK, "secret": "whsec_not base64!"}}}}, "is to be base64"),
        ({"rules": RULES, "notify": {"webhook": {"a": {**HOOK, "headers": {"a b": "c"}}}}}, "header 'a b' has chara"),
        ({"rules": RULES, "notify": {"webhook": {"a": {**HOOK, "headers": {"a": "b\n"}}}}}, "header 'a' has chara"),
        ({"rules": RULES, "notify": {"webhook": {"a": {**HOOK, "headers": {"Host": "b"}}}}}, "set by the exporter"),
        ({"rules": RULES, "false_page_every": "often"}, "expected a duration such as 30m, 12h, 28d or 4w"),
        ({"rules": RULES, "silences": [{"matchers": {"rule": "a"}, "until": "soon"}]}, "expected a time such as"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        AlertsExporter.Config.model_validate(options)
