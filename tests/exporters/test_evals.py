"""Evaluations leave as log records, so that every backend that takes logs takes them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from otelevals import __version__
from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Exporter
from otelevals.api.span import Resource as ResourcePart
from otelevals.api.span import Scope
from otelevals.exporters.debug import DebugExporter
from otelevals.exporters.file import FileExporter
from otelevals.exporters.otlp_grpc import OtlpGrpcExporter
from otelevals.exporters.otlp_http import OtlpHttpExporter
from otelevals.genai.emit import evaluation_record, evaluation_request
from otelevals.genai.log_events import log_event
from otelevals.otlp.anyvalue import to_python
from otelevals.otlp.signals import Signal
from tests.exporters.samples import context, make
from tests.receivers.running import Running, running

RESOURCE = Resource()
RESOURCE.attributes.add(key="service.name").value.string_value = "shop"
RECORD = evaluation_record(7, "tone", b"t" * 16, b"s" * 8, score=0.5, more={"otelevals.version": "1"})
RAW = evaluation_request({RESOURCE.SerializeToString(): [RECORD]})
BATCH = Batch(Signal.EVALS, (Payload.received(Signal.EVALS, RAW),))


def export(exporter: Exporter) -> None:
    exporter.start()
    try:
        exporter.export(BATCH)
    finally:
        exporter.shutdown()


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """A collector that they come to."""
    with running() as found:
        yield found


@pytest.fixture(params=["otlp_grpc", "otlp_http", "otlp_http as json", "otlp_http for logs alone"])
def otlp(request: pytest.FixtureRequest, server: Running) -> Exporter:
    url = f"http://127.0.0.1:{server.receiver.http_port}"
    match request.param:
        case "otlp_grpc":
            return make(OtlpGrpcExporter, {"endpoint": f"http://127.0.0.1:{server.receiver.grpc_port}"})
        case "otlp_http":
            return make(OtlpHttpExporter, {"endpoint": url})
        case "otlp_http as json":
            return make(OtlpHttpExporter, {"endpoint": url, "encoding": "json"})
        case _:
            return make(OtlpHttpExporter, {"logs_endpoint": f"{url}/v1/logs"})


def test_they_arrive_as_log_records_of_what_they_are_about(server: Running, otlp: Exporter) -> None:
    export(otlp)
    signal, message = server.arrived()[-1]
    assert (signal, message) == (Signal.LOGS, ExportLogsServiceRequest.FromString(RAW))
    (group,) = message.resource_logs
    assert group.resource == RESOURCE
    assert (group.scope_logs[0].scope.name, group.scope_logs[0].scope.version) == ("otelevals", __version__)
    (record,) = group.scope_logs[0].log_records
    assert (record.event_name, record.trace_id, record.span_id) == ("gen_ai.evaluation.result", b"t" * 16, b"s" * 8)
    assert {each.key: to_python(each.value) for each in record.attributes} == {
        "gen_ai.evaluation.name": "tone",
        "gen_ai.evaluation.score.value": 0.5,
        "otelevals.version": "1",
    }


def test_one_that_comes_back_has_nothing_to_evaluate() -> None:
    event = log_event(RECORD, Scope((), ResourcePart(())))
    assert event is not None
    assert not event.has_content


def test_a_file_has_them_as_logs(tmp_path: Path) -> None:
    export(make(FileExporter, {"path": "evals.json"}, context(tmp_path)))
    (line,) = (tmp_path / "evals.json").read_text().splitlines()
    (group,) = json.loads(line)["resourceLogs"]
    assert group["scopeLogs"][0]["logRecords"][0]["eventName"] == "gen_ai.evaluation.result"


@pytest.mark.parametrize(
    ("verbosity", "shown"),
    [("normal", "  log     INFO"), ("detailed", "EventName: gen_ai.evaluation.result")],
)
def test_they_are_printed_as_log_records(capsys: pytest.CaptureFixture[str], verbosity: str, shown: str) -> None:
    export(make(DebugExporter, {"verbosity": verbosity}))
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == f"sink/test: evals, 1 request, 1 log record, {len(RAW)} bytes"
    assert any(line.startswith(shown) for line in lines)
