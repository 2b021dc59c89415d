"""The otlp_json_file receiver submits each line once, skips what is malformed, and waits while nothing is taken."""

import errno
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from pydantic import ValidationError
from structlog.testing import capture_logs

from otelevals.api.batch import Payload
from otelevals.api.errors import Permanent, Retryable
from otelevals.otlp.json import encode_json
from otelevals.otlp.signals import TELEMETRY, Signal
from otelevals.receivers.otlp_json_file import OtlpJsonFileReceiver
from otelevals.receivers.tail import Tail
from otelevals.testing import MemorySink, context, trace_request

TRACES = encode_json(trace_request(2)) + b"\n"
LOGS = b'{"resourceLogs": [{"scopeLogs": [{"logRecords": [{}]}]}]}\n'
METRICS = b'{"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"gauge": {"dataPoints": [{}]}}]}]}]}\n'


class Reading:
    def __init__(self, folder: Path, outcome: Callable[[Payload], None] | None, options: dict[str, Any]) -> None:
        config = {"include": ["*.json"], "start_at": "beginning", "poll_interval": "5ms", **options}
        self.sink = MemorySink(outcome)
        self.context = context("otlp_json_file", base_dir=folder)
        self.receiver = OtlpJsonFileReceiver(
            OtlpJsonFileReceiver.Config.model_validate(config), self.context, dict.fromkeys(TELEMETRY, self.sink)
        )

    def wait_for(self, requests: int) -> list[tuple[Signal, int]]:
        """The signals and items of what was submitted, once there are so many requests."""
        wait_until(lambda: len(self.sink.taken) >= requests)
        return [(payload.signal, payload.items) for payload, _ in self.sink.taken]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.002)


Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Read]:
    """Start a receiver on the folder tmp_path: read(outcome, **options)."""
    started: list[Reading] = []

    def start(outcome: Callable[[Payload], None] | None = None, **options: Any) -> Reading:
        started.append(Reading(tmp_path, outcome, options))
        started[-1].receiver.start()
        return started[-1]

    yield start
    for each in started:
        each.receiver.stop_intake(30)
        each.receiver.shutdown()


def append(path: Path, *lines: bytes) -> None:
    with path.open("ab") as file:
        file.write(b"".join(lines))


def message(payload: Payload) -> Message:
    return payload.signal.wire.request.FromString(payload.raw)


def test_lines_of_every_signal_are_submitted_and_counted(tmp_path: Path, read: Read) -> None:
    append(tmp_path / "a.json", TRACES, LOGS, b"\n", METRICS)
    reading = read()
    assert reading.wait_for(3) == [(Signal.TRACES, 2), (Signal.LOGS, 1), (Signal.METRICS, 1)]
    assert message(reading.sink.taken[0][0]) == trace_request(2)
    labels = {"receiver": "otlp_json_file", "transport": "file"}
    wait_until(lambda: reading.context.telemetry.value("otelcol_receiver_accepted_metric_points_total", **labels) == 1)


def test_what_is_appended_and_added_later_is_read(tmp_path: Path, read: Read) -> None:
    append(tmp_path / "a.json", TRACES)
    reading = read()
    reading.wait_for(1)
    append(tmp_path / "a.json", LOGS)
    reading.wait_for(2)
    append(tmp_path / "b.json", METRICS)
    assert reading.wait_for(3)[1:] == [(Signal.LOGS, 1), (Signal.METRICS, 1)]


def test_start_at_end_leaves_out_what_was_there_before(tmp_path: Path, read: Read) -> None:
    append(tmp_path / "a.json", TRACES)
    reading = read(start_at="end")
    append(tmp_path / "a.json", LOGS)
    append(tmp_path / "b.json", METRICS)
    assert reading.wait_for(2) == [(Signal.LOGS, 1), (Signal.METRICS, 1)]


def test_rotation_loses_and_repeats_nothing(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.json"
    append(path, TRACES)
    reading = read()
    reading.wait_for(1)
    append(path, LOGS)
    path.rename(tmp_path / "a.json.1")
    append(path, METRICS)
    assert sorted(reading.wait_for(3)[1:], key=str) == [(Signal.LOGS, 1), (Signal.METRICS, 1)]


def test_excluded_files_are_left_alone(tmp_path: Path, read: Read) -> None:
    append(tmp_path / "a.json", TRACES)
    append(tmp_path / "b.json", LOGS)
    assert read(exclude=["a*"]).wait_for(1) == [(Signal.LOGS, 1)]


def test_a_malformed_line_is_named_counted_and_skipped(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.json"
    append(path, TRACES, b'{"resourceSpans": 1}\n', b"{\n", b'{"spans": []}\n', LOGS)
    with capture_logs() as logs:
        reading = read()
        reading.wait_for(2)
    assert [(entry["at"], entry["error"]) for entry in logs] == [
        (f"{path}:2", "resourceSpans: expected an array, got 1"),
        (f"{path}:3", "invalid JSON: unexpected end of data: line 1 column 2 (char 1)"),
        (f"{path}:4", "expected an object with resourceSpans, resourceLogs or resourceMetrics"),
    ]
    counted = reading.context.telemetry.value(
        "otelevals_receiver_malformed_requests_total",
        receiver="otlp_json_file",
        transport="file",
        reason="malformed",
    )
    assert counted == 3


def test_a_line_over_the_limit_is_skipped(tmp_path: Path, read: Read) -> None:
    append(tmp_path / "a.json", TRACES, LOGS)
    with capture_logs() as logs:
        assert read(max_log_size=100).wait_for(1) == [(Signal.LOGS, 1)]
    assert [entry["error"] for entry in logs] == ["the line is longer than 100 bytes"]


def test_a_permanently_refused_line_is_named_and_skipped(tmp_path: Path, read: Read) -> None:
    def outcome(payload: Payload) -> None:
        if payload.signal is Signal.TRACES:
            raise Permanent("no")

    append(tmp_path / "a.json", TRACES, LOGS)
    with capture_logs() as logs:
        assert read(outcome).wait_for(1) == [(Signal.LOGS, 1)]
    assert [(entry["at"], entry["error"]) for entry in logs] == [(f"{tmp_path / 'a.json'}:1", "no")]


def test_while_the_pipeline_is_full_lines_wait_in_order(tmp_path: Path, read: Read) -> None:
    refusals = [Retryable("full", after=0.001)] * 5

    def outcome(_payload: Payload) -> None:
        if refusals:
            raise refusals.pop()

    append(tmp_path / "a.json", TRACES, LOGS)
    assert read(outcome).wait_for(2) == [(Signal.TRACES, 2), (Signal.LOGS, 1)]


def test_it_stops_promptly_while_it_waits(tmp_path: Path, read: Read) -> None:
    refused = threading.Event()

    def outcome(_payload: Payload) -> None:
        refused.set()
        raise Retryable("full", after=3600)

    append(tmp_path / "a.json", TRACES)
    reading = read(outcome)
    assert refused.wait(30)
    reading.receiver.stop_intake(30)
    reading.receiver.shutdown()
    assert reading.sink.taken == []


def test_replay_reads_the_file_over_and_over(tmp_path: Path, read: Read) -> None:
    append(tmp_path / "a.json", TRACES, LOGS)
    assert read(replay_file=True).wait_for(6)[:4] == [(Signal.TRACES, 2), (Signal.LOGS, 1)] * 2


def test_a_file_is_deleted_once_it_was_read(tmp_path: Path, read: Read) -> None:
    append(tmp_path / "a.json", TRACES)
    append(tmp_path / "b.json", TRACES, b'{"resourceSpans"')
    reading = read(delete_after_read=True)
    wait_until(lambda: not (tmp_path / "a.json").exists())
    assert len(reading.wait_for(2)) == 2
    assert (tmp_path / "b.json").exists()


def test_an_unreadable_file_is_named_once_and_the_others_are_read(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_tail(path: Path, max_line: int, *, at_end: bool) -> Tail:
        if path.name == "a.json":
            raise PermissionError(errno.EACCES, "no")
        return Tail(path, max_line, at_end=at_end)

    monkeypatch.setattr("otelevals.receivers.otlp_json_file.Tail", open_tail)
    append(tmp_path / "a.json", TRACES)
    append(tmp_path / "b.json", TRACES)
    with capture_logs() as logs:
        reading = read()
        reading.wait_for(1)
        append(tmp_path / "b.json", LOGS)
        assert reading.wait_for(2) == [(Signal.TRACES, 2), (Signal.LOGS, 1)]
    assert [(entry["path"], entry["error"]) for entry in logs] == [(str(tmp_path / "a.json"), "Permission denied")]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"delete_after_read": True}, "delete_after_read needs start_at: beginning"),
        ({"replay_file": True}, "replay_file needs start_at: beginning"),
        (
            {"replay_file": True, "delete_after_read": True, "start_at": "beginning"},
            "delete_after_read and replay_file exclude each other",
        ),
    ],
)
def test_options_that_contradict_each_other_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        OtlpJsonFileReceiver.Config.model_validate({"include": ["*.json"], **options})
