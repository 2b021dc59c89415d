"""Every healthy backend gets everything once, with the headers that belong to it, whatever others do."""

from pathlib import Path
from typing import Any

import grpc
import pytest

from otelevals.otlp.signals import Signal
from otelevals.testing import named_payload
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, collector, service
from tests.waiting import eventually

INSECURE = {"tls": {"insecure": True}}


def options(exporters: dict[str, Any], **more: Any) -> dict[str, Any]:
    pipeline = {"receivers": ["otlp"], "exporters": list(exporters)}
    return {
        "receivers": {"otlp": OTLP},
        "exporters": exporters,
        "service": service({"traces": pipeline}, drain_timeout="300ms"),
        **more,
    }


def test_a_dead_backend_keeps_nothing_from_healthy_ones(
    tmp_path: Path, clients: Clients, grpc_sink: Backend, http_sink: Backend, nobody: str
) -> None:
    exporters = {
        "otlp_grpc/dead": {"endpoint": nobody, "sending_queue": {"queue_size": 5}, **INSECURE},
        "otlp_grpc": {"endpoint": grpc_sink.endpoint, **INSECURE},
        "otlp_http": {"endpoint": http_sink.endpoint},
    }
    names = [f"request {number}" for number in range(100)]
    with collector(tmp_path / "c.yaml", options(exporters)) as running:
        for name in names:
            clients.grpc(running.grpc, Signal.TRACES, named_payload(Signal.TRACES, name).raw)
        eventually(lambda: len(grpc_sink.names) == len(http_sink.names) == len(names))
        assert running.terminate() == 1
    assert sorted(grpc_sink.names) == sorted(http_sink.names) == sorted(names)


@pytest.mark.parametrize("kind", ["grpc", "http"])
def test_what_a_backend_refuses_for_now_arrives_once(
    kind: str, tmp_path: Path, clients: Clients, grpc_sink: Backend, http_sink: Backend
) -> None:
    refusals: dict[str, list[Any]] = {
        "grpc": [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.ABORTED],
        "http": ["503 Service Unavailable", "429 Too Many Requests", "502 Bad Gateway"],
    }
    answers = refusals[kind]
    sink = {"grpc": grpc_sink, "http": http_sink}[kind]
    sink.answer = lambda: answers.pop() if answers else None
    exporters = {
        f"otlp_{kind}": {"endpoint": sink.endpoint, "retry_on_failure": {"initial_interval": "10ms"}, **INSECURE}
    }
    names = [f"request {number}" for number in range(20)]
    with collector(tmp_path / "c.yaml", options(exporters)) as running:
        for name in names:
            clients.http(running.http, Signal.TRACES, named_payload(Signal.TRACES, name).raw)
        eventually(lambda: len(sink.names) >= len(names))
        assert running.terminate() == 0
    assert sorted(sink.names) == sorted(names)


def test_headers_of_requests_go_on_with_their_data(
    tmp_path: Path, clients: Clients, grpc_sink: Backend, http_sink: Backend
) -> None:
    rules = [
        {"key": "x-tenant", "from_context": "x-tenant", "default_value": "nobody"},
        {"key": "x-gateway", "value": "one"},
    ]
    auth = {"auth": {"authenticator": "headers_setter"}}
    setup = options(
        {
            "otlp_grpc": {"endpoint": grpc_sink.endpoint, **INSECURE, **auth},
            "otlp_http": {"endpoint": http_sink.endpoint, **auth},
        },
        extensions={"headers_setter": {"headers": rules}},
    )
    setup["service"]["extensions"] = ["headers_setter"]
    protocols: dict[str, Any] = OTLP["protocols"]
    included = {name: {**each, "include_metadata": True} for name, each in protocols.items()}
    setup["receivers"] = {"otlp": {"protocols": included}}
    tenants = {f"span {number}": ["a", "b", "nobody"][number % 3] for number in range(30)}
    with collector(tmp_path / "c.yaml", setup) as running:
        for number, (name, tenant) in enumerate(tenants.items()):
            raw = named_payload(Signal.TRACES, name).raw
            headers = (("x-tenant", tenant),) if tenant != "nobody" else ()
            if number % 2:
                clients.grpc(running.grpc, Signal.TRACES, raw, headers)
            else:
                clients.http(running.http, Signal.TRACES, raw, headers=headers)
        assert running.terminate() == 0
    for sink in (grpc_sink, http_sink):
        assert {name: headers["x-tenant"] for name, headers in arrivals(sink)} == tenants
        assert {headers["x-gateway"] for _, headers in arrivals(sink)} == {"one"}


def arrivals(sink: Backend) -> list[tuple[str, dict[str, Any]]]:
    """The name of every span, with the headers that it came with."""
    found = []
    for _, raw, headers in sink.taken:
        request: Any = Signal.TRACES.wire.request.FromString(raw)
        spans = [span for group in request.resource_spans for scope in group.scope_spans for span in scope.spans]
        found += [(span.name, headers) for span in spans]
    return found
