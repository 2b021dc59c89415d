"""What rules know and what people were told survives kill -9, and processes with one store are one to rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest

from otelevals.alerts.engine import Engine, Settings
from otelevals.alerts.rule_config import RuleConfig
from otelevals.alerts.rules import rules_of
from otelevals.alerts.saved import Saved
from otelevals.otlp.signals import Signal
from otelevals.store.alerts import AlertStore
from tests.alerts.receiver import Receiver, receiving
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, service
from tests.processors.build import request
from tests.processors.line import chat
from tests.waiting import eventually

RULE = {"kind": "threshold", "scorer": "json_valid", "below": 0.9}
NOW = 4e9
"""Long after all that is kept."""


class Hurried(Collector):
    program: ClassVar = [str(Path(__file__).with_name("otelevals_with_short_minutes.py"))]

    @property
    def watches(self) -> bool:
        return self.metric('otelevals_alerts_watching{exporter="alerts"}') == 1


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def options(receiver: Receiver, grpc_sink: Backend) -> dict[str, Any]:
    hook = {"url": f"{receiver.url}/hook", "secret": "a secret that signs", "least": "page"}
    return {
        "receivers": {"otlp": OTLP},
        "processors": {"scorer": {"scorers": {"json_valid": None}}},
        "exporters": {
            "otlp_grpc": {"endpoint": grpc_sink.endpoint, "tls": {"insecure": True}},
            "alerts": {"rules": {"valid": RULE}, "notify": {"webhook": {"hook": hook}}},
        },
        "service": service(
            {
                "traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]},
                "evals": {"exporters": ["alerts"]},
            }
        ),
    }


@contextmanager
def running(path: Path, options: dict[str, Any]) -> Iterator[Hurried]:
    """One that is ready, and killed in the end."""
    started = Hurried(path, options)
    try:
        started.wait_for("ready")
        yield started
    finally:
        started.close()


def fail(clients: Clients, to: Collector, numbers: range) -> None:
    for number in numbers:
        said: dict[str, Any] = {"gen_ai.conversation.id": f"s-{number}"}
        clients.grpc(to.grpc, Signal.TRACES, request(chat(number, answer="no JSON", **said)).SerializeToString())


def kept(folder: Path) -> tuple[int, int]:
    """How many evaluations are in the sums that are kept, and how many alerts are on."""
    store = AlertStore(folder / "otelevals.db", patience=60.0)
    try:
        parts, hours = store.load("alerts")
    finally:
        store.close()
    engine = Engine(rules_of({"valid": RuleConfig.model_validate(RULE)}, {}), Settings())
    Saved().restore(engine, parts, hours, NOW)
    (feed,) = engine.feeds.values()
    return sum(each.n for part in feed.parts.values() for each in part.hours.bins.values()), len(engine.book.on)


def ids(receiver: Receiver) -> set[str]:
    return {posted.headers["webhook-id"] for posted in receiver.posted}


def test_killing_it_loses_no_alert_and_no_message_and_tells_nothing_twice(
    tmp_path: Path, clients: Clients, options: dict[str, Any], receiver: Receiver
) -> None:
    receiver.answers = [503] * 10_000
    with running(tmp_path / "c.yaml", options) as first:
        fail(clients, first, range(1, 61))
        eventually(lambda: kept(tmp_path) == (60, 1) and ids(receiver))
    receiver.answers.clear()
    tried = len(receiver.posted)
    with running(tmp_path / "c.yaml", options) as second:
        eventually(lambda: len(receiver.posted) > tried)
        fail(clients, second, range(61, 91))
        eventually(lambda: kept(tmp_path) == (90, 1))
    with running(tmp_path / "c.yaml", options) as third:
        fail(clients, third, range(91, 92))
        eventually(lambda: kept(tmp_path) == (91, 1))
        assert third.terminate() == 0
    assert len(ids(receiver)) == 1


def test_of_two_processes_one_watches_for_both_and_the_other_goes_on_when_it_is_killed(
    tmp_path: Path, clients: Clients, options: dict[str, Any], receiver: Receiver
) -> None:
    with running(tmp_path / "a.yaml", options) as first, running(tmp_path / "b.yaml", options) as second:
        assert second.wait_for("these alerts are watched already, evaluations are handed over")
        assert (first.watches, second.watches) == (True, False)
        for start in range(0, 60, 20):
            fail(clients, first, range(start + 1, start + 11))
            fail(clients, second, range(start + 11, start + 21))
        eventually(lambda: kept(tmp_path) == (60, 1) and ids(receiver))
        first.process.kill()
        second.wait_for("these alerts are watched here now")
        assert second.watches
        fail(clients, second, range(61, 71))
        eventually(lambda: kept(tmp_path) == (70, 1))
    assert len(ids(receiver)) == 1
