"""Evaluations leave as log records, so that every backend that takes logs takes them, or as spans for those that do
not."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from structlog.testing import capture_logs

from otelevals import __version__
from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Exporter
from otelevals.api.span import Resource as ResourcePart
from otelevals.api.span import Scope
from otelevals.exporters.debug import DebugExporter
from otelevals.exporters.evals_as import EvaluationForm
from otelevals.exporters.file import FileExporter
from otelevals.exporters.otlp_config import MERGED_BYTES
from otelevals.exporters.otlp_grpc import OtlpGrpcExporter
from otelevals.exporters.otlp_http import OtlpHttpExporter
from otelevals.genai.emit import evaluation_record, evaluation_request
from otelevals.genai.log_events import log_event
from otelevals.otlp.anyvalue import to_python
from otelevals.otlp.signals import TELEMETRY, Signal
from tests.exporters.samples import batch_of, context, make, sample
from tests.receivers.running import Running, running

RESOURCE = Resource()
RESOURCE.attributes.add(key="service.name").value.string_value = "shop"
RECORD = evaluation_record(7, "tone", b"t" * 16, b"s" * 8, score=0.5, more={"otelevals.version": "1"})
RAW = evaluation_request({RESOURCE.SerializeToString(): [RECORD]})
BATCH = Batch(Signal.EVALS, (Payload.received(Signal.EVALS, RAW),))


def export(exporter: Exporter, batch: Batch = BATCH) -> None:
    exporter.start()
    try:
        exporter.export(batch)
    finally:
        exporter.shutdown()


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """A collector that they come to."""
    with running() as found:
        yield found


Otlp = Callable[..., Exporter]


@pytest.fixture(params=["otlp_grpc", "otlp_http", "otlp_http as json", "otlp_http for one signal"])
def otlp(request: pytest.FixtureRequest, server: Running) -> Otlp:
    """Makes an exporter with further options."""
    url = f"http://127.0.0.1:{server.receiver.http_port}"

    def made(**options: Any) -> Exporter:
        signal = "traces" if options else "logs"
        match request.param:
            case "otlp_grpc":
                return make(OtlpGrpcExporter, {"endpoint": f"http://127.0.0.1:{server.receiver.grpc_port}", **options})
            case "otlp_http":
                return make(OtlpHttpExporter, {"endpoint": url, **options})
            case "otlp_http as json":
                return make(OtlpHttpExporter, {"endpoint": url, "encoding": "json", **options})
            case _:
                return make(OtlpHttpExporter, {f"{signal}_endpoint": f"{url}/v1/{signal}", **options})

    return made


def test_they_arrive_as_log_records_of_what_they_are_about(server: Running, otlp: Otlp) -> None:
    export(otlp())
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


def test_they_arrive_as_spans_that_link_to_what_they_are_about(server: Running, otlp: Otlp) -> None:
    export(otlp(evals_as="spans"))
    signal, message = server.arrived()[-1]
    assert signal is Signal.TRACES
    (group,) = message.resource_spans
    assert group.resource == RESOURCE
    (span,) = group.scope_spans[0].spans
    assert (span.name, span.end_time_unix_nano) == ("evaluation tone", 7)
    assert [(link.trace_id, link.span_id) for link in span.links] == [(b"t" * 16, b"s" * 8)]
    said = {each.key: to_python(each.value) for each in span.attributes}
    assert (said["openinference.span.kind"], said["gen_ai.evaluation.score.value"]) == ("EVALUATOR", 0.5)


def test_what_is_sent_again_is_the_same_span(server: Running, otlp: Otlp) -> None:
    for _ in range(2):
        export(otlp(evals_as="spans"))
    (_, first), (_, again) = server.arrived()[-2:]
    assert first == again


@pytest.mark.parametrize("signal", TELEMETRY)
def test_other_signals_leave_as_they_are(server: Running, signal: Signal) -> None:
    options = {"endpoint": f"http://127.0.0.1:{server.receiver.grpc_port}", "evals_as": "spans"}
    export(make(OtlpGrpcExporter, options), batch_of(signal, sample(signal)))
    assert server.arrived()[-1] == (signal, sample(signal))


def test_records_that_are_no_evaluations_are_counted(server: Running) -> None:
    lent = context()
    options = {"endpoint": f"http://127.0.0.1:{server.receiver.grpc_port}", "evals_as": "spans"}
    before = len(server.arrived())
    with capture_logs() as logs:
        export(make(OtlpGrpcExporter, options, lent), batch_of(Signal.EVALS, sample(Signal.EVALS)))
    assert len(server.arrived()) == before
    assert lent.telemetry.value("otelevals_exporter_unreadable_evaluations_total", exporter="sink/test") == 1
    assert [(each["event"], each["records"]) for each in logs] == [
        ("records that are no evaluations cannot be sent as spans", 1)
    ]


def test_spans_that_are_too_much_for_a_request_are_several() -> None:
    long = [evaluation_record(7, f"tone {n}", b"t" * 16, b"s" * 8, explanation="x" * 30_000) for n in range(150)]
    payloads = [Payload.received(Signal.EVALS, evaluation_request({b"": each})) for each in (long[:5], long[5:])]
    found = list(EvaluationForm("spans", context()).requests(Batch(Signal.EVALS, tuple(payloads), (("a", "b"),))))
    assert len(found) > 2
    assert all(each.size <= MERGED_BYTES and each.metadata == (("a", "b"),) for each in found)
    spans = [span for each in found for payload in each.payloads for span in payload.spans]
    assert [span.message.name for span in spans] == [f"evaluation tone {n}" for n in range(150)]


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
