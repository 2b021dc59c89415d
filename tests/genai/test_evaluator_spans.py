"""Every evaluation becomes one span: an evaluator's, with a link to its target and all that its record says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from otelevals import __version__
from otelevals.api.batch import Payload
from otelevals.api.span import Span
from otelevals.genai.emit import evaluation_record, evaluation_request
from otelevals.genai.evaluations import evaluations_in
from otelevals.genai.evaluator_spans import evaluator_spans
from otelevals.genai.fields import Found
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.recognise import is_genai
from otelevals.genai.records import Evaluation
from otelevals.genai.trace import Trace
from otelevals.otlp.anyvalue import to_python
from otelevals.otlp.signals import Signal
from tests.genai.spans import chat, message
from tests.strategies import requests

TARGET = b"t" * 16, b"s" * 8
SECOND = 1_000_000_000


def convert(*records: bytes, resource: bytes = b"") -> tuple[Payload | None, int]:
    return evaluator_spans(Payload.received(Signal.EVALS, evaluation_request({resource: records})))


def span_of(*target: bytes, time: int = 9 * SECOND, **options: Any) -> Span:
    name = options.pop("name", "tone")
    found, bad = convert(evaluation_record(time, name, *(target or TARGET), **options))
    assert found is not None
    assert not bad
    (span,) = found.spans
    return span


def said(span: SpanMessage) -> dict[str, Any]:
    return {each.key: to_python(each.value) for each in span.attributes}


def test_a_verdict_says_who_it_is_of_and_what_it_is() -> None:
    more = {"otelevals.version": "v2", "otelevals.passed": True, "otelevals.duration": 1.5, "otelevals.tags": ["a"]}
    found = span_of(score=0.5, label="mild", explanation="because", response_id="r", more=more).message
    assert (found.name, found.kind, found.status, found.parent_span_id) == (
        "evaluation tone",
        SpanMessage.SPAN_KIND_INTERNAL,
        Status(),
        b"",
    )
    assert (found.start_time_unix_nano, found.end_time_unix_nano) == (7_500_000_000, 9_000_000_000)
    assert [(link.trace_id, link.span_id) for link in found.links] == [TARGET]
    assert said(found) == {
        "openinference.span.kind": "EVALUATOR",
        "gen_ai.operation.name": "evaluation",
        "gen_ai.evaluation.name": "tone",
        "gen_ai.evaluation.score.value": 0.5,
        "gen_ai.evaluation.score.label": "mild",
        "gen_ai.evaluation.explanation": "because",
        "gen_ai.response.id": "r",
        **more,
        "evaluations.0.evaluation.name": "tone",
        "evaluations.0.evaluation.score": 0.5,
        "evaluations.0.evaluation.label": "mild",
        "evaluations.0.evaluation.explanation": "because",
        "evaluations.0.evaluation.annotator_kind": "CODE",
        "evaluations.0.evaluation.identifier": "v2",
    }


def test_an_error_is_the_status_of_its_span_and_no_feedback() -> None:
    found = span_of(error="KeyError", explanation="it broke").message
    assert found.status == Status(code=Status.STATUS_CODE_ERROR, message="it broke")
    assert not any(key.startswith("evaluations.") for key in said(found))
    assert span_of(error="KeyError").message.status.message == "KeyError"


def test_what_is_taken_back_is_no_feedback() -> None:
    found = said(span_of(score=1.0, more={"otelevals.withdrawn": True}).message)
    assert found["otelevals.withdrawn"] is True
    assert not any(key.startswith("evaluations.") for key in found)


def test_a_judge_is_a_model() -> None:
    found = said(span_of(score=1.0, more={"otelevals.judge.requested_model": "gpt-5"}).message)
    assert found["evaluations.0.evaluation.annotator_kind"] == "LLM"


def test_a_trace_is_linked_to_without_a_span() -> None:
    found = span_of(b"t" * 16, b"", score=1.0).message
    assert [(link.trace_id, link.span_id) for link in found.links] == [(b"t" * 16, bytes(8))]
    assert said(found)["trace.evaluations.0.evaluation.score"] == 1.0


def test_a_session_is_named() -> None:
    found = span_of(b"", b"", score=1.0, more={"otelevals.session": "s-1"}).message
    assert not found.links
    assert (said(found)["session.id"], said(found)["session.evaluations.0.evaluation.score"]) == ("s-1", 1.0)


def test_a_duration_longer_than_time_begins_with_it() -> None:
    assert span_of(time=5, more={"otelevals.duration": 60.0}).message.start_time_unix_nano == 0


def test_a_repetition_is_the_same_span() -> None:
    first, again = span_of(score=0.5), span_of(score=0.25, time=3)
    assert first.ids == again.ids
    assert first.ids.trace_id != TARGET[0]


@pytest.mark.parametrize(
    "other",
    [
        span_of(b"u" * 16, b"s" * 8),
        span_of(b"t" * 16, b"z" * 8),
        span_of(b"", b"", more={"otelevals.session": "s-1"}),
        span_of(b"", b"", more={"otelevals.session": "s-2"}),
        span_of(name="other"),
        *[span_of(more={f"otelevals.{key}": "x"}) for key in ("scorer", "version", "run", "judge.requested_model")],
        span_of(more={"otelevals.revision": 1}),
    ],
)
def test_another_evaluation_is_another_span(other: Span) -> None:
    assert other.ids.trace_id != span_of().ids.trace_id
    assert other.ids.span_id != span_of().ids.span_id


def test_what_surrounds_the_records_stays() -> None:
    shop = Resource()
    shop.attributes.add(key="service.name").value.string_value = "shop"
    records = [evaluation_record(number, f"check {number}", *TARGET) for number in range(3)]
    found, _ = convert(*records, resource=shop.SerializeToString())
    assert found is not None
    assert (found.signal, found.items) == (Signal.TRACES, 3)
    (group,) = ExportTraceServiceRequest.FromString(found.raw).resource_spans
    (scope,) = group.scope_spans
    assert (group.resource, scope.scope.name, scope.scope.version) == (shop, "otelevals", __version__)
    assert [each.name for each in scope.spans] == ["evaluation check 0", "evaluation check 1", "evaluation check 2"]


def test_records_that_are_no_evaluations_are_left_out() -> None:
    found, bad = convert(evaluation_record(1, "", *TARGET), evaluation_record(2, "tone", *TARGET), b"\xff\xff")
    assert found is not None
    assert (found.items, bad) == (1, 2)
    assert convert(b"\xff") == (None, 1)
    assert evaluator_spans(Payload.received(Signal.EVALS, b"")) == (None, 0)


def test_it_is_read_as_an_evaluation_and_never_as_a_target() -> None:
    found = Interaction(span_of(score=0.5, label="mild", explanation="because", response_id="r"))
    assert is_genai(found.span)
    assert found.kind is Kind.EVALUATOR
    verdicts = found.own("evaluations")
    assert isinstance(verdicts, Found)
    assert verdicts.value == (Evaluation("tone", 0.5, "mild", "because", "code"),)


@pytest.mark.parametrize("verdict", [{}, {"score": 0.5}, {"error": "KeyError"}, {"more": {"otelevals.partial": True}}])
def test_it_is_an_evaluator_whatever_it_says(verdict: dict[str, Any]) -> None:
    assert Interaction(span_of(**verdict)).kind is Kind.EVALUATOR


def test_it_changes_nothing_for_its_target() -> None:
    target = Span(message(chat("Rain.", "Weather?")).SerializeToString(), span_of().scope)
    ids = target.ids
    judge = span_of(ids.trace_id, ids.span_id, score=0.5)
    alone, both = Trace([target]), Trace([target, judge])
    view, other = alone.interaction(ids.span_id), both.interaction(ids.span_id)
    assert view is not None
    assert other is not None
    assert both.standing(other) == alone.standing(view)


TEXT = st.text(max_size=20) | st.text(min_size=195, max_size=300)
OURS = ("scorer", "version", "run", "session", "user", "dimension.route", "judge.served_model", "window")
MORE = st.dictionaries(st.sampled_from(OURS).map("otelevals.{}".format), TEXT)


@given(
    time=st.integers(0, 2**63 - 1),
    name=TEXT.filter(bool),
    target=st.tuples(st.sampled_from([b"t" * 16, b"u" * 16]), st.sampled_from([b"", b"s" * 8])),
    score=st.none() | st.floats(-1e100, 1e100),
    label=st.none() | TEXT,
    explanation=st.none() | TEXT,
    error=st.none() | TEXT,
    more=MORE,
)
def test_any_evaluation_is_one_span_with_one_link_that_says_it_all(
    time: int, name: str, target: tuple[bytes, bytes], more: dict[str, Any], **verdict: Any
) -> None:
    record = evaluation_record(time, name, *target, more=more, **verdict)
    ((evaluation,), _) = evaluations_in(evaluation_request({b"": [record]}))
    found, bad = convert(record)
    assert found is not None
    assert not bad
    (span,) = found.spans
    (link,) = span.message.links
    back = LogRecord(
        time_unix_nano=span.message.end_time_unix_nano,
        attributes=span.message.attributes,
        trace_id=link.trace_id,
        span_id=link.span_id.strip(b"\0"),
    )
    ((read,), _) = evaluations_in(evaluation_request({b"": [back.SerializeToString()]}))
    assert read == evaluation
    assert Interaction(span).kind is Kind.EVALUATOR


@given(raw=requests(Signal.EVALS, nan=True, unknown=True).map(lambda request: request.SerializeToString()))
def test_no_request_is_too_odd(raw: bytes) -> None:
    payload = Payload.received(Signal.EVALS, raw)
    found, bad = evaluator_spans(payload)
    readable, unreadable = evaluations_in(raw)
    spans = [] if found is None else found.spans
    assert (len(spans), bad) == (len(readable), unreadable)
    assert [len(span.message.links) for span in spans] == [1 if each.trace_id else 0 for each in readable]


@given(records=st.lists(st.binary(max_size=100), max_size=3))
def test_no_bytes_are_too_odd(records: list[bytes]) -> None:
    found, bad = convert(*records)
    assert bad + (found.items if found else 0) == len(records)
