"""Evaluations leave as log records of what they are about, those of one tenant and one resource together."""

from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from otelevals.api.batch import Payload
from otelevals.genai.evaluations import evaluations_in
from otelevals.otlp.anyvalue import to_python
from otelevals.scoring.outcome import Evaluation, Origin, Target
from otelevals.scoring.records import Records
from tests.genai.spans import chat, interaction

TARGET = Target(b"\x01" * 16, b"\x02" * 8)


def evaluation(**more: Any) -> Evaluation:
    return Evaluation("tone", "tone", "v1", TARGET)._replace(**more)


def attributes(payload: Payload) -> list[dict[str, object]]:
    request = ExportLogsServiceRequest.FromString(payload.raw)
    records = [record for group in request.resource_logs for part in group.scope_logs for record in part.log_records]
    return [{item.key: to_python(item.value) for item in record.attributes} for record in records]


def test_a_record_says_what_the_evaluation_says() -> None:
    records = Records()
    seen = interaction(
        chat("Paris", **{"gen_ai.response.id": "r1", "gen_ai.conversation.id": "s1", "gen_ai.prompt.name": "p"})
    )
    said = evaluation(
        score=0.5, label="fair", passed=True, explanation="so-so", partial=True, duration=0.25, probability=0.5
    )
    records.add((), said, seen, 7, {"model": "m"})
    ((metadata, payload),) = records.take()
    assert metadata == ()
    assert attributes(payload) == [
        {
            "gen_ai.evaluation.name": "tone",
            "gen_ai.evaluation.score.value": 0.5,
            "gen_ai.evaluation.score.label": "fair",
            "gen_ai.evaluation.explanation": "so-so",
            "gen_ai.response.id": "r1",
            "otelevals.scorer": "tone",
            "otelevals.version": "v1",
            "otelevals.passed": True,
            "otelevals.revision": 0,
            "otelevals.partial": True,
            "otelevals.target.kind": "chat",
            "otelevals.target.prompt_name": "p",
            "otelevals.session": "s1",
            "otelevals.sampling.probability": 0.5,
            "otelevals.duration": 0.25,
            "otelevals.dimension.model": "m",
        }
    ]


def test_the_first_record_of_a_call_says_what_the_judge_cost() -> None:
    records = Records()
    origin = Origin("default", "gpt-x", "tone/1", "abc", "gpt-x-1", 100, 20, 0.5, 2, cached=True)
    for name in ("tone.a", "tone.b"):
        records.add((), evaluation(origin=origin)._replace(name=name), interaction(chat("Paris")), 7)
    ((_, payload),) = records.take()
    said = [{key: value for key, value in each.items() if "judge" in key} for each in attributes(payload)]
    common = {
        "otelevals.judge": "default",
        "otelevals.judge.requested_model": "gpt-x",
        "otelevals.judge.served_model": "gpt-x-1",
        "otelevals.judge.rubric": "tone/1",
        "otelevals.judge.rubric_hash": "abc",
    }
    used = {
        f"otelevals.judge.{name}": n for name, n in (("prompt_tokens", 100), ("completion_tokens", 20), ("attempts", 2))
    }
    assert said == [common | used, common]
    first, second = evaluations_in(payload.raw)[0]
    assert (first.cost, first.cached, first.requested_model, first.served_model) == (0.5, True, "gpt-x", "gpt-x-1")
    assert (second.cost, second.judged) == (0.0, True)


def test_an_error_has_no_score_and_what_is_withdrawn_says_so() -> None:
    records = Records()
    records.add((), evaluation(error="KeyError: 'x'", error_type="KeyError"), interaction(chat("Paris")), 7)
    records.add((), evaluation(revision=1, withdrawn=True), interaction(chat("Paris")), 7)
    records.add((), evaluation(error="no room", error_type="shed", lost=True), interaction(chat("Paris")), 7)
    ((_, payload),) = records.take()
    error, withdrawn, lost = attributes(payload)
    assert (error.get("otelevals.lost"), lost["error.type"], lost["otelevals.lost"]) == (None, "shed", True)
    assert (error["error.type"], error["gen_ai.evaluation.explanation"]) == ("KeyError", "KeyError: 'x'")
    assert not any(key.startswith("gen_ai.evaluation.score") for key in (*error, *withdrawn))
    assert (withdrawn["otelevals.revision"], withdrawn["otelevals.withdrawn"]) == (1, True)


def test_what_a_call_took_is_said_once_however_many_verdicts_it_gave() -> None:
    records, seen = Records(), interaction(chat("Paris"))
    names = ("tone.warm", "tone.short")
    for each in (*names, "again", "other"):
        target = Target(b"\x01" * 16, b"\x03" * 8) if each == "other" else TARGET
        records.add((), evaluation(name=each, duration=0.25, revision=each == "again", target=target), seen, 7)
    ((_, payload),) = records.take()
    durations = {each["gen_ai.evaluation.name"]: each.get("otelevals.duration") for each in attributes(payload)}
    assert durations == {"tone.warm": 0.25, "tone.short": None, "again": 0.25, "other": 0.25}


def test_tenants_are_apart_and_what_is_taken_is_gone() -> None:
    records = Records()
    for tenant in "aab":
        records.add((("x-tenant", tenant),), evaluation(), interaction(chat("Paris")), 7)
    taken = {metadata: payload.items for metadata, payload in records.take()}
    assert taken == {(("x-tenant", "a"),): 2, (("x-tenant", "b"),): 1}
    assert list(records.take()) == []
