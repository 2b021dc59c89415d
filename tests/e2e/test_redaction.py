"""What is redacted is nowhere afterwards: not at backends, in files, the ledger, the journal, logs or metrics."""

import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.otlp.anyvalue import from_python
from otelevals.otlp.signals import Signal
from otelevals.redact.options import RedactionOptions
from otelevals.redact.substitutes import Substitutes
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.processors.build import request
from tests.processors.line import chat
from tests.redact.surviving import survivors
from tests.waiting import eventually

KEY = "a key that is known to nobody here at all"
PLANTED = {
    "email": "jane.roe@private.example",
    "card": "4111 1111 1111 1111",
    "iban": "DE89370400440532013000",
    "ip": "203.0.113.77",
    "mac": "00:1a:2b:3c:4d:5e",
    "national_id": "529.982.247-25",
    "bank_account": "2100 0418 45 0200051332",
    "phone": "+49 30 23125 001",
    "date_of_birth": "12.03.1985",
    "secrets": "gh" + "p_" + "a1B2c3D4e" * 4,
    "blocked_value": "ACME-778899",
    "blocked_key": "hunter2-correct-horse",
    "hashed_key": "user-31415926",
}
TOKEN = (
    Substitutes(RedactionOptions.model_validate({"kinds": "all", "action": "tokenize", "hmac_key": KEY}))
    .found("email", PLANTED["email"])
    .encode()
)
KEPT = 'otelevals_ledger_evaluations_total{exporter="ledger",result="new"}'
CHECKS = """
from otelevals import Score

def repeats(input, output):
    return Score(1.0, explanation=f"{input} | {output}")

def fails(output):
    raise ValueError(output)
"""
_OUTSIDE = {"blocked_key", "hashed_key"}
"""Kinds that are of keys, and not found in what is said."""
SAID = ". ".join(
    f"born {value}" if kind == "date_of_birth" else value for kind, value in PLANTED.items() if kind not in _OUTSIDE
)


def planted_span() -> Span:
    span = chat(3, 1, answer=f"I wrote to {SAID}.", question=f"Write to {SAID}!")
    call = json.dumps({"to": PLANTED["email"], "password": PLANTED["blocked_key"]}).replace("@", "\\u0040")
    for key, value in {
        "user.id": PLANTED["hashed_key"],
        "login.password": PLANTED["blocked_key"],
        "tool.calls": json.dumps([{"arguments": call}]),
        "in.bytes": f"for {SAID}".encode(),
        "in.maps": {"list": [SAID, {PLANTED["email"]: SAID}]},
        f"of {PLANTED['email']}": 1,
        "cut.off": json.dumps([{"content": f"{SAID}\n{SAID}"}])[:-4],
    }.items():
        span.attributes.add(key=key).value.CopyFrom(from_python(value))
    span.status.message = f"failed for {SAID}"
    span.events.add(name=f"for {SAID}").attributes.add(key="exception.message").value.string_value = SAID
    span.links.add(trace_id=b"\x09" * 16, span_id=b"\x09" * 8).attributes.add(key="why").value.string_value = SAID
    return span


def planted_logs() -> ExportLogsServiceRequest:
    message = ExportLogsServiceRequest()
    group = message.resource_logs.add()
    group.resource.attributes.add(key="host.ip").value.string_value = PLANTED["ip"]
    scope = group.scope_logs.add()
    for body in (SAID, {"text": SAID, "password": PLANTED["blocked_key"]}, [json.dumps({"text": SAID})]):
        record = LogRecord(body=from_python(body), time_unix_nano=1)
        record.attributes.add(key="user.id").value.string_value = PLANTED["hashed_key"]
        scope.log_records.append(record)
    return message


def configuration(backend: Backend, *, before_journal: bool, http: Backend | None = None) -> dict[str, Any]:
    redaction = {
        "allow_all_keys": True,
        "kinds": "all",
        "action": "tokenize",
        "hmac_key": KEY,
        "hash_function": "hmac-sha256",
        "hash_keys": ["user.id"],
        "blocked_values": ["ACME-[0-9]{6}"],
        "blocked_key_patterns": ["password"],
        "summary": "debug",
    }
    scorers = {name: {"type": "python", "path": f"checks.py:{name}"} for name in ("repeats", "fails")}
    receiver = {**OTLP, "journal": {"directory": "journal"}}
    if before_journal:
        receiver["redact_before_journal"] = "redaction"
    exporters = {
        "otlp_grpc": {"endpoint": backend.endpoint, "tls": {"insecure": True}},
        "file": {"path": "out.jsonl"},
        "file/protobuf": {"path": "out.binpb", "format": "proto"},
        "debug": {"verbosity": "detailed"},
    }
    if http is not None:
        exporters["otlp_http"] = {"endpoint": http.endpoint}
    stages = ["scorer"] if before_journal else ["redaction", "scorer"]
    telemetry = {"receivers": ["otlp"], "processors": stages, "exporters": list(exporters)}
    return {
        "receivers": {"otlp": receiver},
        "processors": {"redaction": redaction, "scorer": {"scorers": scorers, "dimensions": ["user.id"]}},
        "exporters": {**exporters, "ledger": {"keep": "all"}},
        "service": service(
            {"traces": telemetry, "logs": telemetry, "evals": {"exporters": ["ledger", "file", "debug"]}}
        ),
    }


@pytest.mark.parametrize("before_journal", [False, True])
def test_nothing_survives(
    before_journal: bool,
    tmp_path: Path,
    clients: Clients,
    grpc_sink: Backend,
    http_sink: Backend,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "checks.py").write_text(CHECKS)
    spans = request(planted_span(), resource={"service.name": "shop", "host": PLANTED["ip"]})
    options = configuration(grpc_sink, before_journal=before_journal, http=http_sink)
    with collector(tmp_path / "collector.yaml", options) as running:
        clients.grpc(running.grpc, Signal.TRACES, spans.SerializeToString())
        clients.json(running.http, Signal.LOGS, planted_logs().SerializeToString())
        eventually(lambda: len(grpc_sink.taken) == len(http_sink.taken) == 2)
        eventually(lambda: running.metric(KEPT) == 2)
        metrics = running.metrics()
        assert running.terminate() == 0
    outputs = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    outputs |= {f"{signal.value} sent": raw for signal, raw, _ in grpc_sink.taken}
    outputs |= {f"{signal.value} over HTTP": raw for signal, raw, _ in http_sink.taken}
    outputs["log"] = json.dumps(running.log, ensure_ascii=False).encode()
    outputs["debug exporter"] = capfd.readouterr().out.encode()
    outputs["metrics"] = metrics.encode()
    journal = {name: outputs.pop(name) for name in [*outputs] if name.startswith("journal/")}
    assert survivors(outputs, PLANTED) == []
    assert bool(survivors(journal, PLANTED)) is not before_journal
    for kind in PLANTED:
        assert f'redaction_values_total{{kind="{kind}",processor="redaction"}}' in outputs["metrics"].decode()
    for name in ("traces sent", "logs sent", "otelevals.db", "out.jsonl", "out.binpb", "debug exporter"):
        assert TOKEN in outputs[name], name


def test_a_reload_changes_what_is_written_to_the_journal(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    def send(running: Collector, to: str) -> bytes:
        seen = len(grpc_sink.taken)
        clients.grpc(running.grpc, Signal.TRACES, request(chat(3, 1, answer=to)).SerializeToString())
        return grpc_sink.next(seen)[1]

    (tmp_path / "checks.py").write_text(CHECKS)
    options = configuration(grpc_sink, before_journal=True)
    with collector(tmp_path / "collector.yaml", options) as running:
        assert TOKEN in send(running, PLANTED["email"])
        options["processors"]["redaction"]["action"] = "mask"
        running.write(options)
        running.wait_for("configuration reloaded")
        sent = send(running, PLANTED["email"])
        assert b"****" in sent
        assert TOKEN not in sent
        assert len(running.logged("listening", protocol="grpc")) == 1
        assert running.terminate() == 0
    files = [path.read_bytes() for path in (tmp_path / "journal").rglob("*.journal")]
    assert files
    assert not [data for data in files if PLANTED["email"].encode() in data]
