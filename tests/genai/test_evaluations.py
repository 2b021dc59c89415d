"""Evaluations are read as they were written, and what is no evaluation is told from what is."""

import struct
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.resource.v1 import resource_pb2

from otelevals.api.batch import Payload
from otelevals.api.evaluation import EvaluationRecord
from otelevals.genai.emit import evaluation_record, evaluation_request
from otelevals.genai.evaluations import evaluations_in
from otelevals.otlp.anyvalue import encode_attribute
from otelevals.otlp.signals import Signal
from tests.strategies import requests

IDS = b"t" * 16, b"s" * 8
WHOLE = {
    "otelevals.scorer": "faithful",
    "otelevals.version": "abc",
    "otelevals.run": "nightly",
    "otelevals.passed": False,
    "otelevals.revision": 3,
    "otelevals.partial": True,
    "otelevals.withdrawn": True,
    "otelevals.lost": True,
    "otelevals.cached": True,
    "otelevals.uncalibrated": True,
    "otelevals.target.kind": "chat",
    "otelevals.session": "s-1",
    "otelevals.user": "u-1",
    "otelevals.judge.requested_model": "gpt-5",
    "otelevals.judge.served_model": "gpt-5-2026-08",
    "otelevals.sampling.probability": 0.25,
    "otelevals.sampling.stratum": "errors",
    "otelevals.window": "2026-W39",
    "otelevals.cost": 0.5,
    "otelevals.duration": 1.5,
    "otelevals.dimension.route": "/chat",
    "otelevals.dimension.model": "gpt-4o",
    "otelevals.target.model": "gpt-4o",
    "otelevals.target.response_model": "gpt-4o-2024-11-20",
    "otelevals.target.prompt_name": "checkout",
    "otelevals.target.prompt_version": "v4",
}


def attribute(key: str, value: str | int) -> KeyValue:
    said = AnyValue(int_value=value) if isinstance(value, int) else AnyValue(string_value=value)
    return KeyValue(key=key, value=said)


def read(*records: bytes) -> tuple[list[EvaluationRecord], int]:
    return evaluations_in(evaluation_request({b"": records}))


def record(name: str = "tone", more: Mapping[str, Any] | None = None) -> bytes:
    ours = {f"otelevals.{key}": value for key, value in (more or {}).items()}
    return evaluation_record(7, name, *IDS, score=0.5, more=ours)


def test_everything_is_read_as_it_was_written() -> None:
    raw = evaluation_record(
        7, "faithful.a", *IDS, score=0.5, label="low", explanation="why", response_id="r", more=WHOLE
    )
    assert read(raw) == (
        [
            EvaluationRecord(
                *IDS,
                time=7,
                name="faithful.a",
                scorer="faithful",
                version="abc",
                run="nightly",
                score=0.5,
                label="low",
                passed=False,
                explanation="why",
                revision=3,
                partial=True,
                withdrawn=True,
                lost=True,
                cached=True,
                uncalibrated=True,
                kind="chat",
                session="s-1",
                user="u-1",
                requested_model="gpt-5",
                served_model="gpt-5-2026-08",
                probability=0.25,
                stratum="errors",
                window="2026-W39",
                cost=0.5,
                duration=1.5,
                dimensions=(("model", "gpt-4o"), ("route", "/chat")),
                model="gpt-4o",
                response_model="gpt-4o-2024-11-20",
                prompt="checkout v4",
            )
        ],
        0,
    )


@pytest.mark.parametrize(
    ("resource", "version"),
    [
        (resource_pb2.Resource(attributes=[attribute("service.version", "2.1")]).SerializeToString(), "2.1"),
        (resource_pb2.Resource(attributes=[attribute("service.version", 2)]).SerializeToString(), ""),
        (b"\x0a\x09x", ""),
    ],
)
def test_the_version_of_the_service_is_that_of_the_resource(resource: bytes, version: str) -> None:
    ((found,), bad) = evaluations_in(evaluation_request({resource: [record()]}))
    assert (found.service_version, bad) == (version, 0)


def test_what_is_absent_has_its_default() -> None:
    assert read(evaluation_record(7, "tone", *IDS)) == ([EvaluationRecord(*IDS, 7, "tone", scorer="tone")], 0)


def test_an_error_stands_in_place_of_a_score() -> None:
    ((found,), bad) = read(evaluation_record(7, "tone", *IDS, score=1.0, error="TimeoutError", explanation="too slow"))
    assert (found.score, found.error, found.explanation, bad) == (None, "TimeoutError", "too slow", 0)


@pytest.mark.parametrize(
    ("more", "field", "expected"),
    [
        ({"passed": "yes"}, "passed", None),
        ({"revision": "2"}, "revision", 0),
        ({"revision": True}, "revision", 0),
        ({"revision": -4}, "revision", 0),
        ({"revision": 2**40}, "revision", 2**31 - 1),
        ({"partial": 1}, "partial", False),
        ({"version": 3}, "version", ""),
        ({"cost": -1.0}, "cost", 0.0),
        ({"cost": 2}, "cost", 2.0),
        ({"cost": float("nan")}, "cost", 0.0),
        ({"duration": float("inf")}, "duration", 0.0),
        ({"session": ["a"]}, "session", ""),
        ({"dimension.tenant": 3, "dimension.a": {"b": 1}}, "dimensions", ()),
        ({"dimension.tenant": "x" * 1000}, "dimensions", (("tenant", "x" * 256),)),
        ({"user": "é" * 1000}, "user", "é" * 256),
        ({"sampling.probability": "0.5"}, "probability", 1.0),
    ],
)
def test_what_is_of_another_kind_has_its_default(more: dict[str, Any], field: str, expected: object) -> None:
    ((found,), bad) = read(record(more=more))
    assert (getattr(found, field), bad) == (expected, 0)


@pytest.mark.parametrize(
    "bad",
    [
        record(""),
        evaluation_record(7, "tone", b"", b""),
        evaluation_record(7, "tone", b"short", b"s" * 8),
        evaluation_record(7, "tone", b"t" * 16, b"long" * 9),
        evaluation_record(7, "tone", *IDS, score=float("nan")),
        evaluation_record(7, "tone", *IDS, score=float("-inf")),
        evaluation_record(7, "tone", *IDS, score=1e300),
        record(more={"sampling.probability": 0.0}),
        record(more={"sampling.probability": 1.5}),
        record(more={"sampling.probability": float("nan")}),
        b"\xff\xff",
        record() + b"\x32\x03\x0a\x01\xff",  # an attribute whose key is not UTF-8
        b"",
    ],
)
def test_a_bad_record_costs_no_other(bad: bytes) -> None:
    found, count = read(record("before"), bad, record("after"))
    assert ([each.name for each in found], count) == (["before", "after"], 1)


def test_a_score_may_be_an_integer() -> None:
    raw = evaluation_record(7, "tone", *IDS) + encode_attribute(6, "gen_ai.evaluation.score.value", 3)
    assert [each.score for each in read(raw)[0]] == [3.0]


def test_a_session_needs_no_span() -> None:
    raw = evaluation_record(7, "tone", b"", b"", more={"otelevals.session": "s-1"})
    assert [(each.trace_id, each.session) for each in read(raw)[0]] == [(b"", "s-1")]


def test_the_time_of_observation_stands_in_for_a_missing_one() -> None:
    raw = evaluation_record(7, "tone", *IDS)[9:] + struct.pack("<BQ", 0x59, 9)
    assert [each.time for each in read(raw)[0]] == [9]


def test_a_request_that_cannot_be_read_is_one_bad_record() -> None:
    assert evaluations_in(b"\xff") == ([], 1)


@given(raw=requests(Signal.EVALS, nan=True, unknown=True).map(lambda message: message.SerializeToString()))
def test_no_request_is_too_odd(raw: bytes) -> None:
    found, bad = evaluations_in(raw)
    assert len(found) + bad == Payload.received(Signal.EVALS, raw).items


@given(raw=st.binary(max_size=200))
def test_no_bytes_are_too_odd(raw: bytes) -> None:
    found, _ = evaluations_in(evaluation_request({b"": [record(), raw]}) + raw)
    assert all(isinstance(each, EvaluationRecord) for each in found)
