"""`sample` says what would be drawn of recorded traffic, and why."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.otlp.json import encode_json
from otelevals.scoring.sampling import draw
from tests.processors.build import request
from tests.processors.line import chat

TRACES = range(1, 41)


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    spans = request(*[chat(number, answer="Paris", trace=number) for number in TRACES])
    Path("spans.jsonl").write_bytes(encode_json(spans) + b"\n")
    configure({"not_empty": None, "json_valid": {"sampling": {"rate": "25%"}}})


def configure(scorers: Any) -> None:
    options = {
        "receivers": {"otlp": {"protocols": {"grpc": None}}},
        "processors": {"scorer": {"scorers": scorers}},
        "exporters": {"debug": None},
        "service": {"pipelines": {"traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["debug"]}}},
    }
    Path("collector.yaml").write_text(yaml.safe_dump(options))


def chosen() -> list[str]:
    ids = [number.to_bytes(16, "big") for number in TRACES]
    return [trace_id.hex() for trace_id in ids if draw(trace_id) < 0.25]


def test_it_shows_what_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "spans.jsonl", "--list", "1"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["scorer", "policy", "targets", "chosen", "expected", "probability"]
    assert lines[1].split() == ["json_valid", "rate", "40", str(len(chosen())), "10.0", "0.25"]
    assert lines[2:4] == ["", "drawn:"]
    assert lines[4].strip().startswith(chosen()[0])
    assert len(lines) == 5


def test_a_policy_is_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure({"json_valid": {"sampling": {"rate": 0, "always": ['genai.output ==\n"Paris"']}}})
    assert main(["sample", "spans.jsonl", "--list", "1"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert 'always genai.output == "Paris"  ' in lines[1]


def test_programs_read_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "spans.jsonl", "--json", "--list", "100"]) == OK
    found = json.loads(capsys.readouterr().out)
    sums = {"policy": "rate", "targets": 40, "chosen": len(chosen()), "expected": 10.0, "least": 0.25, "most": 0.25}
    policies = [{**sums, "upstream": {"least": 1.0, "most": 1.0}}]
    assert found["scorers"] == {"json_valid": {"policies": policies, "not_drawn_from": {}, "not_scored": {}}}
    assert [each["trace_id"] for each in found["drawn"]] == chosen()
    assert all(each["number"] < each["probability"] == 0.25 for each in found["drawn"])


def test_samplers_in_front_are_said_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    spans = [chat(number, answer="Paris", trace=number) for number in TRACES]
    for number, span in enumerate(spans):
        span.trace_state = f"ot=rv:ffffffffffffff;th:{'8c'[number % 2]}"
    Path("spans.jsonl").write_bytes(encode_json(request(*spans)) + b"\n")
    assert main(["sample", "spans.jsonl", "--list", "1"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[-2:] == ["in", "front"]
    assert lines[1].split()[-4:] == ["0.25", "0.25", "to", "0.5"]
    upstream = (0.5, 0.25)[int(chosen()[0], 16) % 2 == 0]
    assert lines[4].endswith(f" is below 0.25 (rate), {upstream} in front")
    assert main(["sample", "spans.jsonl", "--json", "--list", "100"]) == OK
    found = json.loads(capsys.readouterr().out)
    assert found["scorers"]["json_valid"]["policies"][0]["upstream"] == {"least": 0.25, "most": 0.5}
    assert {each["upstream"] for each in found["drawn"]} == {0.25, 0.5}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nothing.jsonl"], INVALID_CONFIGURATION, "no such file"),
        (["spans.jsonl", "--scorer", "tone"], USAGE, "no scorer tone is configured"),
        (["spans.jsonl", "--list", "-1"], USAGE, "not a number: -1"),
    ],
)
def test_what_cannot_be_done(arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", *arguments]) == code
    assert message in capsys.readouterr().err


def test_without_sampling_there_is_nothing_to_say(capsys: pytest.CaptureFixture[str]) -> None:
    configure({"not_empty": None})
    assert main(["sample", "spans.jsonl"]) == USAGE
    assert "every target is scored" in capsys.readouterr().err


def test_what_is_broken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with Path("spans.jsonl").open("ab") as file:
        file.write(b'{"resourceSpans": 7}\n')
    assert main(["sample", "spans.jsonl"]) == FAILED
    assert "spans.jsonl" in capsys.readouterr().err
