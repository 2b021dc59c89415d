"""A collector starts, drains, and says what became of everything it accepted."""

import os
import signal
import socket
import threading
from pathlib import Path
from typing import Any

import grpc
import pytest

from otelevals.otlp.signals import Signal
from otelevals.testing import named_payload
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.waiting import eventually

TRACES = {"receivers": ["otlp"], "exporters": ["otlp_grpc"]}


def send(clients: Clients, running: Collector, name: str) -> None:
    clients.grpc(running.grpc, Signal.TRACES, named_payload(Signal.TRACES, name).raw)


def to(endpoint: str, **service_options: Any) -> dict[str, Any]:
    """A configuration that sends traces there."""
    return {
        "receivers": {"otlp": OTLP},
        "exporters": {"otlp_grpc": {"endpoint": endpoint, "tls": {"insecure": True}}},
        "extensions": {"health_check": {"endpoint": "127.0.0.1:0"}},
        "service": service({"traces": TRACES}, **service_options),
    }


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_delivers_what_was_accepted(number: int, tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    gate = threading.Event()
    grpc_sink.answer = lambda: gate.wait(60) and None
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint, extensions=["health_check"])) as running:
        names = [f"request {number}" for number in range(100)]
        for name in names:
            send(clients, running, name)
        assert running.health() == 200
        running.process.send_signal(number)
        running.wait_for("stopping")
        eventually(lambda: running.health() == 503)
        with pytest.raises(grpc.RpcError):
            send(clients, running, "late")
        gate.set()
        assert running.wait() == 0
        assert running.wait_for_end()["undelivered_items"] == 0
    assert sorted(grpc_sink.names) == sorted(names)


def test_a_stop_names_what_a_dead_backend_did_not_take(tmp_path: Path, clients: Clients, nobody: str) -> None:
    with collector(tmp_path / "c.yaml", to(nobody, drain_timeout="300ms")) as running:
        for name in ("a", "b", "c"):
            send(clients, running, name)
        running.wait_for("export failed, will retry", exporter="otlp_grpc")
        assert running.terminate() == 1
        (left,) = running.logged("not delivered before the deadline")
        assert (left["exporter"], left["signal"], left["requests"], left["items"]) == ("otlp_grpc", "traces", 3, 3)
        assert running.wait_for_end()["undelivered_items"] == 3


def test_it_is_unready_until_everything_has_started(tmp_path: Path, grpc_sink: Backend) -> None:
    fifo = tmp_path / "token"
    options = to(grpc_sink.endpoint, extensions=["health_check", "headers_setter"])
    options["extensions"]["headers_setter"] = {"headers": [{"key": "authorization", "value_file": "token"}]}
    os.mkfifo(fifo)  # whoever reads it waits for somebody who writes
    path = tmp_path / "c.yaml"
    running = Collector(path, options)
    try:
        assert running.health() == 503
        fifo.write_text("secret")
        running.wait_for("ready")
        assert running.health() == 200
        assert running.terminate() == 0
    finally:
        running.close()


def test_an_exporter_that_fails_for_long_makes_it_unready(tmp_path: Path, clients: Clients, nobody: str) -> None:
    options = to(nobody, extensions=["health_check"], drain_timeout="0s")
    options["extensions"]["health_check"]["component_health"] = {"recovery_duration": "0s"}
    with collector(tmp_path / "c.yaml", options) as running:
        assert running.health() == 200
        send(clients, running, "stuck")
        eventually(lambda: running.health() == 503)


def test_a_port_in_use_is_a_failure_to_start(tmp_path: Path, grpc_sink: Backend) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = to(grpc_sink.endpoint)
        endpoint = f"127.0.0.1:{taken.getsockname()[1]}"
        options["receivers"] = {"otlp": {"protocols": {"grpc": {"endpoint": endpoint}}}}
        running = Collector(tmp_path / "c.yaml", options)
        try:
            assert running.wait() == 1
        finally:
            running.close()
    assert running.log[-1]["text"] == f"cannot start: otlp: cannot listen on {endpoint}: address already in use\n"


def test_an_invalid_configuration_is_told_with_its_place(tmp_path: Path) -> None:
    running = Collector(tmp_path / "c.yaml", {"receivers": {"otlp": {"protocols": {"grcp": None}}}})
    try:
        assert running.wait() == 3
    finally:
        running.close()
    assert f"{tmp_path}/c.yaml:" in "".join(line["text"] for line in running.log)


def test_its_metrics_have_the_collectors_names(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    options = to(grpc_sink.endpoint)
    options["processors"] = {"batch": {"timeout": "10ms"}}
    options["service"]["pipelines"]["traces"] = {**TRACES, "processors": ["batch"]}
    with collector(tmp_path / "c.yaml", options) as running:
        send(clients, running, "a")
        eventually(lambda: running.metric('otelcol_exporter_sent_spans_total{exporter="otlp_grpc"}') == 1)
        page = running.metrics()
        for sample in (
            'otelcol_receiver_accepted_spans_total{receiver="otlp",transport="grpc"} 1.0',
            'otelcol_receiver_refused_spans_total{receiver="otlp",transport="grpc"} 0.0',
            'otelcol_processor_incoming_items_total{otel_signal="traces",processor="batch"} 1.0',
            'otelcol_processor_outgoing_items_total{otel_signal="traces",processor="batch"} 1.0',
            'otelcol_exporter_send_failed_spans_total{exporter="otlp_grpc"} 0.0',
            'otelcol_exporter_enqueue_failed_spans_total{exporter="otlp_grpc"} 0.0',
            'otelcol_exporter_queue_size{data_type="traces",exporter="otlp_grpc"} 0.0',
            'otelcol_exporter_queue_capacity{data_type="traces",exporter="otlp_grpc"} 1000.0',
        ):
            assert f"\n{sample}\n" in page
        for name in ("process_uptime_total", "process_cpu_seconds_total", "process_memory_rss"):
            assert running.metric(f"otelcol_{name}") > 0
