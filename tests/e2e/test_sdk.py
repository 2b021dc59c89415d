"""The OpenTelemetry SDK sends through a collector: every signal arrives, and GenAI spans have their scores."""

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcSpanExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter

from otelevals.otlp.signals import Signal
from tests.e2e.backends import Backend, grpc_backend
from tests.e2e.collector import OTLP, Collector, collector, service

pytestmark = pytest.mark.xdist_group("sdk")

CHECKS = """
def shouts(output: str) -> bool:
    return output.isupper()

def breaks(output: str) -> bool:
    raise RuntimeError("broken")
"""
GENAI = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5-mini",
    "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Say hello."}]}]',
    "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"HELLO"}]}]',
}
RESOURCE = Resource({"service.name": "shop"})


@pytest.fixture(scope="module")
def sink() -> Iterator[Backend]:
    with grpc_backend() as backend:
        yield backend


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, sink: Backend) -> Iterator[Collector]:
    folder = tmp_path_factory.mktemp("sdk")
    (folder / "checks.py").write_text(CHECKS)
    scorers = {
        "not_empty": None,
        "polite": {"type": "contains", "values": ["please"]},
        "shouts": {"type": "python", "path": "checks.py:shouts"},
        "breaks": {"type": "python", "path": "checks.py:breaks"},
    }
    pipeline = {"receivers": ["otlp"], "exporters": ["otlp_grpc"]}
    options = {
        "receivers": {"otlp": OTLP},
        "processors": {"scorer": {"scorers": scorers}},
        "exporters": {"otlp_grpc": {"endpoint": sink.endpoint, "tls": {"insecure": True}}},
        "service": service({"traces": {**pipeline, "processors": ["scorer"]}, "metrics": pipeline}),
    }
    with collector(folder / "c.yaml", options) as collecting:
        yield collecting
        assert collecting.terminate() == 0


def exported(exporter: SpanExporter, name: str, attributes: dict[str, str], sink: Backend) -> dict[str, Any]:
    """What became of the attributes of a span that the SDK exports."""
    seen = len(sink.taken)
    provider = TracerProvider(resource=RESOURCE)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("test").start_as_current_span(name, attributes=attributes):
        pass
    provider.shutdown()
    signal, raw, _ = sink.next(seen)
    request: Any = Signal.TRACES.wire.request.FromString(raw)
    assert signal is Signal.TRACES
    (group,) = request.resource_spans
    assert "shop" in {attribute.value.string_value for attribute in group.resource.attributes}
    (span,) = group.scope_spans[0].spans
    assert span.name == name
    return {item.key: getattr(item.value, item.value.WhichOneof("value")) for item in span.attributes}


def span_exporter(kind: str, running: Collector) -> SpanExporter:
    if kind == "grpc":
        return GrpcSpanExporter(endpoint=running.grpc, insecure=True)
    return HttpSpanExporter(endpoint=f"{running.http}/v1/traces")


@pytest.mark.parametrize("kind", ["grpc", "http"])
def test_genai_spans_get_their_scores(kind: str, running: Collector, sink: Backend) -> None:
    found = exported(span_exporter(kind, running), "chat gpt-5-mini", GENAI, sink)
    assert GENAI.items() <= found.items()
    scores = {key: value for key, value in found.items() if key.startswith("eval.") and not key.endswith(".version")}
    assert scores["eval.not_empty.passed"] is True
    assert scores["eval.not_empty.score"] == 1.0
    assert scores["eval.polite.passed"] is False
    assert scores["eval.shouts.passed"] is True
    assert [key for key in scores if key.startswith("eval.breaks.")] == ["eval.breaks.error"]


@pytest.mark.parametrize("kind", ["grpc", "http"])
def test_other_spans_stay_as_they_are(kind: str, running: Collector, sink: Backend) -> None:
    attributes = {"http.request.method": "GET"}
    assert exported(span_exporter(kind, running), "GET /", attributes, sink) == attributes


def test_metrics_arrive(running: Collector, sink: Backend) -> None:
    seen = len(sink.taken)
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=f"{running.http}/v1/metrics"))
    provider = MeterProvider([reader], resource=RESOURCE)
    provider.get_meter("test").create_counter("orders").add(3)
    provider.shutdown()
    signal, raw, _ = sink.next(seen)
    request: Any = signal.wire.request.FromString(raw)
    (metric,) = request.resource_metrics[0].scope_metrics[0].metrics
    assert (signal, metric.name, metric.sum.data_points[0].as_int) == (Signal.METRICS, "orders", 3)
