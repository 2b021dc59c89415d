"""Paths read spans, their events, scopes and resources as OTTL names them, and promise no more than is true."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.resource.v1.resource_pb2 import Resource as ResourceMessage
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.span import Resource, Scope, Span
from otelevals.api.span_paths import SpanEvent, SpanPaths
from otelevals.conditions import Access, ConditionError, EvaluationError, Path, compile_condition
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, encode_attributes
from tests.strategies import messages


class Subject:
    def __init__(self, raw: bytes, scope: bytes = b"", resource: bytes = b"") -> None:
        self.span = Span(raw, Scope([scope], Resource([resource])))
        events = self.span.message.events
        self.event = SpanEvent(events[0]) if events else None


ATTRIBUTES = {"model": "gpt", "n": 3, "deep": {"list": [1, {"x": "y"}]}, "ü": True}
SPAN = SpanMessage(
    trace_id=bytes(range(16)),
    span_id=b"\xaa" * 8,
    trace_state="ot=th:8, vendor=x",
    name="chat",
    kind=SpanMessage.SPAN_KIND_CLIENT,
    start_time_unix_nano=1_000_000_000,
    end_time_unix_nano=1_250_500_000,
    flags=1,
    dropped_attributes_count=4,
    events=[SpanMessage.Event(name="oops", time_unix_nano=7)],
)
SPAN.status.code, SPAN.status.message = 2, "broken"  # type: ignore[assignment]
SPAN.events[0].MergeFromString(encode_attributes(3, {"why": "because"}))
SUBJECT = Subject(
    SPAN.SerializeToString() + encode_attributes(SPAN_ATTRIBUTES, ATTRIBUTES),
    InstrumentationScope(name="lib", version="1.2").SerializeToString() + encode_attributes(3, {"s": 1}),
    encode_attributes(1, {"service.name": "shop"}),
)


@pytest.mark.parametrize(
    "condition",
    [
        'span.name == "chat"',
        "span.trace_id == 0x000102030405060708090a0b0c0d0e0f",
        'span.trace_id.string == "000102030405060708090a0b0c0d0e0f"',
        'span.span_id.string == "aaaaaaaaaaaaaaaa"',
        'span.parent_span_id.string == "0000000000000000" and IsRootSpan()',
        'span.trace_state == "ot=th:8, vendor=x"',
        'span.trace_state["vendor"] == "x" and span.trace_state["none"] == ""',
        "span.kind == SPAN_KIND_CLIENT",
        'span.kind.string == "Client"',
        "span.end_time_unix_nano - span.start_time_unix_nano == 250500000",
        "span.duration_ms == 250.5",
        'span.status.code == STATUS_CODE_ERROR and span.status.message == "broken"',
        "span.flags == 1 and span.dropped_attributes_count == 4",
        "span.dropped_events_count == 0 and span.dropped_links_count == 0",
        'span.attributes["model"] == "gpt" and span.attributes["none"] == nil and span.attributes["ü"] == true',
        'span.attributes["deep"]["list"][1]["x"] == "y"',
        'span.attributes["deep"]["none"]["x"] == nil',
        "Len(span.attributes) == 4",
        'scope.name == "lib" and instrumentation_scope.version == "1.2" and scope.attributes["s"] == 1',
        "scope.dropped_attributes_count == 0",
        'resource.attributes["service.name"] == "shop"',
        "Len(resource.attributes) == 1 and resource.dropped_attributes_count == 0",
        'spanevent.name == "oops" and spanevent.time_unix_nano == 7',
        'spanevent.attributes["why"] == "because" and Len(spanevent.attributes) == 1',
    ],
)
def test_paths_read_what_ottl_says(condition: str) -> None:
    assert compile_condition(condition, SpanPaths())(SUBJECT)


@pytest.mark.parametrize(
    ("condition", "contexts"),
    [
        ('span.status.code == 2 and resource.attributes["a"] == 1', {"span", "resource"}),
        ('instrumentation_scope.name == "a"', {"scope"}),
        ("IsRootSpan()", {"span"}),
        ('spanevent.name == "a"', {"spanevent"}),
    ],
)
def test_conditions_know_their_contexts(condition: str, contexts: set[str]) -> None:
    assert compile_condition(condition, SpanPaths()).contexts == contexts


def test_paths_without_a_context_belong_to_the_default_one() -> None:
    condition = compile_condition('name == "chat" and status.code == 2 and attributes["n"] == 3', SpanPaths("span"))
    assert condition.contexts == {"span"}
    assert condition(SUBJECT)
    assert compile_condition('name == "oops" and span.name == "chat"', SpanPaths("spanevent"))(SUBJECT)


def test_roots_add_contexts() -> None:
    def own(path: Path) -> Access:
        return Access(lambda ctx: ctx.span.message.name.upper())

    condition = compile_condition('own.anything == "CHAT"', SpanPaths(roots={"own": own}))
    assert condition(SUBJECT)
    assert condition.contexts == {"own"}


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ('span.nam == "a"', "unknown path span.nam (column 1); did you mean span.name?"),
        ('name == "a"', "name does not begin with a context (column 1)"),
        ('spn.name == "a"', "spn.name does not begin with a context (column 1)"),
        ('span.name["a"] == 1', "span.name cannot be indexed"),
        ("span.attributes[0] == 1", "span.attributes is indexed by strings"),
        ('span.status["a"].code == 1', 'unknown path span.status["a"].code'),
        ("resource.name == 1", "unknown path resource.name"),
        ("span.kind == SPAN_KIND_CLIEN", "unknown enum SPAN_KIND_CLIEN (column 14); did you mean SPAN_KIND_CLIENT?"),
    ],
)
def test_what_does_not_exist_is_said(condition: str, message: str) -> None:
    with pytest.raises(ConditionError) as caught:
        compile_condition(condition, SpanPaths())
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ('span.attributes["model"]["x"] == 1', "only a map has string keys"),
        ('span.attributes["deep"][0] == 1', "only a list has numbered elements"),
        ('span.attributes["deep"]["list"][2] == 1', "the list has 2 elements, none is number 2"),
    ],
)
def test_what_cannot_be_indexed_is_an_error_of_the_data(condition: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        compile_condition(condition, SpanPaths())(SUBJECT)


def test_an_unknown_kind_has_no_name() -> None:
    subject = Subject(b"\x30\x63")
    assert compile_condition('span.kind == 99 and span.kind.string == ""', SpanPaths())(subject)


CONDITIONS = [
    'span.name == "chat"',
    'span.name != "chat"',
    'span.attributes["model"] == "gpt"',
    'span.attributes["a"]["b"] != nil',
    'span.trace_state["vendor"] == "x"',
    "span.parent_span_id.string == span.span_id.string",
    'span.status.message == "broken" or span.kind == 3',
    'resource.attributes["service.name"] == "shop" and scope.name == "lib"',
    'spanevent.name == "oops"',
    'spanevent.attributes["why"] == "because"',
    "not IsRootSpan()",
    'IsMatch(span.name, "^ch")',
]


@given(messages(SpanMessage), messages(InstrumentationScope), messages(ResourceMessage), st.sampled_from(CONDITIONS))
def test_a_shut_gate_means_that_the_condition_does_not_hold(
    span: Any, scope: Any, resource: Any, condition: str
) -> None:
    parts = [message.SerializeToString() for message in (span, scope, resource)]
    subject = Subject(*parts)
    compiled = compile_condition(condition, SpanPaths())
    if subject.event is None and "spanevent" in compiled.contexts:
        return
    try:
        holds = compiled(subject)
    except EvaluationError:
        return
    assert compiled.gate.admits(b"".join(parts)) or not holds


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_gate_admits_data_in_which_the_condition_holds(condition: str) -> None:
    compiled = compile_condition(condition, SpanPaths())
    data = SUBJECT.span.raw + SUBJECT.span.scope.raw + SUBJECT.span.resource.raw
    assert compiled.gate.admits(data) or not compiled(SUBJECT)
