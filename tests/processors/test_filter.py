"""The filter drops what meets a condition, with parents that this empties, and changes nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pydantic import ValidationError
from structlog.testing import capture_logs

from otelevals.api.batch import Payload
from otelevals.api.errors import Permanent
from otelevals.otlp.signals import Signal
from otelevals.processors.filter import FilterProcessor
from otelevals.testing import context
from tests.processors.build import batch, names_of, payload, request, span, spans_of
from tests.strategies import requests


def processor(*conditions: Any, **options: Any) -> FilterProcessor:
    config = FilterProcessor.Config.model_validate({"trace_conditions": list(conditions), **options})
    return FilterProcessor(config, context("filter"))


def filtered(subject: FilterProcessor) -> float:
    telemetry = subject.context.telemetry
    return telemetry.value("otelcol_processor_filter_spans_filtered_total", processor="filter")


def test_spans_that_meet_any_condition_are_dropped() -> None:
    subject = processor('span.name == "health"', 'span.attributes["internal"] == true')
    taken = payload(span("health"), span("chat"), span("noise", {"internal": True}), span("quiet", {"internal": False}))
    assert names_of(subject.process(batch(taken))) == ["chat", "quiet"]
    assert filtered(subject) == 2


def test_a_batch_in_which_nothing_can_match_is_not_even_decoded() -> None:
    subject = processor('span.attributes["internal"] == "yes"')
    taken = batch(Payload(Signal.TRACES, b"not protobuf at all"))
    assert subject.process(taken) is taken


def test_a_batch_in_which_nothing_matches_is_the_same_batch() -> None:
    taken = batch(payload(span(attributes={"text": "health"})), payload(span()))
    assert processor('span.name == "health"').process(taken) is taken


def test_nothing_is_left_when_everything_is_dropped() -> None:
    subject = processor("span.kind == SPAN_KIND_UNSPECIFIED")
    assert subject.process(batch(payload(span(), span()))) is None
    assert filtered(subject) == 2


def test_a_resource_or_a_scope_is_dropped_whole() -> None:
    message = request(span("a"), resource={"service.name": "noisy"})
    message.MergeFrom(request(span("b"), span("c"), scope="noisy.lib"))
    message.MergeFrom(request(span("d")))
    taken = Payload.received(Signal.TRACES, message.SerializeToString())
    subject = processor('resource.attributes["service.name"] == "noisy"', 'scope.name == "noisy.lib"')
    result = subject.process(batch(taken))
    assert names_of(result) == ["d"]
    assert result is not None
    assert len(ExportTraceServiceRequest.FromString(result.body()).resource_spans) == 1
    assert filtered(subject) == 3


def test_span_events_are_dropped_from_spans_that_stay() -> None:
    noisy = span("chat")
    for name in ("token", "exception", "token"):
        noisy.events.add(name=name)
    subject = processor('spanevent.name == "token"', 'span.name == "health"')
    (kept,) = spans_of(subject.process(batch(payload(noisy, span("health")))))
    assert [event.name for event in kept.events] == ["exception"]
    assert filtered(subject) == 1


def test_events_of_a_dropped_span_are_not_looked_at() -> None:
    noisy = span("health")
    noisy.events.add(name="x")
    subject = processor('span.name == "health"', 'Int(spanevent.attributes["x"]["y"]) == 1', error_mode="propagate")
    assert subject.process(batch(payload(noisy))) is None


def test_genai_paths_are_known() -> None:
    taken = payload(
        span("a", {"gen_ai.operation.name": "chat", "gen_ai.request.model": "small"}),
        span("b", {"gen_ai.operation.name": "chat", "gen_ai.request.model": "large"}),
        span("c"),
    )
    assert names_of(processor('genai.request_model == "small"').process(batch(taken))) == ["b", "c"]


def test_a_condition_on_several_contexts_drops_what_is_innermost() -> None:
    subject = processor('resource.attributes["service.name"] == "shop" and span.name == "health"')
    assert names_of(subject.process(batch(payload(span("health"), span("chat"))))) == ["chat"]


def test_the_older_form_names_the_context() -> None:
    noisy = span("chat")
    noisy.events.add(name="token")
    options = {
        "traces": {
            "resource": ['attributes["service.name"] == "noisy"'],
            "span": [
                'name == "health" and resource.attributes["service.name"] == "shop"',
                "IsRootSpan() and kind == 1",
            ],
            "spanevent": ['name == "token" and span.name == "chat"'],
        }
    }
    subject = processor(**options)
    (kept,) = spans_of(subject.process(batch(payload(noisy, span("health")))))
    assert (kept.name, len(kept.events)) == ("chat", 0)
    assert subject.process(batch(payload(span(), resource={"service.name": "noisy"}))) is None


def test_a_group_may_name_its_context_and_its_error_mode() -> None:
    group = {"context": "span", "conditions": ['name == "health"', 'attributes["x"]["y"] == 1'], "error_mode": "silent"}
    subject = processor(group, error_mode="propagate")
    with capture_logs() as logs:
        result = subject.process(batch(payload(span("health"), span("chat", {"x": "y"}))))
    assert names_of(result) == ["chat"]
    assert logs == []


BROKEN = 'span.attributes["x"]["y"] == 1'


def failures(subject: FilterProcessor) -> float:
    telemetry = subject.context.telemetry
    return telemetry.value("otelevals_processor_filter_condition_errors_total", processor="filter")


def test_ignored_errors_are_counted_and_reported_once_a_batch() -> None:
    subject = processor(BROKEN, 'span.name == "health"')
    taken = payload(span("a", {"x": "y"}), span("health", {"x": "y"}))
    with capture_logs() as logs:
        assert names_of(subject.process(batch(taken))) == ["a"]
    assert failures(subject) == 2
    assert [(entry["event"], entry["times"]) for entry in logs] == [("conditions could not be evaluated", 2)]


def test_silent_errors_are_counted_only() -> None:
    subject = processor(BROKEN, error_mode="silent")
    taken = batch(payload(span("a", {"x": "y"})))
    with capture_logs() as logs:
        assert subject.process(taken) is taken
    assert failures(subject) == 1
    assert logs == []


def test_propagated_errors_fail_the_request() -> None:
    subject = processor(BROKEN, error_mode="propagate")
    message = 'the condition span.attributes["x"]["y"] == 1 cannot be evaluated: only a map has string keys'
    with pytest.raises(Permanent) as caught:
        subject.process(batch(payload(span("a", {"x": "y"}))))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("options", "place", "message"),
    [
        ({"trace_conditions": ['span.nam == "a"']}, ("trace_conditions", 0), "unknown path span.nam (column 1)"),
        ({"trace_conditions": ["name == "]}, ("trace_conditions", 0), "column"),
        ({"traces": {"span": ["true", "x == 1"]}}, ("traces", "span", 1), "unknown path x (column 1)"),
        (
            {"traces": {"resource": ['span.name == "a"']}},
            ("traces", "resource", 0),
            "a condition on a resource cannot read a span",
        ),
        ({"logs": {}}, (), "logs are not supported: this processor filters traces only"),
        ({"metric_conditions": []}, (), "metrics are not supported: this processor filters traces only"),
        ({"spans": {}}, (), "include and exclude are not supported: write trace_conditions"),
        (
            {"traces": {"span": ["true"]}, "trace_conditions": ["span.kind == 1"]},
            (),
            "use either trace_conditions or traces",
        ),
        ({"error_mode": "loud"}, ("error_mode",), "Input should be 'ignore', 'silent' or 'propagate'"),
        ({"trace_conditions": [{"conditions": ["span.kin == 1"]}]}, ("trace_conditions", 0), "unknown path span.kin"),
        ({"trace_conditions": [{"conditions": []}]}, ("trace_conditions", 0), "at least 1 item"),
    ],
)
def test_wrong_conditions_are_said_with_their_place(
    options: dict[str, Any], place: tuple[str | int, ...], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        FilterProcessor.Config.model_validate(options)
    found = [error for error in caught.value.errors() if message in error["msg"]]
    assert found
    assert found[0]["loc"][: len(place)] == place


def _without(message: Any, drops: Callable[[Any, Any, Any], bool]) -> Any:
    """A copy of the request as the filter should leave it, made by the plain schema."""
    left = ExportTraceServiceRequest()
    left.CopyFrom(message)
    _remove(left.resource_spans, lambda group: _empties(group.scope_spans, lambda part: _drops(group, part, drops)))
    return left


def _drops(group: Any, part: Any, drops: Callable[[Any, Any, Any], bool]) -> bool:
    return _empties(part.spans, lambda span: drops(group, part, span))


def _empties(items: Any, drop: Callable[[Any], bool]) -> bool:
    had_some = len(items) > 0
    _remove(items, drop)
    return had_some and not items


def _remove(items: Any, drop: Callable[[Any], bool]) -> None:
    for number in reversed(range(len(items))):
        if drop(items[number]):
            del items[number]


RULES: list[tuple[str, Callable[[Any, Any, Any], bool]]] = [
    ("span.kind == SPAN_KIND_SERVER", lambda group, part, span: span.kind == 2),
    ('span.name < "b"', lambda group, part, span: span.name.encode() < b"b"),
    ("Len(span.attributes) > 0", lambda group, part, span: len(span.attributes) > 0),
    ('scope.name != ""', lambda group, part, span: part.scope.name != ""),
    ("Len(resource.attributes) > 0", lambda group, part, span: len(group.resource.attributes) > 0),
    (
        'span.dropped_links_count > 0 and scope.version == ""',
        lambda g, p, s: s.dropped_links_count and not p.scope.version,
    ),
]


@given(requests(Signal.TRACES, unknown=True), st.lists(st.sampled_from(RULES), min_size=1, max_size=2))
def test_what_is_kept_does_not_change(message: Any, rules: list[Any]) -> None:
    subject = processor(*(text for text, _ in rules))
    result = subject.process(batch(Payload.received(Signal.TRACES, message.SerializeToString())))
    expected = _without(message, lambda group, part, span: any(drops(group, part, span) for _, drops in rules))
    left = sum(len(part.spans) for group in expected.resource_spans for part in group.scope_spans)
    if left:
        assert result is not None
        assert ExportTraceServiceRequest.FromString(result.body()) == expected
    else:
        assert result is None or result.items == 0
