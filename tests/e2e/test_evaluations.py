"""Spans leave at once, logs untouched, and what both say together is scored and sent as evaluations of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

from otelevals.api.batch import Payload
from otelevals.otlp.anyvalue import encode_attributes
from otelevals.otlp.signals import Signal
from tests.e2e.backends import Backend, grpc_backend, http_backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.processors.build import request
from tests.processors.line import CHECKS, Verdict, chat, content, retrieval, span, verdicts_of
from tests.waiting import eventually

NONE: frozenset[str] = frozenset()


@pytest.fixture
def evaluations() -> Iterator[Backend]:
    with grpc_backend() as backend:
        yield backend


@pytest.fixture
def grpc_spans() -> Iterator[Backend]:
    with grpc_backend() as backend:
        yield backend


@pytest.fixture
def http_spans() -> Iterator[Backend]:
    with http_backend() as backend:
        yield backend


@pytest.fixture
def running(
    tmp_path: Path, grpc_sink: Backend, evaluations: Backend, grpc_spans: Backend, http_spans: Backend
) -> Iterator[Collector]:
    (tmp_path / "checks.py").write_text(CHECKS)
    to = {"tls": {"insecure": True}}
    options: dict[str, Any] = {
        "receivers": {"otlp": OTLP},
        "processors": {
            "group_by_trace": {"hold": "none", "root_ended": "50ms"},
            "scorer": {"scorers": {"seen": {"type": "python", "path": "checks.py:seen"}}},
        },
        "exporters": {
            "otlp_grpc": {"endpoint": grpc_sink.endpoint, **to},
            "otlp_grpc/evals": {"endpoint": evaluations.endpoint, **to},
            "otlp_grpc/spans": {"endpoint": grpc_spans.endpoint, "evals_as": "spans", **to},
            "otlp_http/spans": {"endpoint": http_spans.endpoint, "evals_as": "spans"},
        },
        "service": service(
            {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["group_by_trace", "scorer"],
                    "exporters": ["otlp_grpc"],
                },
                "logs": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]},
                "evals": {"exporters": ["otlp_grpc/evals", "otlp_grpc/spans", "otlp_http/spans"]},
            }
        ),
    }
    with collector(tmp_path / "collector.yaml", options) as started:
        yield started


def logs(*records: LogRecord) -> bytes:
    message = ExportLogsServiceRequest()
    group = message.resource_logs.add()
    group.resource.MergeFromString(encode_attributes(1, {"service.name": "shop"}))
    group.scope_logs.add().log_records.extend(records)
    raw: bytes = message.SerializeToString()
    return raw


def verdicts(backend: Backend) -> list[Verdict]:
    return [each for signal, raw in backend.received() for each in verdicts_of(Payload.received(signal, raw))]


def test_a_trace_with_content_in_logs(
    running: Collector, clients: Clients, grpc_sink: Backend, evaluations: Backend
) -> None:
    session: dict[str, Any] = {"session.id": "s1"}
    spans = [retrieval(2, 1, "It rains."), chat(3, 1, at=2), span(1, seconds=9, **session)]
    sent = [request(each).SerializeToString() for each in spans]
    record = logs(content(3, "Rain."))
    clients.grpc(running.grpc, Signal.LOGS, record)
    for raw in sent:
        clients.grpc(running.grpc, Signal.TRACES, raw)
    eventually(lambda: verdicts(evaluations) == [Verdict(3, "seen", "Rain. | It rains. | session s1", 0, NONE)])
    eventually(lambda: sorted(grpc_sink.names) == sorted([each.name for each in spans] + [content(3, "").event_name]))
    assert (Signal.LOGS, record) in grpc_sink.received()
    assert b"".join(raw for signal, raw in grpc_sink.received() if signal is Signal.TRACES) == b"".join(sent)


def test_a_late_span_supersedes(running: Collector, clients: Clients, grpc_sink: Backend, evaluations: Backend) -> None:
    first = request(chat(3, 1, answer="Rain.", at=2), span(1, seconds=9))
    clients.http(running.http, Signal.TRACES, first.SerializeToString())
    eventually(lambda: [each.revision for each in verdicts(evaluations)] == [0])
    clients.http(running.http, Signal.TRACES, request(retrieval(2, 1, "It rains.")).SerializeToString())
    eventually(lambda: len(verdicts(evaluations)) > 1)
    assert verdicts(evaluations)[1:] == [Verdict(3, "seen", "Rain. | It rains. | session None", 1, NONE)]
    assert running.terminate() == 0
    assert sorted(grpc_sink.names) == ["span 1", "span 2", "span 3"]


def test_backends_that_take_no_logs_get_spans_which_are_never_scored(
    running: Collector, clients: Clients, grpc_spans: Backend, http_spans: Backend
) -> None:
    clients.grpc(running.grpc, Signal.TRACES, request(chat(3, answer="Rain.", at=2)).SerializeToString())
    eventually(lambda: bool(grpc_spans.received() and http_spans.received()))
    ((_, first),), ((signal, again),) = grpc_spans.received(), http_spans.received()
    assert (signal, again) == (Signal.TRACES, first)
    (span,) = Payload.received(signal, first).spans
    target = chat(3)
    assert [(link.trace_id, link.span_id) for link in span.message.links] == [(target.trace_id, target.span_id)]
    clients.grpc(running.grpc, Signal.TRACES, first)
    clients.grpc(running.grpc, Signal.TRACES, request(chat(4, answer="Snow.", at=2)).SerializeToString())
    eventually(lambda: len(grpc_spans.names) == 2)
    assert running.terminate() == 0
    assert grpc_spans.names == ["evaluation seen", "evaluation seen"]
