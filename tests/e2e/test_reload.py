"""A collector reloads by signal or file change, keeps its ports, and refuses nothing meanwhile."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from otelevals.otlp.signals import Signal
from otelevals.testing import named_payload
from tests.e2e.backends import Backend, grpc_backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.waiting import eventually

pytestmark = pytest.mark.xdist_group("reload")


def to(*sinks: Backend, **processors: Any) -> dict[str, Any]:
    """A configuration that sends traces to all of them."""
    kinds = {sink.endpoint: "otlp_http" if sink.endpoint.startswith("http:") else "otlp_grpc" for sink in sinks}
    exporters = {
        f"{kind}/{number}": {"endpoint": endpoint, "tls": {"insecure": True}}
        for number, (endpoint, kind) in enumerate(kinds.items())
    }
    pipeline = {"receivers": ["otlp"], "processors": list(processors), "exporters": list(exporters)}
    return {
        "receivers": {"otlp": OTLP},
        "processors": processors,
        "exporters": exporters,
        "service": service({"traces": pipeline}),
    }


def send(clients: Clients, running: Collector, name: str) -> None:
    clients.grpc(running.grpc, Signal.TRACES, named_payload(Signal.TRACES, name).raw)


@pytest.fixture
def other_sink() -> Iterator[Backend]:
    with grpc_backend() as backend:
        yield backend


def test_a_signal_makes_it_reload(tmp_path: Path, clients: Clients, grpc_sink: Backend, other_sink: Backend) -> None:
    with collector(tmp_path / "c.yaml", to(grpc_sink), "--no-watch") as running:
        send(clients, running, "before")
        running.write(to(other_sink))
        running.reload()
        send(clients, running, "after")
        assert running.terminate() == 0
        assert len(running.logged("listening")) == 2
    assert (grpc_sink.names, other_sink.names) == (["before"], ["after"])


def test_a_changed_file_makes_it_reload(
    tmp_path: Path, clients: Clients, grpc_sink: Backend, other_sink: Backend
) -> None:
    with collector(tmp_path / "c.yaml", to(grpc_sink)) as running:
        running.write(to(other_sink))
        running.wait_for("configuration reloaded")
        send(clients, running, "after")
        assert running.terminate() == 0
    assert (grpc_sink.names, other_sink.names) == ([], ["after"])


def test_an_invalid_file_changes_nothing_and_is_told_with_its_place(
    tmp_path: Path, clients: Clients, grpc_sink: Backend
) -> None:
    path = tmp_path / "c.yaml"
    with collector(path, to(grpc_sink), "--no-watch") as running:
        path.write_text("exporters:\n  otlp_grpc:\n    endpoint: localhost:4317\n    compresion: gzip\n")
        running.process.send_signal(1)
        error = running.wait_for("configuration not reloaded, the old one stays")["error"]
        assert f"{path}:4" in error
        assert "compresion" in error
        send(clients, running, "after")
        running.write(to(grpc_sink))
        running.reload()
        assert running.terminate() == 0
    assert grpc_sink.names == ["after"]


def test_a_file_that_is_gone_changes_nothing(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    path = tmp_path / "c.yaml"
    with collector(path, to(grpc_sink)) as running:
        path.unlink()
        assert str(path) in running.wait_for("configuration not reloaded, the old one stays")["error"]
        send(clients, running, "after")
        assert running.terminate() == 0
    assert grpc_sink.names == ["after"]


def test_nothing_fails_or_is_lost_while_it_reloads_under_load(
    tmp_path: Path, clients: Clients, grpc_sink: Backend, http_sink: Backend
) -> None:
    variants = [
        to(grpc_sink, http_sink),
        to(http_sink, grpc_sink, batch={"timeout": "20ms"}),
        to(
            grpc_sink,
            http_sink,
            batch={"timeout": "50ms"},
            **{"batch/second": {"send_batch_max_size": 3, "send_batch_size": 2}},
        ),
    ]
    with collector(tmp_path / "c.yaml", variants[0], "--no-watch") as running:
        over = threading.Event()
        loads = [
            Load(over, lambda raw: clients.grpc(running.grpc, Signal.TRACES, raw)),
            Load(over, lambda raw: clients.http(running.http, Signal.TRACES, raw)),
        ]
        for number in range(20):
            running.write(variants[(number + 1) % len(variants)])
            running.reload()
        over.set()
        sent = [name for load in loads for name in load.finish()]
        assert running.terminate() == 0
    assert sorted(grpc_sink.names) == sorted(sent)
    assert sorted(http_sink.names) == sorted(sent)


class Load:
    """A client that sends one request after the other until it is over; every answer must be a success."""

    def __init__(self, over: threading.Event, send: Callable[[bytes], None]) -> None:
        self._over = over
        self._send = send
        self._sent: list[str] = []
        self._failures: list[Exception] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        eventually(lambda: self._sent or self._failures)

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                name = f"{id(self)} {len(self._sent)}"
                self._send(named_payload(Signal.TRACES, name).raw)
                self._sent.append(name)
        except Exception as error:  # noqa: BLE001 - whatever it is, `finish` tells it
            self._failures.append(error)

    def finish(self) -> list[str]:
        self._thread.join()
        assert self._failures == []
        return self._sent
