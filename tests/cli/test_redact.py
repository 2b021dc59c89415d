"""`redact` says what a configuration would take out of files, and never what it is."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.otlp.json import encode_json
from otelevals.testing import trace_request

PRIVATE = "jane@acme.example"
REDACTION = {"allow_all_keys": True, "kinds": ["email"], "blocked_key_patterns": ["pass"]}


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    configure(redaction=REDACTION)
    spans = trace_request([{"to": f"{PRIVATE} and {PRIVATE}", "password": "x"}, {"to": PRIVATE}, {"to": "nobody"}])
    logs = ExportLogsServiceRequest()
    logs.resource_logs.add().scope_logs.add().log_records.add().body.string_value = f"for {PRIVATE}"
    Path("spans.jsonl").write_bytes(encode_json(spans) + b"\n" + encode_json(logs) + b"\n")


def configure(**processors: Any) -> None:
    pipeline = {"receivers": ["otlp"], "processors": list(processors), "exporters": ["debug"]}
    options = {
        "receivers": {"otlp": {"protocols": {"grpc": None}}},
        "processors": processors,
        "exporters": {"debug": None},
        "service": {"pipelines": {"traces": pipeline}},
    }
    Path("collector.yaml").write_text(yaml.safe_dump(options))


def test_what_would_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["redact", "spans.jsonl"]) == OK
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.splitlines() == [
        "kind         where           key       count",
        "blocked_key  span attribute  password      1",
        "email        span attribute  to            3",
        "email        log body        body          1",
        "",
        "2 of 3 spans and 1 of 1 log records would change",
    ]


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["redact", "spans.jsonl", "spans.jsonl", "--json"]) == OK
    assert json.loads(capsys.readouterr().out) == {
        "found": [
            {"kind": "blocked_key", "where": "span attribute", "key": "password", "count": 2},
            {"kind": "email", "where": "span attribute", "key": "to", "count": 6},
            {"kind": "email", "where": "log body", "key": "body", "count": 2},
        ],
        "spans": {"count": 6, "changed": 4},
        "log_records": {"count": 2, "changed": 2},
        "errors": 0,
    }


def test_keys_are_shown_without_what_is_private_in_them(capsys: pytest.CaptureFixture[str]) -> None:
    Path("spans.jsonl").write_bytes(encode_json(trace_request([{f"of {PRIVATE}": 1}])))
    assert main(["redact", "spans.jsonl"]) == OK
    out = capsys.readouterr().out
    assert "of [EMAIL]" in out
    assert PRIVATE not in out


def test_nothing_to_change(capsys: pytest.CaptureFixture[str]) -> None:
    Path("spans.jsonl").write_bytes(encode_json(trace_request(2)))
    assert main(["redact", "spans.jsonl"]) == OK
    assert capsys.readouterr().out == "0 of 2 spans would change\n"


def test_of_several_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    configure(**{"redaction": REDACTION, "redaction/hard": {}})
    assert main(["redact", "spans.jsonl"]) == USAGE
    assert "there are redaction, redaction/hard: name one with --processor" in capsys.readouterr().err
    assert main(["redact", "spans.jsonl", "--processor", "redaction/hard"]) == OK
    assert "not_allowed  resource attribute  service.name      1" in capsys.readouterr().out
    assert main(["redact", "spans.jsonl", "--processor", "redaction/soft"]) == USAGE
    expected = "no redaction redaction/soft is configured (there is redaction, redaction/hard)"
    assert expected in capsys.readouterr().err


def test_what_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["redact", "spans.jsonl", "missing.json"]) == FAILED
    captured = capsys.readouterr()
    assert "2 of 3 spans" in captured.out
    assert captured.err == "missing.json: no such file or directory\n"
    configure(redaction={"kinds": ["emial"]})
    assert main(["redact", "spans.jsonl"]) == INVALID_CONFIGURATION
    configure(batch={})
    assert main(["redact", "spans.jsonl"]) == USAGE
    assert "no redaction is configured" in capsys.readouterr().err
