"""An evaluation as a span event or as a log record has the names of the GenAI conventions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, SeverityNumber
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals import __version__
from otelevals.genai.emit import evaluation_event, evaluation_record, evaluation_request
from otelevals.otlp.anyvalue import to_python

TRACE_ID, SPAN_ID = b"t" * 16, b"s" * 8


def said(item: Any) -> dict[str, Any]:
    return {each.key: to_python(each.value) for each in item.attributes}


def record(**options: Any) -> LogRecord:
    return LogRecord.FromString(evaluation_record(7, "tone", TRACE_ID, SPAN_ID, **options))


def test_an_event_that_is_appended_is_an_event_of_the_span() -> None:
    raw = Span(name="chat").SerializeToString()
    verdict = evaluation_event(5, "tone", score=0.5, label="mild", explanation="because " * 40, response_id="r")
    failure = evaluation_event(6, "tone", explanation="it broke", error="KeyError")
    first, second = Span.FromString(raw + verdict + failure).events
    assert (first.name, first.time_unix_nano) == ("gen_ai.evaluation.result", 5)
    assert said(first) == {
        "gen_ai.evaluation.name": "tone",
        "gen_ai.evaluation.score.value": 0.5,
        "gen_ai.evaluation.score.label": "mild",
        "gen_ai.evaluation.explanation": "because " * 40,
        "gen_ai.response.id": "r",
    }
    assert said(second) == {
        "gen_ai.evaluation.name": "tone",
        "gen_ai.evaluation.explanation": "it broke",
        "error.type": "KeyError",
    }


def test_a_record_is_an_event_in_the_context_of_the_span_that_was_evaluated() -> None:
    found = record(score=0.5, label="mild", explanation="because", response_id="r")
    assert (found.event_name, found.time_unix_nano, found.observed_time_unix_nano) == ("gen_ai.evaluation.result", 7, 7)
    assert (found.trace_id, found.span_id) == (TRACE_ID, SPAN_ID)
    assert (found.severity_number, found.severity_text) == (SeverityNumber.SEVERITY_NUMBER_INFO, "INFO")
    assert not found.HasField("body")
    assert said(found) == {
        "gen_ai.evaluation.name": "tone",
        "gen_ai.evaluation.score.value": 0.5,
        "gen_ai.evaluation.score.label": "mild",
        "gen_ai.evaluation.explanation": "because",
        "gen_ai.response.id": "r",
    }


def test_what_is_not_known_is_not_said() -> None:
    assert said(record()) == {"gen_ai.evaluation.name": "tone"}


@pytest.mark.parametrize("score", [True, 1, 1.0])
def test_a_score_is_a_double_whatever_the_scorer_gave(score: float) -> None:
    (_, value) = record(score=score).attributes
    assert value.value.WhichOneof("value") == "double_value"
    assert value.value.double_value == 1.0


def test_an_error_has_no_score_and_is_a_warning() -> None:
    found = record(score=0.0, label="fail", explanation="it broke", error="KeyError")
    assert (found.severity_number, found.severity_text) == (SeverityNumber.SEVERITY_NUMBER_WARN, "WARN")
    assert said(found) == {
        "gen_ai.evaluation.name": "tone",
        "gen_ai.evaluation.explanation": "it broke",
        "error.type": "KeyError",
    }


def test_attributes_of_our_own_are_added_as_they_are() -> None:
    own = {"otelevals.version": "1", "otelevals.passed": False, "otelevals.cost": 0.25, "otelevals.tags": ["a", "b"]}
    found = said(record(more={**own, "otelevals.absent": None}))
    assert found == {"gen_ai.evaluation.name": "tone", **own}
    assert found["otelevals.passed"] is False


VALUES = st.text() | st.text(min_size=190, max_size=210) | st.booleans() | st.integers(-(2**63), 2**63 - 1)


@given(
    trace_id=st.binary(max_size=200),
    span_id=st.binary(max_size=200),
    more=st.dictionaries(st.text(), VALUES | st.floats(allow_nan=False) | st.lists(st.text(), max_size=3), max_size=5),
)
def test_any_record_reads_back(trace_id: bytes, span_id: bytes, more: dict[str, Any]) -> None:
    found = LogRecord.FromString(evaluation_record(0, "tone", trace_id, span_id, more=more))
    assert (found.trace_id, found.span_id) == (trace_id, span_id)
    assert said(found) == {"gen_ai.evaluation.name": "tone", **more}


def test_a_lone_surrogate_is_replaced_in_short_and_long_texts() -> None:
    found = said(record(label="\ud800", explanation="\ud800" * 300))
    assert found["gen_ai.evaluation.score.label"] == "?"
    assert found["gen_ai.evaluation.explanation"] == "?" * 300


def test_a_request_has_the_records_under_the_resource_that_they_are_about() -> None:
    shop, bank = Resource(), Resource()
    shop.attributes.add(key="service.name").value.string_value = "shop"
    bank.attributes.add(key="service.name").value.string_value = "bank" * 50
    records = [evaluation_record(number, f"check {number}", TRACE_ID, SPAN_ID) for number in range(3)]
    raw = evaluation_request({shop.SerializeToString(): records[:2], bank.SerializeToString(): records[2:]})
    first, second = ExportLogsServiceRequest.FromString(raw).resource_logs
    assert (first.resource, second.resource) == (shop, bank)
    for group, times in ((first, [0, 1]), (second, [2])):
        (scope,) = group.scope_logs
        assert (scope.scope.name, scope.scope.version) == ("otelevals", __version__)
        assert [each.time_unix_nano for each in scope.log_records] == times
