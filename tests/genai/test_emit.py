"""An evaluation as a span event has the names of the GenAI conventions."""

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.genai.emit import evaluation_event
from otelevals.otlp.anyvalue import to_python


def test_an_event_that_is_appended_is_an_event_of_the_span() -> None:
    raw = Span(name="chat").SerializeToString()
    verdict = evaluation_event(5, "tone", score=0.5, label="mild", explanation="because " * 40, response_id="r")
    failure = evaluation_event(6, "tone", explanation="it broke", error="KeyError")
    first, second = Span.FromString(raw + verdict + failure).events
    assert (first.name, first.time_unix_nano) == ("gen_ai.evaluation.result", 5)
    assert {item.key: to_python(item.value) for item in first.attributes} == {
        "gen_ai.evaluation.name": "tone",
        "gen_ai.evaluation.score.value": 0.5,
        "gen_ai.evaluation.score.label": "mild",
        "gen_ai.evaluation.explanation": "because " * 40,
        "gen_ai.response.id": "r",
    }
    assert {item.key: to_python(item.value) for item in second.attributes} == {
        "gen_ai.evaluation.name": "tone",
        "gen_ai.evaluation.explanation": "it broke",
        "error.type": "KeyError",
    }
