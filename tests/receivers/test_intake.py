"""An intake submits what is well-formed and counts how it ended."""

import pytest

from otelevals.api.batch import Payload
from otelevals.api.errors import Permanent, Retryable
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.receivers.intake import Intake
from otelevals.testing import MemorySink, context, trace_request

RAW = trace_request(2).SerializeToString()


@pytest.mark.parametrize(
    ("error", "counter"),
    [
        (None, "accepted"),
        (Retryable("full"), "refused"),
        (Permanent("no"), "refused"),
        (ZeroDivisionError("bug"), "failed"),
    ],
)
def test_each_outcome_has_its_counter(error: Exception | None, counter: str) -> None:
    def outcome(_payload: Payload) -> None:
        if error is not None:
            raise error

    ctx = context("otlp/a")
    intake = Intake(ctx, "grpc", Signal.TRACES, MemorySink(outcome))
    if error is None:
        intake.take(RAW)
    else:
        with pytest.raises(type(error)):
            intake.take(RAW)
    for name in ("accepted", "refused", "failed"):
        value = ctx.telemetry.value(f"otelcol_receiver_{name}_spans_total", receiver="otlp/a", transport="grpc")
        assert value == (2 if name == counter else 0)


def test_a_malformed_request_is_not_submitted() -> None:
    sink = MemorySink()
    with pytest.raises(MalformedRequest):
        Intake(context("otlp"), "grpc", Signal.TRACES, sink).take(RAW[:-1])
    assert sink.taken == []
