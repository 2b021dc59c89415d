"""`inspect` shows what is seen in spans and log records of any file, as text and as JSON."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, OK, USAGE
from otelevals.otlp.json import encode_json
from otelevals.otlp.signals import Signal
from otelevals.testing import trace_request
from tests.genai.spans import INPUT, OPERATION, OUTPUT, chat

FIXTURES = Path(__file__).parents[2] / "../shared/fixtures"
PLAIN = {"http.route": "/"}
CHAT = chat("Paris.", "Where?") | {"gen_ai.request.model": "m", "gen_ai.usage.input_tokens": 3}


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def written(folder: Path, *spans: dict[str, Any], name: str = "spans.json") -> str:
    """A file of JSON lines with a request for each span."""
    lines = [encode_json(trace_request([span])) for span in spans]
    (folder / name).write_bytes(b"\n".join(lines) + b"\n")
    return str(folder / name)


def inspected(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["inspect", *arguments]) == OK
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out.splitlines()


def test_a_span_as_a_person_reads_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inspected(capsys, written(tmp_path, CHAT | {"gen_ai.request.top_k": 1, "llm.model_name": "n"})) == [
        "work",
        "  chat, unspecified, 250ms, service app",
        "  trace 00000000000000000000000000000001, span 0000000000000001, root",
        "  scored as llm, root",
        f"  kind                chat  ← {OPERATION}",
        f"  operation           chat  ← {OPERATION}",
        "  model               m  ← gen_ai.request.model",
        "  request_model       m  ← gen_ai.request.model",
        f"  input_text          Where?  ← {INPUT}",
        f"  output_text         Paris.  ← {OUTPUT}",
        f"  input_messages      1  ← {INPUT}",
        "    user       Where?",
        f"  output_messages     1  ← {OUTPUT}",
        "    assistant  Paris.",
        "  usage.input_tokens  3  ← gen_ai.usage.input_tokens",
        "  ignored, not preferred: llm.model_name (request_model)",
        "  ignored, no field: gen_ai.request.top_k",
        "",
        f"tokens of trace {1:032x}, each exchange counted once: 3 input",
        "",
    ]


def test_what_is_missing_and_unreadable_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = inspected(capsys, written(tmp_path, {OPERATION: "chat", OUTPUT: "[{"}))
    reason = f"{OUTPUT} is not valid JSON; it may have been cut"
    assert f"  output_text  not found: {reason}" in lines
    assert f"  ignored, unreadable: {reason}" in lines


def test_other_spans_are_grouped_by_why_they_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = inspected(capsys, written(tmp_path, PLAIN, {}, PLAIN))
    assert lines == [
        "not GenAI: 2 spans (work): none of its attributes belongs to a dialect that is known: http.route",
        "not GenAI: 1 span (work): it has no attributes",
    ]


def test_json_is_a_line_for_each_span(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = map(json.loads, inspected(capsys, "--json", written(tmp_path, CHAT, PLAIN)))
    given, answered = (
        [{"role": role, "parts": [{"type": "text", "text": text}]}]
        for role, text in (("user", "Where?"), ("assistant", "Paris."))
    )
    assert first == {
        "trace_id": f"{1:032x}",
        "span_id": f"{1:016x}",
        "name": "work",
        "genai": True,
        "why_not": None,
        "interaction": {
            "kind": "chat",
            "operation": "chat",
            "model": "m",
            "request_model": "m",
            "input_text": "Where?",
            "output_text": "Paris.",
            "input_messages": given,
            "output_messages": answered,
            "messages": given + answered,
            "tool_calls": [],
            "usage": {"input_tokens": 3},
        },
        "sources": {
            "kind": OPERATION,
            "operation": OPERATION,
            "model": "gen_ai.request.model",
            "request_model": "gen_ai.request.model",
            "input_text": INPUT,
            "output_text": OUTPUT,
            "input_messages": INPUT,
            "output_messages": OUTPUT,
            "messages": INPUT,
            "tool_calls": OUTPUT,
            "usage.input_tokens": "gen_ai.usage.input_tokens",
        },
        "lenders": {},
        "exchange": {"llm": f"{1:016x}", "root": f"{1:016x}"},
    }
    assert second == first | {
        "genai": False,
        "why_not": "none of its attributes belongs to a dialect that is known: http.route",
        "interaction": None,
        "sources": {},
        "exchange": {},
    }


def test_json_holds_bytes_and_no_depths(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tool = {OPERATION: "execute_tool", "gen_ai.tool.call.arguments": "[" * 400 + "]" * 400}
    (line,) = inspected(capsys, "--json", written(tmp_path, tool | {"gen_ai.tool.call.result": [b"hi"]}))
    fields = json.loads(line)["interaction"]
    assert "[" * 100 in json.dumps(fields["tool_arguments"])


def test_standard_input_may_be_protobuf(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    raw = trace_request([CHAT]).SerializeToString()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert inspected(capsys, "-")[0] == "work"


def test_content_of_a_terminal_cannot_control_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = inspected(capsys, written(tmp_path, chat("\x1b[2Jgone\u202e", "a\n\tb")))
    assert f"  output_text      \ufffd[2Jgone\ufffd  ← {OUTPUT}" in lines
    assert f"  input_text       a b  ← {INPUT}" in lines


def test_what_is_readable_is_shown_beside_what_is_broken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torn = Path(written(tmp_path, CHAT, name="torn.json"))
    torn.write_bytes(torn.read_bytes() + b'{"resourceSpans": [\n')
    empty = tmp_path / "empty.json"
    empty.touch()
    good = written(tmp_path, CHAT)
    assert main(["inspect", "--json", str(torn), str(tmp_path / "no.json"), str(empty), good]) == FAILED
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 2
    first, second = captured.err.splitlines()
    assert first.startswith(f"{torn}:2: invalid JSON: ")
    assert second == f"{tmp_path / 'no.json'}: no such file or directory"


def test_a_broken_span_hides_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = trace_request([CHAT, CHAT])
    raw = request.SerializeToString()
    at = raw.rindex(b"\x4a")  # the tag of an attribute of the last span
    (tmp_path / "a.bin").write_bytes(raw[:at] + b"\x4b" + raw[at + 1 :])
    assert main(["inspect", "--json", str(tmp_path / "a.bin")]) == FAILED
    captured = capsys.readouterr()
    assert json.loads(captured.out)["genai"] is True
    assert captured.err == f"{tmp_path / 'a.bin'}: a span is not valid protobuf\n"


def logs(folder: Path, span: int, *names: str) -> str:
    """A file of log records with content for a span of trace 1, then a verdict and one that is not about GenAI."""
    request: Any = Signal.LOGS.wire.request()
    records = request.resource_logs.add().scope_logs.add().log_records
    for name in names:
        event = records.add(event_name=name, trace_id=(1).to_bytes(16), span_id=span.to_bytes(8))
        event.body.kvlist_value.values.add(key="content").value.string_value = "Where?"
    verdict = records.add(event_name="gen_ai.evaluation.result")
    for key, value in (("evaluation.name", "tone"), ("evaluation.score.label", "good"), ("response.id", "r1")):
        verdict.attributes.add(key=f"gen_ai.{key}").value.string_value = value
    records.add(event_name="request")
    (folder / "logs.json").write_bytes(encode_json(request))
    return str(folder / "logs.json")


def test_content_in_log_events_is_part_of_the_span_that_they_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = logs(tmp_path, 1, "gen_ai.user.message"), written(tmp_path, chat("Paris."))
    lines = inspected(capsys, *files)
    assert lines[3:5] == ["  scored as llm, root", "  with the content of 1 log event"]
    assert "  input_text       Where?  ← events gen_ai.*.message" in lines
    assert lines[lines.index("log event gen_ai.evaluation.result") :] == [
        "log event gen_ai.evaluation.result",
        "  belongs to the answer r1",
        "    tone  good",
        "",
        "not GenAI: 1 log record",
    ]
    (line,) = inspected(capsys, "--json", *files)
    assert json.loads(line)["interaction"]["input_text"] == "Where?"


def test_content_waits_for_a_span_that_is_not_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = inspected(capsys, written(tmp_path, CHAT), logs(tmp_path, 2, "gen_ai.user.message"))
    start = lines.index("log event gen_ai.user.message")
    assert lines[start : start + 4] == [
        "log event gen_ai.user.message",
        f"  belongs to span {2:016x} in trace {1:032x}",
        "    user       Where?",
        "",
    ]
    assert lines[-1] == "1 log event with content waits for a span"
    assert inspected(capsys, "--json", str(tmp_path / "logs.json")) == []


def nested(folder: Path, *spans: tuple[str, dict[str, Any]]) -> list[str]:
    """A file for each span, the first of which is the parent of the others."""
    files = []
    for number, (name, attributes) in enumerate(spans, start=1):
        request = trace_request([attributes], name=name)
        span = request.resource_spans[0].scope_spans[0].spans[0]
        span.span_id, span.parent_span_id = number.to_bytes(8), b"" if number == 1 else (1).to_bytes(8)
        files.append(folder / f"{number}.json")
        files[-1].write_bytes(encode_json(request))
    return [str(file) for file in files]


AGENT = {OPERATION: "invoke_agent", "session.id": "s-1"}


def test_lent_fields_name_the_span_that_lends_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = nested(tmp_path, ("POST /chat", PLAIN | {"session.id": "s-1"}), ("chat", CHAT))[::-1]
    lines = inspected(capsys, *files)
    assert f"  session             s-1  ← session.id of span POST /chat ({1:016x})" in lines
    assert f"  route               /  ← http.route of span POST /chat ({1:016x})" in lines
    line = json.loads(inspected(capsys, "--json", *files)[0])
    assert (line["interaction"]["session"], line["sources"]["session"]) == ("s-1", "session.id")
    assert line["lenders"] == {"session": f"{1:016x}", "route": f"{1:016x}"}


def test_a_span_says_what_it_is_scored_as_or_which_one_is_instead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = nested(tmp_path, ("wrapper", CHAT), ("call", CHAT), ("raw", {OPERATION: "raw"}))
    lines = inspected(capsys, *files)
    assert [line for line in lines if "scored as" in line] == [
        "  scored as root",
        f"  not scored as llm: the model call call ({2:016x}) inside it is scored".replace("(", "(span "),
        "  scored as llm",
        f"  not scored as root: the model call wrapper (span {1:016x}) around it is scored",
    ]
    assert f"tokens of trace {1:032x}, each exchange counted once: 3 input" in lines
    found = [json.loads(line)["exchange"] for line in inspected(capsys, "--json", *files)]
    first, second = f"{1:016x}", f"{2:016x}"
    assert found == [{"llm": second, "root": first}, {"llm": second, "root": first}, {"root": first}]


def test_a_span_that_came_twice_is_one_of_its_trace_and_two_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = nested(tmp_path, ("agent", AGENT), ("chat", CHAT))
    assert inspected(capsys, *files, files[1]).count("chat") == 1
    assert len(inspected(capsys, "--json", *files, files[1])) == 3


@pytest.mark.parametrize(
    "arguments", [[], ["--listen", "4317", "--", "a.json"], ["--listen", "x"], ["--listen", "1:2:3"]]
)
def test_a_wrong_command_line_is_a_usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", *arguments]) == USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err != ""


def test_every_recorded_request_can_be_inspected(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(path) for path in sorted(FIXTURES.rglob("*.json")) if '"resource' in path.read_text()[:200]]
    if not files:
        pytest.skip("the shared fixtures are not here")
    text = inspected(capsys, *files)
    lines = [json.loads(line) for line in inspected(capsys, "--json", *files)]
    assert {line["genai"] for line in lines} == {True, False}
    assert "  task_completion  1  pass  by human: The agent provided" in "\n".join(text)
