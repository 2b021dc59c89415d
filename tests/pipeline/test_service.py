"""A service starts and stops in an order that loses nothing, and a start that fails leaves nothing behind."""

import socket
import threading
from typing import Any

import pytest

from otelevals.api.errors import Retryable
from otelevals.api.health import Phase
from otelevals.config import InvalidConfiguration
from otelevals.otlp.signals import Signal
from otelevals.pipeline.sender import Leftover
from otelevals.pipeline.service import Service, StartError
from tests.pipeline.parts import configuration, entrance, exit_, free_port, journal, later
from tests.waiting import eventually

EVERYTHING: dict[str, Any] = {
    "extensions": {"desk": {}},
    "exporters": {"exit": {}},
    "processors": {"passing": {}, "holding": {}},
    "receivers": {"entrance": {}},
}


def calls(service: Service) -> list[str]:
    return [f"{component.context.id} {call}" for component, call in journal(service)]


def test_receivers_start_last_and_end_first() -> None:
    service = Service(configuration(**EVERYTHING))
    phases = [service.health.phase]
    service.start()
    phases.append(service.health.phase)
    assert service.stop().left == ()
    phases.append(service.health.phase)
    assert calls(service) == [
        "desk start",
        "exit start",
        "passing start",
        "holding start",
        "entrance start",
        "entrance stop_intake",
        "entrance shutdown",
        "holding shutdown",
        "passing shutdown",
        "exit shutdown",
        "desk shutdown",
    ]
    assert phases == [Phase.STARTING, Phase.READY, Phase.STOPPED]


@pytest.mark.parametrize("place", EVERYTHING)
def test_a_start_that_fails_ends_every_component_once(place: str) -> None:
    name = list(EVERYTHING[place])[-1]
    service = Service(configuration(**{**EVERYTHING, place: {**EVERYTHING[place], name: {"fail": True}}}))
    before = threading.active_count()
    with pytest.raises(StartError, match=f"^{name}: it does not want to$"):
        service.start()
    done = calls(service)
    for section in EVERYTHING.values():
        for component in section:
            assert done.count(f"{component} shutdown") == 1
    assert threading.active_count() == before
    assert service.health.phase is Phase.STARTING


def test_every_component_that_refuses_its_options_is_reported() -> None:
    broken = {"label": "broken"}
    sections: dict[str, Any] = {
        "receivers": {"entrance": broken},
        "processors": {"passing": broken},
        "exporters": {"exit": broken},
    }
    with pytest.raises(InvalidConfiguration) as caught:
        Service(configuration(**sections))
    assert sorted(problem.path for problem in caught.value.problems) == [
        "exporters::exit::label",
        "processors::passing::label",
        "receivers::entrance::label",
    ]
    assert {problem.message for problem in caught.value.problems} == {"it is broken"}


def test_a_port_in_use_is_named_and_the_other_ports_are_given_back(taken_port: int) -> None:
    first = free_port()
    receivers = {"entrance/1": {"port": first}, "entrance/2": {"port": taken_port}}
    service = Service(configuration(receivers=receivers))
    with pytest.raises(StartError, match=r"^entrance/2: .*[Aa]ddress already in use"):
        service.start()
    socket.create_server(("127.0.0.1", first)).close()


def test_what_was_taken_before_a_start_failed_is_delivered() -> None:
    service = Service(configuration(receivers={"entrance/1": {"label": "eager"}, "entrance/2": {"fail": True}}))
    with pytest.raises(StartError):
        service.start()
    assert exit_(service).names == ["at the start"]


def test_a_stop_delivers_what_is_in_flight_and_what_processors_hold() -> None:
    service = Service(configuration(processors={"holding": {}}))
    service.start()
    names = [f"request {number}" for number in range(50)]
    for name in names:
        entrance(service).send(name)
    assert service.stop().left == ()
    assert exit_(service).names == names


def test_a_stop_ends_when_the_last_batch_has_found_room() -> None:
    options = {"sending_queue": {"enabled": False}}
    service = Service(configuration(exporters={"exit": options}, drain_timeout="1h"))
    release, runner = threading.Event(), service.graph.runner
    exit_(service).outcome = lambda batch: _ignore(release.wait(60))
    service.start()
    for name in "abc":  # one under way, one in the queue, one that finds no room
        entrance(service).send(name, metadata=(("tenant", name),))
    eventually(lambda: runner.chains[0].blocked and runner.routes[0].lane.empty)
    stopping = threading.Thread(target=service.stop, daemon=True)
    stopping.start()
    eventually(lambda: runner._asleep and not runner._thread.is_alive())
    release.set()
    stopping.join(60)
    assert not stopping.is_alive()
    assert exit_(service).names == ["a", "b", "c"]


def test_a_stopped_service_takes_nothing() -> None:
    service = Service(configuration())
    service.start()
    service.stop()
    with pytest.raises(Retryable, match=r"^shutting down$"):
        entrance(service).send("late")


def test_what_cannot_be_delivered_is_named_and_counted() -> None:
    service = Service(configuration(exporters={"exit/dead": {}, "exit": {}}, drain_timeout="100ms"))
    exit_(service, "exit/dead").outcome = later
    service.start()
    entrance(service).send("a", "b")
    entrance(service).send("c")
    stopped = service.stop()
    assert stopped.left == (Leftover("exit/dead", Signal.TRACES, 2, 3),)
    assert stopped.items == 3
    assert exit_(service).names == ["a", "b", "c"]
    assert service.telemetry.value("otelcol_exporter_send_failed_spans_total", exporter="exit/dead") == 3


def test_what_did_not_reach_an_exporter_before_the_deadline_is_named_and_counted_too() -> None:
    options = {"sending_queue": {"enabled": False}}
    service = Service(configuration(exporters={"exit": options}, signals=("traces", "logs"), drain_timeout="100ms"))
    exit_(service).outcome = later
    service.start()
    for number in range(10):  # of unlike metadata, so that none is merged: most wait at the door
        entrance(service).send("x", signal=Signal.LOGS, metadata=(("tenant", str(number)),))
    left = service.stop().left
    assert {(leftover.exporter, leftover.signal) for leftover in left} == {("exit", Signal.LOGS)}
    assert sum(leftover.items for leftover in left) == sum(leftover.requests for leftover in left) == 10
    lost = [
        service.telemetry.value(f"otelcol_exporter_{kind}_failed_log_records_total", exporter="exit")
        for kind in ("send", "enqueue")
    ]
    assert sum(lost) == 10


def test_a_failure_that_a_component_cannot_mend_is_reported() -> None:
    reported: list[str] = []
    service = Service(configuration(), report=reported.append)
    entrance(service).context.report("the listener died")
    assert reported == ["the listener died"]


def test_a_component_that_fails_to_shut_down_does_not_keep_others_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(configuration(**EVERYTHING))
    service.start()

    def fail() -> None:
        raise OSError("it does not want to end")

    monkeypatch.setattr(exit_(service), "shutdown", fail)
    service.stop()
    assert calls(service)[-1] == "desk shutdown"


def _ignore(result: object) -> None:
    return None
