"""Files hold one record for each request, readable at any moment and across restarts, rotations and full disks."""

import resource
import signal as process_signals
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.component import Context
from otelevals.api.errors import ConfigError, Permanent, Retryable
from otelevals.exporters.file import FileExporter
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from tests.exporters.samples import any_request, batch_of, context, failure_of, fixture_requests, make, one_span

BATCH = batch_of(Signal.TRACES, one_span())


@contextmanager
def exporter(folder: Path, lent: Context | None = None, **options: Any) -> Iterator[FileExporter]:
    built = make(FileExporter, {"path": "data.json", **options}, lent or context(folder))
    built.start()
    try:
        yield built
    finally:
        built.shutdown()


def lines(path: Path, signal: Signal = Signal.TRACES) -> list[Any]:
    content = path.read_bytes()
    assert content.endswith(b"\n") or not content
    return [signal.wire.request.FromString(decode_json(signal, line)) for line in content.splitlines()]


def records(path: Path) -> list[bytes]:
    content, found = path.read_bytes(), []
    while content:
        size = int.from_bytes(content[:4], "big")
        found.append(content[4 : 4 + size])
        content = content[4 + size :]
    return found


@pytest.mark.parametrize(("signal", "message"), fixture_requests())
def test_recorded_requests_are_read_back_equal(tmp_path: Path, signal: Signal, message: Any) -> None:
    with exporter(tmp_path) as built:
        built.export(batch_of(signal, message))
    assert lines(tmp_path / "data.json", signal) == [message]


@given(case=any_request())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_request_is_read_back_equal(tmp_path: Path, case: tuple[Signal, Any]) -> None:
    signal, message = case
    with exporter(tmp_path) as built:
        built.export(batch_of(signal, message, message))
    assert lines(tmp_path / "data.json", signal) == [message, message]


@pytest.mark.parametrize("compression", ["none", "zstd"])
def test_protobuf_records_come_after_their_length(tmp_path: Path, compression: str) -> None:
    with exporter(tmp_path, format="proto", compression=compression) as built:
        built.export(batch_of(Signal.TRACES, one_span("first"), one_span("second")))
    found = records(tmp_path / "data.json")
    if compression == "zstd":
        found = [zstandard.decompress(record) for record in found]
    assert found == [one_span("first").SerializeToString(), one_span("second").SerializeToString()]


def test_compressed_json_comes_after_its_length(tmp_path: Path) -> None:
    with exporter(tmp_path, compression="zstd", compression_params={"level": 11}) as built:
        built.export(BATCH)
    (record,) = records(tmp_path / "data.json")
    assert decode_json(Signal.TRACES, zstandard.decompress(record)) == BATCH.body()


def test_a_request_is_in_the_file_when_export_returns(tmp_path: Path) -> None:
    with exporter(tmp_path) as built:
        built.export(BATCH)
        assert lines(tmp_path / "data.json") == [one_span()]


@pytest.mark.parametrize(
    ("options", "expected"), [({}, 1), ({"append": True}, 2), ({"rotation": {}}, 2)], ids=["new", "append", "rotation"]
)
def test_a_restart_truncates_unless_told_to_append_or_rotate(
    tmp_path: Path, options: dict[str, Any], expected: int
) -> None:
    for _ in range(2):
        with exporter(tmp_path, **options) as built:
            built.export(BATCH)
    assert len(lines(tmp_path / "data.json")) == expected


def test_a_file_that_is_in_use_is_not_truncated(tmp_path: Path) -> None:
    with exporter(tmp_path) as old:
        old.export(BATCH)
        with exporter(tmp_path, flush_interval="2s") as new:
            new.export(BATCH)
            old.export(BATCH)
    assert len(lines(tmp_path / "data.json")) == 3


def test_a_torn_last_line_does_not_spoil_the_next(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_bytes(b'{"resourceSpans": [')
    with exporter(tmp_path, append=True) as built:
        built.export(BATCH)
    torn, whole = (tmp_path / "data.json").read_bytes().splitlines()
    assert torn == b'{"resourceSpans": ['
    assert decode_json(Signal.TRACES, whole) == BATCH.body()


@pytest.mark.parametrize("torn", [b"", b"\x00\x00", b"\x00\x00\x00\x09half"])
def test_a_torn_last_record_is_cut_off(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / "data.json").write_bytes(b"\x00\x00\x00\x02ok" + torn)
    with exporter(tmp_path, append=True, format="proto") as built:
        built.export(BATCH)
    assert records(tmp_path / "data.json") == [b"ok", BATCH.body()]


def test_a_full_disk_is_retried_and_leaves_whole_lines(tmp_path: Path) -> None:
    big = batch_of(Signal.TRACES, one_span("x" * 1000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with exporter(tmp_path) as built:
        built.export(big)
        size = (tmp_path / "data.json").stat().st_size
        handler = process_signals.signal(process_signals.SIGXFSZ, process_signals.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 500, before[1]))
        try:
            error = failure_of(Retryable, lambda: built.export(big))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            process_signals.signal(process_signals.SIGXFSZ, handler)
        assert str(error) == f"cannot write to {tmp_path / 'data.json'}: file too large"
        assert (tmp_path / "data.json").stat().st_size == size
        built.export(BATCH)
    assert [each.resource_spans[0].scope_spans[0].spans[0].name for each in lines(tmp_path / "data.json")] == [
        "x" * 1000,
        "chat",
    ]


def test_a_device_without_room_is_retried(tmp_path: Path) -> None:
    with exporter(tmp_path, path="/dev/full") as built:
        error = failure_of(Retryable, lambda: built.export(BATCH))
    assert str(error) == "cannot write to /dev/full: no space left on device"


def megabyte() -> Batch:
    return batch_of(Signal.TRACES, one_span("x" * 600_000))


def test_a_large_file_is_rotated_and_old_ones_go(tmp_path: Path) -> None:
    clock = ManualClock(1_789_362_134.173)
    rotation = {"max_megabytes": 1, "max_backups": 2}
    with exporter(tmp_path, context(tmp_path, clock), rotation=rotation) as built:
        for _ in range(5):
            built.export(megabyte())
            clock.advance(1)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["data-2026-09-14T05-02-17.173.json", "data-2026-09-14T05-02-18.173.json", "data.json"]
    assert [len(lines(path)) for path in tmp_path.iterdir()] == [1, 1, 1]


def test_files_rotated_in_one_millisecond_have_different_names(tmp_path: Path) -> None:
    with exporter(tmp_path, context(tmp_path, ManualClock()), rotation={"max_megabytes": 1}) as built:
        for _ in range(3):
            built.export(megabyte())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "data-1970-01-01T00-16-40.000.json",
        "data-1970-01-01T00-16-40.001.json",
        "data.json",
    ]


def test_old_files_go_by_age_and_others_stay(tmp_path: Path) -> None:
    for name in ("data-1969-01-01T00-00-00.000.json", "data-yesterday.json", "other-1969-01-01T00-00-00.000.json"):
        (tmp_path / name).touch()
    rotation = {"max_megabytes": 1, "max_days": 1, "max_backups": 0, "localtime": True}
    with exporter(tmp_path, context(tmp_path, ManualClock()), rotation=rotation) as built:
        built.export(megabyte())
        built.export(megabyte())
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == 4
    assert {"data-yesterday.json", "other-1969-01-01T00-00-00.000.json", "data.json"} < names


def test_a_file_that_somebody_moved_away_is_begun_anew_at_rotation(tmp_path: Path) -> None:
    with exporter(tmp_path, rotation={"max_megabytes": 1}) as built:
        built.export(megabyte())
        (tmp_path / "data.json").rename(tmp_path / "moved.json")
        built.export(megabyte())
    assert len(lines(tmp_path / "moved.json")) == len(lines(tmp_path / "data.json")) == 1


def test_several_threads_write_whole_records(tmp_path: Path) -> None:
    batches = [batch_of(Signal.TRACES, one_span(f"span {number}")) for number in range(20)]
    with exporter(tmp_path, format="proto") as built:
        threads = [threading.Thread(target=built.export, args=(each,)) for each in batches]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(records(tmp_path / "data.json")) == sorted(each.body() for each in batches)


def test_a_missing_folder_is_created_on_demand(tmp_path: Path) -> None:
    with exporter(tmp_path, path="a/b/data.json", create_directory=True, directory_permissions="0700"):
        assert (tmp_path / "a/b").stat().st_mode & 0o777 == 0o700


def test_a_missing_folder_stops_the_start(tmp_path: Path) -> None:
    built = make(FileExporter, {"path": "a/data.json"}, context(tmp_path))
    error = failure_of(ConfigError, built.start)
    hint = "create it, or set create_directory: true"
    assert (str(error), error.path) == (f"the folder {tmp_path / 'a'} does not exist: {hint}", ("path",))


def test_a_folder_in_the_place_of_the_file_stops_the_start(tmp_path: Path) -> None:
    built = make(FileExporter, {"path": "."}, context(tmp_path))
    assert str(failure_of(ConfigError, built.start)) == f"cannot open {tmp_path}: is a directory"
    built.shutdown()


def test_a_request_that_json_cannot_hold_is_permanent(tmp_path: Path) -> None:
    batch = Batch(Signal.TRACES, (Payload(Signal.TRACES, b"\x0a\x06\x12\x04\x12\x02\x0a\x05"),))
    with exporter(tmp_path) as built:
        error = failure_of(Permanent, lambda: built.export(batch))
    assert str(error) == "the request is not valid protobuf inside, so JSON cannot hold it"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"group_by": {"enabled": True}}, "group_by is not supported: use one file exporter for each file"),
        ({"encoding": "text"}, "encoding is not supported: choose a format, json or proto"),
        ({"directory_permissions": "rwx"}, 'expected an octal number such as "0755"'),
    ],
)
def test_what_cannot_be_done_is_refused(options: dict[str, Any], message: str) -> None:
    error = failure_of(ValidationError, lambda: make(FileExporter, {"path": "a", **options}))
    assert [each["msg"] for each in error.errors()] == [f"Value error, {message}"]
