"""Of made-up values of every kind, none that is found survives in what any exporter writes."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from otelevals.api.batch import Batch, Payload
from otelevals.api.telemetry import Telemetry
from otelevals.detect.engine import Detector
from otelevals.exporters.debug_detail import detailed_lines
from otelevals.exporters.debug_normal import normal_lines
from otelevals.otlp.anyvalue import from_python
from otelevals.otlp.json import encode_json
from otelevals.otlp.signals import Signal
from tests.detect.corpus import identities, values
from tests.processors.build import batch, request
from tests.processors.redacting import logs, processor
from tests.redact.surviving import survivors

MADE: dict[str, Callable[[Random], str]] = {
    "email": values.email,
    "card": values.card,
    "iban": values.iban,
    "ip": values.ip,
    "mac": values.mac,
    "secrets": values.secret,
    "national_id": lambda random: ": ".join(identities.national_id(random)),
    "bank_account": lambda random: ": ".join(identities.bank_account(random)),
    "date_of_birth": lambda random: f"born on {values.date(random)}",
    "phone": lambda random: values.phone(random, values.ABROAD),
}
ACTIONS: list[dict[str, Any]] = [
    {},
    {"action": "mask"},
    {"action": "tokenize", "hmac_key": "k" * 32},
    {"action": "hash", "hash_function": "sha3"},
]
DETECTOR = Detector()


def span_of(said: str) -> Span:
    inner = json.dumps({"note": said, "more": [json.dumps({"note": said})]})
    span = Span(trace_id=b"\x01" * 16, span_id=b"\x02" * 8, name=f"for {said}!")
    for key, value in {
        "note": said,
        "text": f"for {said}!",
        "escaped": json.dumps([inner]).replace("@", "\\u0040"),
        "cut": json.dumps([{"note": f"{said}\n{said}"}])[:-3],
        "bytes": f"for {said}!".encode(),
        "map": {"list": [said, {"note": said}]},
        f"about {said}!": 1,
    }.items():
        span.attributes.add(key=key).value.CopyFrom(from_python(value))
    span.status.message = said
    span.events.add(name=said).attributes.add(key="note").value.string_value = said
    span.links.add().attributes.add(key="note").value.string_value = said
    return span


def traces_of(said: str) -> Batch:
    message = request(span_of(said), resource={"note": said})
    message.resource_spans[0].scope_spans[0].scope.attributes.add(key="note").value.string_value = said
    return batch(Payload.received(Signal.TRACES, message.SerializeToString()))


def logs_of(said: str) -> Batch:
    return logs(
        *[
            LogRecord(body=from_python(body))
            for body in (said, {"note": [said]}, json.dumps({"note": said}), said.encode())
        ],
        resource={"note": said},
    )


def written(payload: Payload) -> dict[str, bytes]:
    """What exporters make of it: OTLP, files, and the console in each detail."""
    message: Any = payload.signal.wire.request.FromString(payload.raw)
    return {
        "protobuf": payload.raw,
        "JSON": encode_json(message),
        "detailed": "\n".join(detailed_lines(payload.signal, message)).encode(),
        "normal": "\n".join(normal_lines(payload.signal, message)).encode(),
    }


@pytest.mark.parametrize("make", [traces_of, logs_of])
@given(
    seed=st.integers(0, 1 << 32),
    kinds=st.sets(st.sampled_from(sorted(MADE)), min_size=1),
    action=st.sampled_from(ACTIONS),
)
def test_no_value_that_is_found_survives(make: Any, seed: int, kinds: set[str], action: dict[str, Any]) -> None:
    random = Random(seed)
    said = ". ".join([MADE[kind](random) for kind in sorted(kinds)])
    found = {f"{kind} {start}": said[start:end] for kind, start, end in DETECTOR.cover(said)}
    telemetry = Telemetry()
    with capture_logs() as lines:
        result = processor(telemetry=telemetry, kinds="all", summary="debug", **action).process(make(said))
    assert result is not None
    (payload,) = result.payloads
    outputs = {**written(payload), "logs": repr(lines).encode(), "metrics": generate_latest(telemetry.registry)}
    assert survivors(outputs, found) == []
