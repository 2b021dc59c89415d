"""Shorthand for what a redaction makes of attributes and bodies."""

from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

from otelevals.api.batch import Batch, Payload
from otelevals.otlp.anyvalue import from_python, to_python
from otelevals.otlp.signals import Signal
from otelevals.processors.redaction import RedactionProcessor
from otelevals.testing import context
from tests.processors.build import batch, payload, span, spans_of

VISA = "4111111111111111"
BLOCKED: dict[str, Any] = {"blocked_values": ["4[0-9]{12}(?:[0-9]{3})?", "(5[1-5][0-9]{14})"]}


def processor(**options: Any) -> RedactionProcessor:
    lent = {"telemetry": options.pop("telemetry")} if "telemetry" in options else {}
    config = RedactionProcessor.Config.model_validate({"allow_all_keys": True, **options})
    return RedactionProcessor(config, context("redaction", **lent))


def attributes_of(message: Any) -> dict[str, Any]:
    return {item.key: to_python(item.value) for item in message.attributes}


def redacted(attributes: dict[str, Any], **options: Any) -> dict[str, Any]:
    """What becomes of the attributes of a span."""
    (result,) = spans_of(processor(**options).process(batch(payload(span(attributes=attributes)))))
    return attributes_of(result)


def logs(*records: LogRecord, resource: dict[str, Any] | None = None) -> Batch:
    message = ExportLogsServiceRequest()
    group = message.resource_logs.add()
    for key, value in (resource or {}).items():
        group.resource.attributes.add(key=key).value.CopyFrom(from_python(value))
    group.scope_logs.add().log_records.extend(records)
    return Batch(Signal.LOGS, (Payload.received(Signal.LOGS, message.SerializeToString()),))


def record_of(result: Batch | None) -> LogRecord:
    assert result is not None
    (group,) = ExportLogsServiceRequest.FromString(result.body()).resource_logs
    (record,) = group.scope_logs[0].log_records
    return record


def redacted_body(body: Any, **options: Any) -> tuple[Any, dict[str, Any]]:
    record = record_of(processor(**options).process(logs(LogRecord(body=from_python(body)))))
    return to_python(record.body), attributes_of(record)
