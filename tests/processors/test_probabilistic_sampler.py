"""The sampler keeps a share of the spans and notes it in each, changing nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from pydantic import ValidationError
from structlog.testing import capture_logs

from otelevals.api.batch import Payload
from otelevals.otlp.sampling_modes import Equalizing, HashSeed, Never
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.processors.probabilistic_sampler import ProbabilisticSamplerProcessor, make_mode
from otelevals.testing import context
from tests.processors.build import batch, names_of, payload, request, span, spans_of
from tests.strategies import requests

HALF = bytes.fromhex("fefefefefefefefefe80000000000000")
LOW = bytes.fromhex("01" + "00" * 15)
ALWAYS_KEPT = b"\xff" * 16


def sampler(percentage: float = 50, **options: Any) -> ProbabilisticSamplerProcessor:
    config = ProbabilisticSamplerProcessor.Config(sampling_percentage=percentage, **options)
    return ProbabilisticSamplerProcessor(config, context("probabilistic_sampler"))


def count(subject: ProbabilisticSamplerProcessor, policy: str, sampled: str) -> float:
    name = "otelcol_processor_probabilistic_sampler_count_traces_sampled_total"
    return subject.context.telemetry.value(name, policy=policy, sampled=sampled)


def test_spans_are_kept_by_their_trace_id_and_say_their_share() -> None:
    subject = sampler(mode="equalizing")
    result = subject.process(batch(payload(span("kept", trace_id=HALF), span("dropped", trace_id=LOW))))
    assert [(kept.name, kept.trace_state) for kept in spans_of(result)] == [("kept", "ot=th:8")]
    assert (count(subject, "trace_id_w3c", "true"), count(subject, "trace_id_w3c", "false")) == (1, 1)


def test_the_hash_of_the_trace_id_is_the_default() -> None:
    subject = sampler(hash_seed=653)
    trace_id = bytes.fromhex("474a03c76d75951a4b4c537ced8f1122")
    (kept,) = spans_of(subject.process(batch(payload(span(trace_id=trace_id)))))
    assert kept.trace_state.startswith("ot=rv:")
    assert kept.trace_state.endswith(";th:8")
    assert count(subject, "trace_id_hash", "true") == 1


def test_nothing_is_left_when_every_span_is_dropped() -> None:
    assert sampler(0).process(batch(payload(span(), span()))) is None


@pytest.mark.parametrize("mode", ["hash_seed", "equalizing", "proportional"])
def test_everything_is_kept_at_100_percent_and_more(mode: str) -> None:
    taken = payload(*(span(str(number), trace_id=bytes([number + 1] * 16)) for number in range(20)))
    assert names_of(sampler(200, mode=mode).process(batch(taken))) == names_of(taken)


def test_other_vendors_tracestate_is_kept() -> None:
    taken = payload(span(trace_id=HALF, trace_state="root=a,b=c"), span(trace_id=HALF, trace_state="vendor=x"))
    result = spans_of(sampler(mode="proportional").process(batch(taken)))
    assert [kept.trace_state for kept in result] == ["ot=th:8,root=a,b=c", "ot=th:8,vendor=x"]


@pytest.mark.parametrize("mode", ["hash_seed", "equalizing", "proportional"])
@pytest.mark.parametrize(
    ("value", "percentage", "kept"),
    [(2, 0, True), (1.0, 0, True), ("1", 0, True), (0, 100, False), (0.0, 100, False), ("0", 100, False)],
)
def test_sampling_priority_decides(mode: str, value: Any, percentage: float, kept: bool) -> None:
    subject = sampler(percentage, mode=mode)
    result = subject.process(batch(payload(span(attributes={"sampling.priority": value}))))
    assert (result is not None) is kept
    assert count(subject, "sampling_priority", str(kept).lower()) == 1


@pytest.mark.parametrize("value", [-1, "-0.5", "NaN", "high", True, [1], None])
def test_other_priorities_leave_the_decision_to_the_share(value: Any) -> None:
    for percentage in (0, 100):
        taken = batch(payload(span(attributes={"sampling.priority": value})))
        assert (sampler(percentage).process(taken) is not None) is (percentage == 100)


def test_the_priority_in_a_text_is_none() -> None:
    taken = batch(payload(span(attributes={"text": "sampling.priority", "ot=th:8": 1})))
    assert sampler(100).process(taken) is not None


@pytest.mark.parametrize("fail_closed", [True, False])
@pytest.mark.parametrize("mode", ["hash_seed", "equalizing"])
@pytest.mark.parametrize(
    "broken", [span(trace_id=b""), span(trace_id=bytes(16)), span(trace_id=LOW, trace_state="broken")]
)
def test_unusable_information_is_dropped_or_kept_and_reported(broken: Span, mode: str, fail_closed: bool) -> None:
    with capture_logs() as logs:
        result = sampler(99, mode=mode, fail_closed=fail_closed).process(batch(payload(broken)))
    assert (result is None) is fail_closed
    if not (fail_closed and broken.trace_state):  # those are dropped before anybody looks
        assert [(entry["spans"], entry["log_level"]) for entry in logs] == [(1, "warning")]


def test_a_span_that_is_not_protobuf_is_an_error() -> None:
    message = request().SerializeToString()
    broken = Payload.received(Signal.TRACES, message + b"\x0a\x05\x12\x03\x12\x01\x0a")
    with pytest.raises(MalformedRequest):
        sampler().process(batch(broken))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sampling_percentage": -1}, "greater than or equal to 0"),
        ({"sampling_percentage": float("inf")}, "finite number"),
        ({"sampling_percentage": 1e-17}, "sampling_percentage is too small: the least is 100 / 2^56"),
        ({}, "Field required"),
        ({"sampling_percentage": 1, "sampling_precision": 15}, "less than or equal to 14"),
        ({"sampling_percentage": 1, "sampling_precision": 0}, "greater than or equal to 1"),
        ({"sampling_percentage": 1, "hash_seed": 2**32}, "less than 4294967296"),
        ({"sampling_percentage": 1, "mode": "dunno"}, "Input should be 'hash_seed', 'equalizing' or 'proportional'"),
        (
            {"sampling_percentage": 1, "from_attribute": "x"},
            "from_attribute is for logs, and this processor samples traces only",
        ),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ProbabilisticSamplerProcessor.Config.model_validate(options)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("percentage", "tracestate"),
    [(100, "0"), (75, "4"), (50, "8"), (25, "c"), (10, "e668"), (100 / 3, "aaac")],
)
def test_the_hash_has_14_bits_of_precision(percentage: float, tracestate: str) -> None:
    mode = make_mode(ProbabilisticSamplerProcessor.Config(sampling_percentage=percentage))
    assert isinstance(mode, HashSeed)
    kept = next(kept for number in range(1, 999) if (kept := mode.decide_plain(bytes([number % 256] * 16))))
    assert kept.endswith(f";th:{tracestate}")


def test_a_hashed_share_below_one_bucket_is_nothing() -> None:
    config = ProbabilisticSamplerProcessor.Config(sampling_percentage=100 * 3 / 2**16)
    assert isinstance(make_mode(config), Never)


def test_the_percentage_has_32_bits_as_in_the_collector() -> None:
    config = ProbabilisticSamplerProcessor.Config(
        sampling_percentage=(1 - 8e-7) * 100, mode="equalizing", sampling_precision=10
    )
    mode = make_mode(config)
    assert isinstance(mode, Equalizing)
    assert mode.decide_plain(ALWAYS_KEPT) == "ot=th:00000cccccccd"


@given(
    requests(Signal.TRACES, unknown=True),
    st.sampled_from(["hash_seed", "equalizing", "proportional"]),
    st.sampled_from([0, 30, 100]),
    st.booleans(),
)
def test_kept_spans_change_in_their_tracestate_alone(
    message: Any, mode: str, percentage: float, fail_closed: bool
) -> None:
    taken = Payload.received(Signal.TRACES, message.SerializeToString())
    subject = sampler(percentage, mode=mode, fail_closed=fail_closed)
    first = subject.process(batch(taken))
    again = subject.process(batch(Payload.received(Signal.TRACES, message.SerializeToString())))
    assert (first.body() if first else None) == (again.body() if again else None)
    before = iter([_bare(span) for span in spans_of(taken)])
    for kept in spans_of(first):
        bare = _bare(kept)
        assert any(bare == other for other in before)


def _bare(span: Span) -> bytes:
    copy = Span()
    copy.CopyFrom(span)
    copy.trace_state = ""
    return copy.SerializeToString(deterministic=True)
