"""Private data is taken out wherever it is in spans and log records, and nothing else changes."""

from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from structlog.testing import capture_logs

from otelevals.api.batch import Batch, Payload
from otelevals.api.registry import Registry
from otelevals.api.telemetry import Telemetry
from otelevals.config import load
from otelevals.otlp.anyvalue import from_python, to_python
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from tests.processors.build import batch, payload, request, span, spans_of
from tests.processors.redacting import BLOCKED, VISA, attributes_of, logs, processor, record_of, redacted


def private_span(value: str) -> Span:
    result = span(f"call {value}", {"a": f"for {value}", "l": ["x", {"k": value, value: 1}], "b": value.encode()})
    result.status.message = f"cannot reach {value}"
    event = result.events.add(name=f"to {value}")
    event.attributes.add(key="m").value.string_value = f'[{{"to": "{value}", "n": 1.0}}]'
    result.links.add().attributes.add(key="l").value.string_value = value
    return result


def private_request(value: str) -> ExportTraceServiceRequest:
    message = request(private_span(value), resource={"host": value})
    scope = message.resource_spans[0].scope_spans[0].scope
    scope.attributes.add(key="s").value.string_value = value
    return message


def test_it_looks_everywhere_in_a_span() -> None:
    raw = private_request("jane@acme.example").SerializeToString()
    result = processor(kinds=["email"]).process(batch(Payload.received(Signal.TRACES, raw)))
    assert result is not None
    assert ExportTraceServiceRequest.FromString(result.body()) == private_request("[EMAIL]")


def test_it_looks_everywhere_in_a_log_record() -> None:
    def records(value: str) -> Batch:
        record = LogRecord(event_name=f"to {value}", severity_text=f"{value}!", body=from_python({value: value}))
        record.attributes.add(key="a").value.CopyFrom(from_python([value]))
        return logs(record, resource={"host": value})

    result = processor(kinds=["email"]).process(records("jane@acme.example"))
    assert result is not None
    expected = records("[EMAIL]").body()
    assert ExportLogsServiceRequest.FromString(result.body()) == ExportLogsServiceRequest.FromString(expected)


def test_what_has_nothing_private_is_the_same_object() -> None:
    given = batch(Payload.received(Signal.TRACES, private_request("nobody").SerializeToString()))
    again = logs(LogRecord(body=from_python({"a": "nobody"})), resource={"host": "here"})
    taker = processor(kinds="all", summary="debug", **BLOCKED)
    assert taker.process(given) is given
    assert taker.process(again) is again


def test_spans_without_anything_private_stay_the_same_bytes() -> None:
    given = payload(span("one"), private_span("jane@acme.example"), span("three"))
    result = processor(kinds=["email"]).process(batch(given))
    assert result is not None
    ((first, second, third),) = result.payloads[0].parts
    assert (first, third) == (given.parts[0][0], given.parts[0][2])
    assert second != given.parts[0][1]


def test_keys_of_whole_values_are_hashed_alike() -> None:
    options = {"hash_keys": ["user.id"], "hash_function": "hmac-sha256", "hmac_key": "k" * 32}
    one, same, other = (redacted({"user.id": user, "n": 1}, **options) for user in ("7", 7, "8"))
    assert one == same != other
    assert len(one["user.id"]) == 64
    assert one["n"] == 1


def test_tokens_join() -> None:
    options = {"kinds": ["email"], "action": "tokenize", "hmac_key": "k" * 32}
    token = redacted({"a": "jane@acme.example"}, **options)["a"]
    assert redacted({"b": "to jane@acme.example!"}, **options)["b"] == f"to {token}!"
    assert redacted({"b": token}, **options)["b"] == token


def test_it_counts_by_kind() -> None:
    telemetry = Telemetry()
    given = span(attributes={"a": "j@acme.example k@acme.example", "b": f"{VISA}", "c": "x"})
    options = {"allow_all_keys": False, "allowed_keys": ["a", "b"], "kinds": ["email"], **BLOCKED}
    processor(telemetry=telemetry, **options).process(batch(payload(given, given)))
    value = telemetry.registry.get_sample_value
    for kind, count in {"email": 4, "blocked_value": 2, "not_allowed": 3}.items():
        labels = {"processor": "redaction", "kind": kind}
        assert value("otelevals_processor_redaction_values_total", labels) == count


class Failing:
    def cover(self, text: str) -> list[Any]:
        raise RuntimeError(f"cannot read {text}")


def test_an_error_drops_the_value_and_not_the_span(monkeypatch: pytest.MonkeyPatch) -> None:
    telemetry = Telemetry()
    monkeypatch.setattr("otelevals.redact.redaction.Detector", lambda kinds, regions: Failing())
    taker = processor(telemetry=telemetry, kinds=["email"], ignored_keys=["safe"])
    given = span("private", {"a": "private", "safe": "public"})
    with capture_logs() as lines:
        (result,) = spans_of(taker.process(batch(payload(given))))
        record = record_of(taker.process(logs(LogRecord(body=from_python("private")))))
    assert result.name == to_python(record.body) == "****"
    assert attributes_of(result) == {"safe": "public"}
    assert "private" not in str(lines)
    assert [line["last_error"] for line in lines] == ["RuntimeError"] * 2
    errors = "otelevals_processor_redaction_errors_total"
    # an attribute of the span, its name, an attribute of its resource, and a body
    assert telemetry.registry.get_sample_value(errors, {"processor": "redaction"}) == 4


def broken(signal: Signal, *, resource: bytes = b"", items: tuple[bytes, ...]) -> Batch:
    frame = Payload(signal, b"").frame
    group = frame.groups.add(resource=[resource])
    group.scopes.add().items.extend(items)
    return Batch(signal, (Payload.received(signal, frame.SerializeToString()),))


BROKEN = b"\x2a\x02\xff\xfe"


def test_spans_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(MalformedRequest):
        processor(kinds="all").process(broken(Signal.TRACES, items=(BROKEN,)))
    with pytest.raises(MalformedRequest):
        processor(kinds="all").process(broken(Signal.TRACES, resource=b"\x0a\x09x", items=(b"",)))


def test_log_records_that_cannot_be_read_are_dropped() -> None:
    good = LogRecord(event_name="good").SerializeToString()
    taker = processor(kinds="all")
    result = taker.process(broken(Signal.LOGS, items=(good, BROKEN)))
    assert result is not None
    assert result.payloads[0].parts == [[good]]
    assert taker.process(broken(Signal.LOGS, items=(BROKEN,))) is None
    assert taker.process(broken(Signal.LOGS, resource=b"\x0a\x09x", items=(good,))) is None


def test_a_redaction_behind_a_scorer_is_warned_of() -> None:
    def warnings(*processors: str) -> list[str]:
        options = {
            "receivers": {"otlp": {"protocols": {"grpc": {}}}},
            "processors": {"redaction": {}, "scorer/a": {"scorers": {"not_empty": {}}}},
            "exporters": {"debug": {}},
            "service": {
                "pipelines": {"traces": {"receivers": ["otlp"], "processors": [*processors], "exporters": ["debug"]}}
            },
        }
        return load(["env:c"], [], Registry(), {"c": repr(options)}).warnings

    assert warnings("redaction", "scorer/a") == []
    (warning,) = warnings("scorer/a", "redaction")
    assert "in traces, scorer/a is before it and sees what it takes out" in warning
