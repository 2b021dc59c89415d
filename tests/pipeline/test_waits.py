"""Clients that are answered when everything is delivered do not wait for processors that hold data for long."""

from typing import Any

import pytest

from otelevals.api.clock import ManualClock
from otelevals.api.registry import Registry
from otelevals.config import InvalidConfiguration, load
from otelevals.pipeline.service import Service

GROUP, BATCH = "group_by_trace", "batch"


def check(ack: str | None, processors: dict[str, Any], signal: str = "traces") -> None:
    receiver: dict[str, Any] = {"protocols": {"grpc": None}}
    if ack:
        receiver["ack"] = ack
    tree = {
        "receivers": {"otlp": receiver, "otlp/other": {"protocols": {"http": None}}},
        "processors": processors,
        "exporters": {"debug": None},
        "service": {
            "pipelines": {
                signal: {
                    "receivers": ["otlp", "otlp/other"],
                    "processors": list(processors),
                    "exporters": ["debug"],
                }
            }
        },
    }
    loaded = load(["env:c"], [], Registry(), {"c": repr(tree).replace("None", "null")})
    Service(loaded, ManualClock())


@pytest.mark.parametrize(
    ("processors", "said"),
    [
        ({GROUP: {}}, "group_by_trace in traces, up to 600 seconds"),
        ({GROUP: {"max_wait": "31s"}}, "group_by_trace in traces, up to 31 seconds"),
        ({GROUP: {"wait_duration": "40s", "max_wait": "1s"}}, "group_by_trace in traces, up to 40 seconds"),
        ({BATCH: {"timeout": "1m"}}, "batch in traces, up to 60 seconds"),
        (
            {"batch/first": {"timeout": "16s"}, GROUP: {"max_wait": "16s"}},
            "batch/first and group_by_trace in traces, up to 32 seconds",
        ),
    ],
)
def test_it_says_who_holds_data_for_how_long_and_what_to_do(processors: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        check("delivered", processors)
    (problem,) = caught.value.problems
    assert problem.path == "receivers::otlp::ack"
    advice = "use journaled or accepted, or have data held for 30 seconds at most"
    assert problem.message == f"clients would wait for {said}: {advice}"
    check("accepted", processors)
    check(None, processors)


@pytest.mark.parametrize(
    "processors",
    [
        {},
        {BATCH: {}},
        {GROUP: {"hold": "none"}},
        {GROUP: {"max_wait": "20s"}, BATCH: {"timeout": "10s"}},
        {GROUP: {"wait_duration": "30s"}},
        {"scorer": {"scorers": {"not_empty": {}}}},
    ],
)
def test_clients_may_wait_for_half_a_minute(processors: dict[str, Any]) -> None:
    check("delivered", processors)


def test_what_holds_for_long_is_named_for_each_signal() -> None:
    with pytest.raises(InvalidConfiguration, match=r"batch in logs, up to 3600 seconds"):
        check("delivered", {BATCH: {"timeout": "1h"}}, "logs")
