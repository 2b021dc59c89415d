"""Recorded spans are as they came before they were scored, and keep everything else."""

from typing import Any

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.genai.emit import evaluation_event
from otelevals.offline.payloads import Written, of_trace
from tests.processors.build import payload
from tests.processors.line import chat, span

WRITTEN = Written(("eval.tone.",), frozenset({"tone"}))


def test_results_are_left_out_and_nothing_else_is() -> None:
    said: dict[str, Any] = {"eval.tone.passed": True, "eval.tone.length.score": 1.0, "eval.other.passed": True}
    original = chat(3, answer="Rain.", tenant="t")
    original.events.add(name="first token")
    scored = Span.FromString(original.SerializeToString())
    scored.MergeFrom(chat(3, **said))
    for name in ("tone", "tone.length", "other"):
        scored.MergeFromString(evaluation_event(1, name, score=1.0))
    (left,) = of_trace(payload(scored).spans, WRITTEN).spans
    found = left.attributes.as_dict()
    assert found.pop("eval.other.passed") is True
    assert found == payload(original).spans[0].attributes.as_dict()
    assert [event.name for event in left.message.events] == ["first token", "gen_ai.evaluation.result"]


def test_spans_stay_under_their_resources_and_scopes() -> None:
    one = payload(chat(3, answer="Rain."), span(1), resource={"service.name": "a"}).spans
    two = payload(chat(4, answer="Sun."), resource={"service.name": "b"}).spans
    given = [one[0], *two, one[1]]
    found = of_trace(given, WRITTEN)
    assert [len(part) for part in found.parts] == [2, 1]
    kept = {(each.raw, each.scope.raw, each.resource.raw) for each in found.spans}
    assert kept == {(each.raw, each.scope.raw, each.resource.raw) for each in given}
