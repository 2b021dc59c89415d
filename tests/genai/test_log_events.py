"""Log records that are GenAI events are read like the events of a span."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

from otelevals.api.batch import Payload
from otelevals.api.span import Resource, Scope
from otelevals.genai.evidence import Event
from otelevals.genai.log_events import LogEvent, content_event, log_event
from otelevals.genai.messages import Message, Text
from otelevals.genai.records import Evaluation
from otelevals.otlp.anyvalue import encode_attributes, from_python
from otelevals.otlp.json import decode_json
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from tests.genai.spans import said

FIXTURES = Path(__file__).parents[2] / "../shared/fixtures"
SCOPE = Scope([], Resource([]))
ATTRIBUTES = 6


def record(attributes: dict[str, Any], body: Any = None, **fields: Any) -> bytes:
    built = LogRecord(trace_id=b"\x01" * 16, span_id=b"\x02" * 8, **fields)
    built.MergeFromString(encode_attributes(ATTRIBUTES, attributes))
    if body is not None:
        built.body.CopyFrom(from_python(body))
    return built.SerializeToString()


def event(attributes: dict[str, Any], body: Any = None, **fields: Any) -> LogEvent:
    found = log_event(record(attributes, body, **fields), SCOPE)
    assert found is not None
    return found


def test_a_message_in_a_body() -> None:
    found = event({"gen_ai.system": "openai"}, {"content": "Where?"}, event_name="gen_ai.user.message")
    assert found.has_content
    assert found.interaction.span.message.span_id == b"\x02" * 8
    assert found.interaction.value("input_messages") == (Message("user", (Text("Where?"),)),)


def test_a_choice_in_a_body() -> None:
    body = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Paris."}}
    found = event({"event.name": "gen_ai.choice"}, body)
    assert (found.name, found.interaction.output) == ("gen_ai.choice", "Paris.")


def test_details_in_attributes() -> None:
    name = "gen_ai.client.inference.operation.details"
    found = event({"gen_ai.output.messages": said("Paris.")}, event_name=name)
    assert (found.name, found.interaction.output, found.has_content) == (name, "Paris.", True)


def test_an_event_may_have_no_content_and_no_name() -> None:
    found = event({"gen_ai.request.model": "m"}, "something happened")
    assert (found.name, found.has_content, found.interaction.value("model")) == ("", False, "m")


def test_other_records_are_no_events() -> None:
    assert log_event(record({"http.route": "/"}, "gen", event_name="request"), SCOPE) is None


def test_feedback_of_a_person() -> None:
    envelope = json.dumps({"microsoft.human_evaluation.source": "end_user", "gen_ai.evaluation.name": "other", "x": []})
    attributes = {
        "gen_ai.evaluation.name": "tone",
        "gen_ai.evaluation.score.value": 1.0,
        "internal_properties": envelope,
    }
    found = event(attributes, "gen_ai.evaluation.result")
    assert found.interaction.value("evaluations") == (Evaluation("tone", 1.0, by="human"),)
    assert not found.has_content


def test_feedback_as_it_was_written_by_azure() -> None:
    path = FIXTURES / "azure-foundry__human_feedback_logs.json"
    if not path.exists():
        pytest.skip("the shared fixtures are not here")
    payload = Payload(Signal.LOGS, decode_json(Signal.LOGS, path.read_bytes()))
    events = [log_event(raw, SCOPE) for raw in payload.parts[0]]
    verdicts = [verdict for each in events if each for verdict in each.interaction.value("evaluations")]
    assert [(verdict.name, verdict.score, verdict.label, verdict.by) for verdict in verdicts] == [
        ("task_completion", 1.0, "pass", "human"),
        ("relevance", 4.0, "pass", "human"),
    ]


def test_content_for_a_span_comes_with_the_ids_that_it_names() -> None:
    given = record(
        {"gen_ai.system": "openai"}, {"content": "Where?"}, event_name="gen_ai.user.message", time_unix_nano=7
    )
    attributes = {"gen_ai.system": "openai", "body": {"content": "Where?"}}
    assert content_event(given, SCOPE) == (b"\x01" * 16, b"\x02" * 8, Event("gen_ai.user.message", 7, attributes))


def test_what_has_no_content_for_a_span_is_none() -> None:
    message = {"event_name": "gen_ai.user.message"}
    assert content_event(record({}, "gen_ai.", event_name="request"), SCOPE) is None, "it is not about GenAI"
    assert (
        content_event(record({"gen_ai.evaluation.name": "tone"}, event_name="gen_ai.evaluation.result"), SCOPE) is None
    )
    assert content_event(record({"gen_ai.system": "openai"}, **message), SCOPE) is None, "capture is off"
    assert content_event(record({"gen_ai.output.messages": said("Hi")}, event_name="other"), SCOPE) is None
    nameless = LogRecord(event_name="gen_ai.user.message", body=from_python({"content": "Where?"}))
    assert content_event(nameless.SerializeToString(), SCOPE) is None, "it names no span"


def test_other_records_are_refused_without_decoding_them() -> None:
    assert content_event(b"\xff", SCOPE) is None
    with pytest.raises(MalformedRequest, match=r"^a log record is not valid protobuf$"):
        content_event(b"\xffgen_ai.", SCOPE)


def test_a_broken_record_is_said_to_be_broken() -> None:
    with pytest.raises(MalformedRequest, match=r"^a log record is not valid protobuf$"):
        log_event(b"\xff", SCOPE)
    with pytest.raises(MalformedRequest, match=r"^the scope or the resource of a log record is not valid protobuf$"):
        log_event(record({"gen_ai.system": "x"}), Scope([b"\xff"], Resource([])))


VALUES = st.recursive(
    st.none() | st.text() | st.integers(-(2**63), 2**63 - 1) | st.binary() | st.just("[" * 2000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["gen_ai.input.messages", "internal_properties", "event.name", "message"]) | st.text(max_size=8)
NAMES = st.sampled_from(["gen_ai.user.message", "gen_ai.choice", "gen_ai.evaluation.result", ""])


@given(st.dictionaries(KEYS, VALUES, max_size=5), VALUES, NAMES)
def test_whatever_a_record_holds_is_no_error(attributes: dict[str, Any], body: Any, name: str) -> None:
    raw = record(attributes, body, event_name=name)
    found = log_event(raw, SCOPE)
    assert (found is None) or found.has_content in (True, False)
    assert content_event(raw, SCOPE) is None or found is not None
