"""A lane takes payloads up to its limits, merges those that may be merged, and hands over to its successor."""

import pytest
from structlog.testing import capture_logs

from otelevals.api.batch import Payload
from otelevals.api.errors import Retryable
from otelevals.otlp.signals import Signal
from otelevals.pipeline.intake import Intake, Lane, LaneLimits
from otelevals.testing import trace_payload


def make(**limits: int) -> Lane:
    return Lane(Signal.TRACES, lambda: None, limits=LaneLimits(**limits))


def test_waiting_payloads_of_one_metadata_become_one_batch() -> None:
    lane = make()
    payloads = [trace_payload() for _ in range(3)]
    for payload, tenant in zip(payloads, "aab", strict=True):
        lane.submit(payload, (("tenant", tenant),))
    first, second = lane.next_batch(), lane.next_batch()
    assert first is not None
    assert second is not None
    assert first.payloads == (payloads[0], payloads[1])
    assert (second.payloads, second.metadata) == ((payloads[2],), (("tenant", "b"),))
    assert lane.next_batch() is None
    assert lane.empty


@pytest.mark.parametrize("limits", [{"payloads": 2}, {"bytes": 2 * len(trace_payload().raw)}])
def test_a_full_lane_asks_to_come_back(limits: dict[str, int]) -> None:
    lane = make(**limits)
    lane.submit(trace_payload(), ())
    lane.submit(trace_payload(), ())
    with pytest.raises(Retryable, match="the intake is full, try again later") as error:
        lane.submit(trace_payload(), ())
    assert error.value.after == 1.0
    lane.next_batch()
    assert lane.submit(trace_payload(), ())


def test_a_full_lane_says_so_until_half_of_it_is_free() -> None:
    lane = make(payloads=4)
    with capture_logs() as logs:
        for number in range(4):
            lane.submit(trace_payload(), (("tenant", str(number)),))
        for _ in range(2):
            with pytest.raises(Retryable):
                lane.submit(trace_payload(), ())
        lane.next_batch()
        assert [line["event"] for line in logs] == ["the intake is full, refusing data"]
        lane.next_batch()
    assert logs[1:] == [
        {
            "event": "the intake has room again, taking data",
            "log_level": "info",
            "signal": "traces",
            "refused_requests": 2,
        }
    ]


def test_a_first_payload_is_taken_whatever_its_size() -> None:
    assert make(bytes=1).submit(trace_payload(), ())


def test_a_guard_refuses_before_anything_is_taken() -> None:
    class Guard:
        def guard(self, payload: Payload) -> None:
            raise Retryable("data refused due to high memory usage")

    lane = Lane(Signal.TRACES, lambda: None, [Guard()])
    with pytest.raises(Retryable, match="high memory"):
        lane.submit(trace_payload(), ())
    assert lane.empty


def test_an_intake_goes_to_the_lane_that_is_open_now() -> None:
    old, new, intake = make(), make(), Intake()
    intake.lane = old
    intake.submit(trace_payload())
    intake.lane = new
    old.close()
    intake.submit(trace_payload())
    assert not old.empty
    assert not new.empty


def test_an_intake_without_an_open_lane_refuses() -> None:
    intake = Intake()
    with pytest.raises(Retryable, match="shutting down"):
        intake.submit(trace_payload())
    intake.lane = make()
    intake.lane.close()
    with pytest.raises(Retryable, match="shutting down"):
        intake.submit(trace_payload())
