"""A reload swaps configurations without losing anything, and one that fails leaves everything as it was."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from otelevals.api.batch import Batch
from otelevals.api.errors import Retryable
from otelevals.config import InvalidConfiguration
from otelevals.otlp.signals import Signal
from otelevals.pipeline.sender import Leftover
from otelevals.pipeline.service import Service, StartError
from tests.pipeline.parts import Entrance, Slow, configuration, desk, entrance, exit_, free_port, journal, later
from tests.waiting import eventually


class Gate:
    """Lets an exporter deliver only when it is open."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.reached = threading.Event()

    def __call__(self, batch: Batch) -> None:
        self.reached.set()
        self._open.wait(60)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


def started(**options: Any) -> Service:
    service = Service(configuration(**options))
    service.start()
    return service


def test_a_receiver_that_stays_the_same_keeps_running_while_all_else_changes() -> None:
    service = started(receivers={"entrance": {"port": free_port()}})
    receiver, old_exit = entrance(service), exit_(service)
    receiver.send("before")
    service.reload(
        configuration(
            receivers={"entrance": {"port": receiver.config.port}},
            processors={"passing": {}},
            exporters={"exit": {"label": "new"}},
        )
    )
    receiver.send("after")
    service.stop()
    assert entrance(service) is receiver
    assert receiver.calls == ["start", "stop_intake", "shutdown"]
    assert (old_exit.names, exit_(service).names) == (["before"], ["after"])
    assert old_exit.calls == ["start", "shutdown"]


def test_an_exporter_that_stays_the_same_keeps_its_queue(gate: Gate) -> None:
    service = started()
    exporter = exit_(service)
    exporter.outcome = gate
    entrance(service).send("before")
    service.reload(configuration(processors={"passing": {}}))
    service.settle()
    entrance(service).send("after")
    gate.open()
    service.stop()
    assert exit_(service) is exporter
    assert sorted(exporter.names) == ["after", "before"]


def test_an_exporter_that_is_removed_delivers_its_queue_first(gate: Gate) -> None:
    service = started(exporters={"exit/old": {}})
    exporter = exit_(service, "exit/old")
    exporter.outcome = gate
    entrance(service).send("before")
    assert gate.reached.wait(60)
    service.reload(configuration())
    assert exporter.calls == ["start"]
    gate.open()
    service.settle()
    assert exporter.calls == ["start", "shutdown"]
    assert exporter.names == ["before"]
    service.stop()


def test_what_a_processor_holds_goes_out_under_its_own_configuration() -> None:
    service = started(processors={"holding": {}}, exporters={"exit/old": {}})
    old = exit_(service, "exit/old")
    entrance(service).send("held")
    service.reload(configuration())
    service.settle()
    assert old.names == ["held"]
    service.stop()


def test_an_exporter_ends_after_the_last_of_several_graphs_that_feed_it(gate: Gate) -> None:
    service = started(processors={"slow": {}})
    exporter, processor = exit_(service), service.graph.processors[0]
    assert isinstance(processor, Slow)
    processor.wait = gate
    entrance(service).send("late")
    assert gate.reached.wait(60)
    service.reload(configuration())
    service.reload(configuration(exporters={"exit": {"label": "new"}}))
    service._retiring[-1]._thread.join(0.2)  # it would be over by then, did it not wait for the other
    assert exporter.calls == ["start"]
    gate.open()
    service.settle()
    assert exporter.names == ["late"]
    assert exporter.calls == ["start", "shutdown"]
    service.stop()


def test_what_waits_is_shown_for_an_exporter_that_was_replaced(gate: Gate) -> None:
    service = started()
    exit_(service).outcome = gate
    entrance(service).send("before")
    assert gate.reached.wait(60)
    with pytest.raises(StartError):
        service.reload(configuration(receivers={"entrance/new": {"fail": True}}, exporters={"exit": {"label": "bad"}}))
    assert _in_flight(service) == 1
    service.reload(configuration(exporters={"exit": {"label": "new"}}))
    assert _in_flight(service) == 1
    gate.open()
    service.settle()
    assert _in_flight(service) == 0
    service.stop()
    assert _in_flight(service) is None


def _in_flight(service: Service) -> float | None:
    labels = {"exporter": "exit", "data_type": "traces"}
    return service.telemetry.registry.get_sample_value("otelcol_exporter_in_flight_requests", labels)


def test_gauges_of_processors_survive_a_reload_that_is_refused() -> None:
    """Those of another graph would show what never came to it."""
    grouping: Any = {"processors": {"group_by_trace": {"root_ended": "1h"}, "scorer": {"scorers": {"not_empty": {}}}}}
    service = started(**grouping)
    entrance(service).send("one", "two")
    gauge = "otelcol_processor_groupbytrace_num_traces_in_memory"
    eventually(lambda: service.telemetry.value(gauge, processor="group_by_trace") == 2)
    with pytest.raises(StartError):
        service.reload(configuration(receivers={"entrance/new": {"fail": True}}, **grouping))
    with pytest.raises(InvalidConfiguration):
        service.reload(configuration(receivers={"entrance": {"label": "broken"}}, **grouping))
    assert service.telemetry.value(gauge, processor="group_by_trace") == 2
    service.reload(configuration(**grouping))
    service.settle()
    assert service.telemetry.registry.get_sample_value(gauge, {"processor": "group_by_trace"}) == 0
    known = "otelevals_scorer_traces_in_memory"
    assert service.telemetry.registry.get_sample_value(known, {"processor": "scorer"}) == 0
    service.stop()
    for name, processor in ((gauge, "group_by_trace"), (known, "scorer")):
        assert service.telemetry.registry.get_sample_value(name, {"processor": processor}) is None


def test_a_signal_may_come_and_go() -> None:
    service = started()
    exporter = exit_(service)
    service.reload(configuration(signals=("traces", "logs")))
    entrance(service).send("log", signal=Signal.LOGS)
    service.reload(configuration(signals=("logs",)))
    entrance(service).send("another", signal=Signal.LOGS)
    service.stop()
    assert exit_(service) is exporter
    assert exporter.names == ["log", "another"]


@pytest.mark.parametrize("name", ["entrance", "entrance/renamed"])
def test_a_changed_or_renamed_receiver_takes_over_its_port(name: str) -> None:
    port = free_port()
    service = started(receivers={"entrance": {"port": port}})
    old = entrance(service)
    service.reload(configuration(receivers={name: {"port": port, "label": "new"}}))
    assert old.calls == ["start", "stop_intake", "shutdown"]
    entrance(service, name).send("after")
    service.stop()
    assert exit_(service).names == ["after"]


def test_a_changed_extension_takes_over_its_port_and_nothing_else_is_replaced() -> None:
    port = free_port()
    service = started(extensions={"desk": {"port": port}})
    receiver, exporter, old = entrance(service), exit_(service), desk(service)
    service.reload(configuration(extensions={"desk": {"port": port, "label": "new"}}))
    service.settle()
    assert (entrance(service), exit_(service)) == (receiver, exporter)
    assert old.calls == ["start", "shutdown"]
    service.stop()
    assert desk(service).calls == ["start", "shutdown"]


def test_who_holds_on_to_a_changed_extension_is_replaced_with_it() -> None:
    users: dict[str, Any] = {"exporters": {"exit/user": {"uses": "desk"}, "exit/other": {}}}
    service = started(extensions={"desk": {}}, **users)
    user, other = exit_(service, "exit/user"), exit_(service, "exit/other")
    service.reload(configuration(extensions={"desk": {"label": "new"}}, **users))
    assert exit_(service, "exit/user") is not user
    assert exit_(service, "exit/user").used is desk(service)
    assert exit_(service, "exit/other") is other
    service.stop()


@pytest.mark.parametrize("place", ["extensions", "exporters", "processors", "receivers"])
@pytest.mark.parametrize("name", ["same", "new"])
def test_a_reload_to_what_cannot_start_changes_nothing(place: str, name: str) -> None:
    types = {"extensions": "desk", "exporters": "exit", "processors": "passing", "receivers": "entrance"}
    before: dict[str, Any] = {kind: {f"{of}/same": {"label": "old"}} for kind, of in types.items()}
    service = started(**before)
    graph = service.graph
    failing = f"{types[place]}/{name}"
    with pytest.raises(StartError, match=f"^{failing}: it does not want to$"):
        service.reload(configuration(**{**before, place: {failing: {"fail": True}}}))
    assert service.graph is graph
    entrance(service, "entrance/same").send("after")
    service.stop()
    assert exit_(service, "exit/same").names == ["after"]
    for part, call in dict(journal(service)).items():
        assert call == "shutdown"
        assert part.calls.count("shutdown") == 1


def test_a_reload_that_wants_a_port_in_use_changes_nothing(taken_port: int) -> None:
    service = started(receivers={"entrance": {"port": free_port()}})
    with pytest.raises(StartError, match=r"^entrance: .*[Aa]ddress already in use"):
        service.reload(configuration(receivers={"entrance": {"port": taken_port}}))
    entrance(service).send("after")
    service.stop()
    assert exit_(service).names == ["after"]


def test_what_new_receivers_took_before_a_reload_failed_is_delivered() -> None:
    service = started()
    with pytest.raises(StartError):
        service.reload(
            configuration(receivers={"entrance/eager": {"label": "eager"}, "entrance/failing": {"fail": True}})
        )
    eventually(lambda: exit_(service).names == ["at the start"])
    service.stop()


def test_an_old_receiver_that_cannot_be_started_again_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[str] = []
    service = Service(configuration(), report=reported.append)
    service.start()

    def fail(receiver: Entrance) -> None:
        raise OSError("the port is gone")

    monkeypatch.setattr(Entrance, "start", fail)
    with pytest.raises(StartError):
        service.reload(configuration(receivers={"entrance": {"label": "new"}}))
    assert reported == ["the old configuration cannot go on: entrance: the port is gone"]
    service.stop()


def test_a_reload_to_what_cannot_be_built_changes_nothing() -> None:
    service = started()
    graph = service.graph
    with pytest.raises(InvalidConfiguration, match=r"processors::passing::label :: .* :: it is broken"):
        service.reload(configuration(exporters={"exit": {"label": "new"}}, processors={"passing": {"label": "broken"}}))
    assert service.graph is graph
    entrance(service).send("after")
    service.stop()
    assert exit_(service).names == ["after"]


def test_a_stop_does_not_let_a_dead_exporter_of_before_take_the_time_of_healthy_ones() -> None:
    service = started(exporters={"exit/dead": {}}, drain_timeout="300ms")
    exit_(service, "exit/dead").outcome = later
    entrance(service).send("stuck")
    service.reload(configuration(processors={"holding": {}}))
    entrance(service).send("held")
    stopped = service.stop()
    assert exit_(service).names == ["held"]
    assert stopped.left == (Leftover("exit/dead", Signal.TRACES, 1, 1),)


def test_an_exporter_that_was_failing_is_forgotten_when_it_is_gone() -> None:
    service = started(exporters={"exit/dead": {}}, drain_timeout="0s")
    exit_(service, "exit/dead").outcome = later
    entrance(service).send("stuck")
    eventually(lambda: "exit/dead" in service.health.failing(0))
    service.reload(configuration())
    service.settle()
    assert service.health.failing(0) == {}
    service.stop()


def test_nothing_is_refused_while_configurations_change() -> None:
    service = started(processors={"passing": {}})
    receiver, exporter = entrance(service), exit_(service)
    sent: list[str] = []
    refused: set[str] = set()
    over = threading.Event()

    def send() -> None:
        while not over.is_set():
            name = f"{threading.get_ident()} {len(sent)}"
            try:
                receiver.send(name)
                sent.append(name)
            except Retryable as error:
                refused.add(str(error))

    clients = [threading.Thread(target=send) for _ in range(3)]
    for client in clients:
        client.start()
    for number in range(20):
        service.reload(configuration(processors={"passing": {"label": str(number)}}))
    over.set()
    for client in clients:
        client.join()
    assert service.stop().left == ()
    assert sorted(exporter.names) == sorted(sent)
    assert refused <= {"the intake is full, try again later"}
