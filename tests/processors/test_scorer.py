"""The scorer processor adds results to GenAI spans and changes nothing else, whatever the spans hold."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from pydantic import ValidationError

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.component import ComponentId, Context
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.anyvalue import to_python
from otelevals.otlp.signals import Signal
from otelevals.processors.scorer import ScorerProcessor
from tests.genai.spans import OPERATION, chat, message
from tests.strategies import requests

FIVE = {
    "not_empty": None,
    "on_topic": {"type": "contains", "values": ["Paris"]},
    "short": {"type": "regex", "pattern": "^.{1,20}$"},
    "city": {"type": "one_of", "values": ["Paris", "Rome"]},
    "json": "json_valid",
}


def processor(scorers: object, telemetry: Telemetry | None = None, **options: Any) -> ScorerProcessor:
    config = ScorerProcessor.Config.model_validate({"scorers": scorers, **options})
    return ScorerProcessor(config, Context(ComponentId("scorer"), telemetry or Telemetry(), clock=ManualClock()))


def through(processor: ScorerProcessor, batch: Batch) -> Batch:
    (result,) = processor.take(batch, 0.0)
    return result


def batch(spans: Iterable[Span]) -> Batch:
    request = ExportTraceServiceRequest()
    request.resource_spans.add().scope_spans.add().spans.extend(spans)
    return Batch(Signal.TRACES, (Payload.received(Signal.TRACES, request.SerializeToString()),))


def spans_of(given: Batch | None) -> list[Span]:
    assert given is not None
    request = ExportTraceServiceRequest.FromString(given.body())
    return [span for group in request.resource_spans for scope in group.scope_spans for span in scope.spans]


def scored(scorers: object, attributes: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """What is written on a span."""
    (span,) = spans_of(through(processor(scorers, **options), batch([message(attributes)])))
    return {item.key: to_python(item.value) for item in span.attributes[len(attributes) :]}


def test_a_verdict_becomes_attributes() -> None:
    scorers = {"answered": {"type": "not_empty", "version": "3"}}
    assert scored(scorers, chat("Paris")) == {
        "eval.answered.score": 1.0,
        "eval.answered.label": "pass",
        "eval.answered.passed": True,
        "eval.answered.version": "3",
    }
    assert scored(scorers, chat(""), prefix="app.quality") == {
        "app.quality.answered.score": 0.0,
        "app.quality.answered.label": "fail",
        "app.quality.answered.passed": False,
        "app.quality.answered.explanation": "the output is empty",
        "app.quality.answered.version": "3",
    }


def test_a_crash_leaves_an_error_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text("def crash(output):\n    raise KeyError(output)\n")
    entry = {"type": "python", "path": f"{tmp_path}/checks.py:crash"}
    assert scored({"mine": entry}, chat("Paris")) == {"eval.mine.error": "KeyError: 'Paris'"}


def test_what_was_not_scored_leaves_nothing() -> None:
    assert scored(FIVE, chat()) == {}
    assert scored(FIVE, {OPERATION: "execute_tool"}) == {}


def test_batches_without_genai_spans_pass_as_they_are() -> None:
    plain = batch([message({"http.route": "/"})])
    deceiving = batch([message({"note": "gen_ai.request.model"}), message({"gen_ai.other": "x"})])
    scorer = processor(FIVE)
    assert through(scorer, plain) is plain
    assert through(scorer, deceiving) is deceiving


def test_a_second_pass_changes_nothing() -> None:
    telemetry = Telemetry()
    scorer = processor(FIVE, telemetry, span_event=True)
    once = through(scorer, batch([message(chat("Paris"))]))
    assert through(scorer, once) is once
    assert telemetry.value("otelevals_decisions_total", scorer="city", decision="duplicate") == 1


def test_results_that_are_there_are_left_alone() -> None:
    attributes = {**chat("Paris"), "eval.city.label": "mine", "eval.json": "not a result", "eval.score": 0.5}
    written = scored(FIVE, attributes)
    assert not any(key.startswith("eval.city.") for key in written)
    assert written["eval.json.passed"] is False


def test_everything_else_on_the_span_stays() -> None:
    before = message(chat("Paris"), flags=257, parent_span_id=b"\x03" * 8, trace_state="ot=th:8")
    before.events.add(name="first")
    before.links.add(trace_id=b"\x09" * 16)
    (after,) = spans_of(through(processor(FIVE, span_event=True), batch([before])))
    assert [event.name for event in after.events] == ["first", *["gen_ai.evaluation.result"] * 5]
    del after.attributes[len(before.attributes) :]
    del after.events[1:]
    assert after == before


def test_a_span_event_says_the_same() -> None:
    config = {"short": {"type": "regex", "pattern": "^.$"}}
    given = batch([message({**chat("Paris"), "gen_ai.response.id": "r1"})])
    (span,) = spans_of(through(processor(config, span_event=True), given))
    (event,) = span.events
    assert event.time_unix_nano == ManualClock().unix_nano()
    assert {item.key: to_python(item.value) for item in event.attributes} == {
        "gen_ai.evaluation.name": "short",
        "gen_ai.evaluation.score.value": 0.0,
        "gen_ai.evaluation.score.label": "fail",
        "gen_ai.evaluation.explanation": "the output does not match '^.$'",
        "gen_ai.response.id": "r1",
    }


def test_a_broken_span_passes_and_is_counted() -> None:
    telemetry = Telemetry()
    request = ExportTraceServiceRequest()
    request.resource_spans.add().scope_spans.add().spans.append(message(chat("Paris")))
    broken = request.SerializeToString().replace(b"chat gpt-4o", b"chat \xff\xff\xff\xff\xff\xff")
    given = Batch(Signal.TRACES, (Payload.received(Signal.TRACES, broken),))
    assert through(processor(FIVE, telemetry), given) is given
    assert telemetry.value("otelevals_scorer_undecodable_spans_total") == 1


def test_what_happened_is_counted() -> None:
    telemetry = Telemetry()
    spans = [message(chat("Paris"), span_id=b"1" * 8), message(chat(""), span_id=b"2" * 8), message(chat())]
    through(processor(FIVE, telemetry), batch(spans))
    assert telemetry.value("otelevals_evaluations_total", scorer="city", evaluation="city", passed="true") == 1
    assert telemetry.value("otelevals_evaluations_total", scorer="city", evaluation="city", passed="false") == 1
    assert telemetry.value("otelevals_evaluation_score_count", scorer="city", evaluation="city") == 2
    assert telemetry.value("otelevals_decisions_total", scorer="city", decision="scored") == 2
    assert telemetry.value("otelevals_decisions_total", scorer="city", decision="content_off") == 1
    assert telemetry.value("otelevals_scorer_duration_seconds_count", scorer="city") == 2


def test_what_happened_is_counted_by_dimensions() -> None:
    telemetry = Telemetry()
    options = {"dimensions": {"ai model": "model"}, "metrics": {"dimensions": ["ai model"]}}
    spans = [
        message({**chat("Paris"), "gen_ai.request.model": model}, span_id=model.encode() * 4) for model in ("m1", "m2")
    ]
    through(processor(FIVE, telemetry, **options), batch(spans))
    for model in ("m1", "m2"):
        labels = {"scorer": "city", "evaluation": "city", "ai_model": model}
        assert telemetry.value("otelevals_evaluations_total", passed="true", **labels) == 1
        assert telemetry.value("otelevals_evaluation_score_sum", **labels) == 1


def test_metrics_have_only_dimensions_that_are_there() -> None:
    with pytest.raises(ValueError, match="no such dimension is configured"):
        processor(FIVE, dimensions=["route"], metrics={"dimensions": ["rout"]})


@given(requests(Signal.TRACES, unknown=True), st.sampled_from(["chat", "tool", "evaluation"]))
def test_any_request_keeps_what_it_had(request_: Any, operation: str) -> None:
    for group in request_.resource_spans:
        for scope in group.scope_spans:
            for span in scope.spans:
                span.attributes.add(key=OPERATION).value.string_value = operation
                span.attributes.add(key="gen_ai.output.messages").value.string_value = "Paris"
    given = Batch(Signal.TRACES, (Payload.received(Signal.TRACES, request_.SerializeToString()),))
    once = through(processor(FIVE), given)
    for before, after in zip(spans_of(given), spans_of(once), strict=True):
        del after.attributes[len(before.attributes) :]
        assert after.SerializeToString(deterministic=True) == before.SerializeToString(deterministic=True)
    assert through(processor(FIVE), once) is once


@pytest.mark.parametrize(
    ("config", "place", "message_"),
    [
        ({"scorers": {}}, ("scorers",), "Value error, expected at least one scorer by its name"),
        ({"scorers": ["not_empty"]}, ("scorers",), "Value error, expected at least one scorer by its name"),
        ({"scorers": {"not_empty": None}, "prefix": "eval."}, ("prefix",), None),
        (
            {"scorers": {"a": {"type": "regex", "pattern": "("}}},
            ("scorers", "a", "pattern"),
            "Value error, RE2 does not take this regular expression: missing ): (",
        ),
    ],
)
def test_mistakes_are_found_where_they_were_made(
    config: dict[str, Any], place: tuple[str, ...], message_: str | None
) -> None:
    with pytest.raises(ValidationError) as caught:
        ScorerProcessor.Config.model_validate(config)
    (error,) = caught.value.errors()
    assert error["loc"] == place
    assert error["msg"] == (message_ or "Value error, expected words joined by dots, such as eval")


def test_all_mistakes_are_found_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        ScorerProcessor.Config.model_validate({"scorers": {"score": None, "a": "nope", "b": {"type": "regex"}}})
    assert [error["loc"] for error in caught.value.errors()] == [
        ("scorers", "score"),
        ("scorers", "a"),
        ("scorers", "b", "pattern"),
    ]


def test_the_configuration_is_shown_as_it_was_written() -> None:
    assert ScorerProcessor.Config.model_validate({"scorers": FIVE}).model_dump(mode="json")["scorers"] == FIVE


def test_the_json_schema_knows_every_scorer() -> None:
    entry = ScorerProcessor.Config.model_json_schema()["properties"]["scorers"]["additionalProperties"]["anyOf"]
    assert entry[0] == {"type": "null"}
    assert {"contains", "python", "regex"} <= set(entry[1]["enum"])
    regex = next(option for option in entry if option.get("properties", {}).get("type") == {"const": "regex"})
    assert {"pattern", "negate", "on", "when", "sampling"} <= set(regex["properties"])
    assert regex["required"] == ["type", "pattern"]
