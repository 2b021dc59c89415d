"""What arrives is printed for people, in three degrees of detail, whatever it is."""

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from pydantic import ValidationError

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.errors import Permanent
from otelevals.exporters.debug import DebugExporter
from otelevals.otlp.anyvalue import from_python
from otelevals.otlp.signals import Signal
from tests.exporters.samples import any_request, batch_of, context, failure_of, fixture_requests, make, one_span

MESSAGES = [{"role": "user", "parts": [{"type": "text", "content": "Wie heißt die Hauptstadt von Frankreich?"}]}]


def attributes(values: dict[str, Any]) -> list[KeyValue]:
    return [KeyValue(key=key, value=from_python(value)) for key, value in values.items()]


def chat() -> Any:
    request: Any = Signal.TRACES.wire.request()
    group = request.resource_spans.add(schema_url="https://opentelemetry.io/schemas/1.38.0")
    group.resource.attributes.extend(attributes({"service.name": "shop"}))
    scope = group.scope_spans.add()
    scope.scope.name, scope.scope.version = "openai", "2.1"
    span = scope.spans.add(
        name="chat gpt-5-mini",
        trace_id=bytes(range(16)),
        span_id=bytes(range(8)),
        parent_span_id=b"p" * 8,
        kind=3,
        start_time_unix_nano=1_700_000_000_000_000_000,
        end_time_unix_nano=1_700_000_001_250_000_000,
        trace_state="ot=th:8",
    )
    span.status.code, span.status.message = 2, "rate limited"
    values = {
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.input.messages": json.dumps(MESSAGES),
        "gen_ai.usage.output_tokens": 12,
        "stop": ["\n", "END"],
        "image": b"\x00\x01",
        "eval.not_empty.passed": True,
        "eval.not_empty.score": 1.0,
    }
    span.attributes.extend(attributes(values))
    event = span.events.add(name="exception", time_unix_nano=1_700_000_001_000_000_001)
    event.attributes.extend(attributes({"exception.message": "first line\nsecond line"}))
    span.links.add(trace_id=b"t" * 16, span_id=b"s" * 8)
    return request


def log() -> Any:
    request: Any = Signal.LOGS.wire.request()
    record = (
        request.resource_logs.add()
        .scope_logs.add()
        .log_records.add(
            time_unix_nano=1_700_000_000_000_000_000,
            severity_number=9,
            severity_text="INFO",
            event_name="gen_ai.evaluation.result",
        )
    )
    record.body.string_value = "an evaluation"
    record.attributes.extend(attributes({"gen_ai.evaluation.name": "faithful"}))
    return request


def metrics() -> Any:
    request: Any = Signal.METRICS.wire.request()
    scope = request.resource_metrics.add().scope_metrics.add()
    scope.metrics.add(name="nothing")
    gauge = scope.metrics.add(name="temperature", unit="Cel", description="How warm it is.").gauge
    gauge.data_points.add(as_double=21.5).attributes.extend(attributes({"room": "lab"}))
    total = scope.metrics.add(name="requests").sum
    total.is_monotonic, total.aggregation_temporality = True, 2
    total.data_points.add(as_int=7).exemplars.add(as_int=1, span_id=b"s" * 8)
    histogram = scope.metrics.add(name="duration", unit="s").histogram
    histogram.data_points.add(count=3, sum=4.5, min=0.5, max=3.0, explicit_bounds=[1.0], bucket_counts=[1, 2])
    exponential = scope.metrics.add(name="size").exponential_histogram
    point = exponential.data_points.add(count=4, sum=1.0, scale=0, zero_count=1)
    point.positive.offset, point.negative.offset = 1, 0
    point.positive.bucket_counts.extend([2])
    point.negative.bucket_counts.extend([1])
    summary = scope.metrics.add(name="latency").summary
    summary.data_points.add(count=2, sum=3.0).quantile_values.add(quantile=0.5, value=1.5)
    return request


def printed(capsys: pytest.CaptureFixture[str], batch: Batch, verbosity: str = "detailed") -> str:
    make(DebugExporter, {"verbosity": verbosity}).export(batch)
    return capsys.readouterr().out


def test_basic_prints_a_line_for_each_batch(capsys: pytest.CaptureFixture[str]) -> None:
    batch = batch_of(Signal.TRACES, chat(), chat())
    assert printed(capsys, batch, "basic") == f"sink/test: traces, 2 requests, 2 spans, {batch.size} bytes\n"


def test_normal_prints_a_line_for_each_record_with_its_scores_first(capsys: pytest.CaptureFixture[str]) -> None:
    batch = batch_of(Signal.TRACES, chat())
    expected = (
        f"sink/test: traces, 1 request, 1 span, {batch.size} bytes\n"
        "  span    chat gpt-5-mini  1.25s  Error (rate limited)  "
        "trace=000102030405060708090a0b0c0d0e0f span=0001020304050607  "
        "eval.not_empty.passed=true  eval.not_empty.score=1.0  gen_ai.request.model=gpt-5-mini  "
        'gen_ai.input.messages=[{"role": "user", "parts": [{"type": "text", "content": "Wi…  '
        'gen_ai.usage.output_tokens=12  stop=["\\n", "END"]  image=AAE=\n'
    )
    assert printed(capsys, batch, "normal") == expected


def test_normal_prints_logs_and_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, batch_of(Signal.LOGS, log()), "normal")
    text += printed(capsys, batch_of(Signal.METRICS, metrics()), "normal")
    assert [line for line in text.splitlines() if line.startswith(" ")] == [
        "  log     INFO  gen_ai.evaluation.result  an evaluation  gen_ai.evaluation.name=faithful",
        "  metric  nothing  empty",
        "  metric  temperature  gauge  Cel  [21.5 room=lab]",
        "  metric  requests  sum  [7]",
        "  metric  duration  histogram  s  [count=3 sum=4.5]",
        "  metric  size  exponential histogram  [count=4 sum=1]",
        "  metric  latency  summary  [count=2 sum=3]",
    ]


DETAILED = """\
ResourceSpans #0
Resource SchemaURL: https://opentelemetry.io/schemas/1.38.0
Resource attributes:
     -> service.name: Str(shop)
ScopeSpans #0
ScopeSpans SchemaURL:
InstrumentationScope openai 2.1
Span #0
    Trace ID       : 000102030405060708090a0b0c0d0e0f
    Parent ID      : 7070707070707070
    ID             : 0001020304050607
    Name           : chat gpt-5-mini
    Kind           : Client
    TraceState     : ot=th:8
    Start time     : 2023-11-14 22:13:20 +0000 UTC
    End time       : 2023-11-14 22:13:21.25 +0000 UTC
    Status code    : Error
    Status message : rate limited
Attributes:
     -> gen_ai.request.model: Str(gpt-5-mini)
     -> gen_ai.input.messages: Str([
               {
                 "role": "user",
                 "parts": [
                   {
                     "type": "text",
                     "content": "Wie heißt die Hauptstadt von Frankreich?"
                   }
                 ]
               }
             ])
     -> gen_ai.usage.output_tokens: Int(12)
     -> stop: Slice([
               "\\n",
               "END"
             ])
     -> image: Bytes(AAE=)
     -> eval.not_empty.passed: Bool(true)
     -> eval.not_empty.score: Double(1.0)
Events:
SpanEvent #0
     -> Name: exception
     -> Timestamp: 2023-11-14 22:13:21.000000001 +0000 UTC
     -> DroppedAttributesCount: 0
     -> Attributes:
          -> exception.message: Str(first line
                  second line)
Links:
SpanLink #0
     -> Trace ID: 74747474747474747474747474747474
     -> ID: 7373737373737373
     -> TraceState:
     -> DroppedAttributesCount: 0
"""


def test_detailed_prints_everything_in_a_span(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, batch_of(Signal.TRACES, chat())).partition("\n")[2] == DETAILED


def test_detailed_prints_everything_in_a_log_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, batch_of(Signal.LOGS, log())).splitlines()[6:] == [
        "LogRecord #0",
        "ObservedTimestamp: 1970-01-01 00:00:00 +0000 UTC",
        "Timestamp: 2023-11-14 22:13:20 +0000 UTC",
        "SeverityText: INFO",
        "SeverityNumber: Info(9)",
        "EventName: gen_ai.evaluation.result",
        "Body: Str(an evaluation)",
        "Attributes:",
        "     -> gen_ai.evaluation.name: Str(faithful)",
        "Trace ID:",
        "Span ID:",
        "Flags: 0",
    ]


def test_detailed_prints_every_kind_of_data_point(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, batch_of(Signal.METRICS, metrics()))
    shown = [line for line in text.splitlines() if line.startswith(("Value", "Bucket", "Quantile", "     -> Value"))]
    assert shown == [
        "Value: 21.500000",
        "Value: 7",
        "     -> Value: 1",
        "Buckets #0, Count: 1",
        "Buckets #1, Count: 2",
        "Bucket [-2.000000, -1.000000), Count: 1",
        "Bucket [0, 0], Count: 1",
        "Bucket (2.000000, 4.000000], Count: 2",
        "QuantileValue #0: Quantile 0.500000, Value 1.500000",
    ]


def test_what_cannot_be_decoded_is_said_and_the_rest_printed(capsys: pytest.CaptureFixture[str]) -> None:
    request = one_span("good")
    bad = b"\x0a\x05"  # a span that says it is longer than it is
    broken = b"\x0a\x06\x12\x04\x12\x02" + bad
    batch = Batch(
        Signal.TRACES,
        (Payload(Signal.TRACES, request.SerializeToString() + broken), Payload(Signal.TRACES, b"garbage")),
    )
    assert printed(capsys, batch, "normal").splitlines() == [
        f"sink/test: traces, 2 requests, undecodable spans, {batch.size} bytes",
        f"  span    good  not ended  Unset  trace={b't'.hex() * 16} span={b's'.hex() * 8}",
        "a span of 2 bytes is not valid protobuf",
        "a request of 7 bytes is not valid protobuf",
    ]


def test_control_characters_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, batch_of(Signal.TRACES, one_span("\x1b[2Jgone\x9b1m")), "normal")
    assert "\\x1b[2Jgone\\x9b1m" in text


@pytest.mark.parametrize("verbosity", ["normal", "detailed"])
@pytest.mark.parametrize(("signal", "message"), fixture_requests())
def test_recorded_requests_are_printed(
    capsys: pytest.CaptureFixture[str], signal: Signal, message: Any, verbosity: str
) -> None:
    assert len(printed(capsys, batch_of(signal, message), verbosity).splitlines()) > 1


@given(any_request(nan=True), st.sampled_from(["normal", "detailed"]))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_request_is_printed(capsys: pytest.CaptureFixture[str], case: tuple[Signal, Any], verbosity: str) -> None:
    signal, message = case
    assert printed(capsys, batch_of(signal, message), verbosity).startswith(f"sink/test: {signal.value}, 1 request, ")


@given(st.sampled_from(Signal), st.binary(max_size=60))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_printed(capsys: pytest.CaptureFixture[str], signal: Signal, raw: bytes) -> None:
    batch = Batch(signal, (Payload(signal, raw),))
    assert printed(capsys, batch).startswith(f"sink/test: {signal.value}, 1 request, ")


def test_after_the_initial_ones_every_third_batch_of_a_second_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    clock = ManualClock()
    built = make(DebugExporter, {"sampling_initial": 1, "sampling_thereafter": 3}, context(clock=clock))
    counts = []
    for _ in range(8):
        built.export(batch_of(Signal.TRACES, chat()))
        counts.append(len(capsys.readouterr().out.splitlines()))
    assert counts == [1, 0, 0, 1, 0, 0, 1, 0]
    clock.advance(1)
    built.export(batch_of(Signal.TRACES, chat()))
    assert capsys.readouterr().out


class ClosedTerminal:
    encoding = "utf-8"

    def write(self, text: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")


def test_a_closed_terminal_is_permanent(monkeypatch: pytest.MonkeyPatch) -> None:
    built = make(DebugExporter, {})
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", ClosedTerminal())
        error = failure_of(Permanent, lambda: built.export(batch_of(Signal.TRACES, chat())))
    assert (str(error), error.everything) == ("cannot print: broken pipe", True)


def test_a_terminal_without_umlauts_gets_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    terminal = io.TextIOWrapper(buffer, encoding="ascii")
    built = make(DebugExporter, {"verbosity": "normal"})
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", terminal)
        built.export(batch_of(Signal.TRACES, one_span("Größe")))
    assert b"Gr\\xf6\\xdfe" in buffer.getvalue()


def test_the_internal_logger_is_refused() -> None:
    error = failure_of(ValidationError, lambda: make(DebugExporter, {"use_internal_logger": True}))
    text = "Value error, use_internal_logger: true is not supported: output goes to stdout"
    assert [each["msg"] for each in error.errors()] == [text]
