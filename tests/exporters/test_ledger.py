"""Evaluations that were delivered to the ledger are in the store, each once; records that are none cost no other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.component import Context
from otelevals.api.errors import ConfigError, Retryable
from otelevals.exporters.ledger import LedgerExporter
from otelevals.genai.emit import evaluation_record, evaluation_request
from otelevals.otlp.signals import Signal
from otelevals.store.grouped import ClusterBy
from otelevals.store.store import Store
from tests.exporters.samples import context, failure_of, make
from tests.store.samples import kept, opened, tidied, totals

CLOCK_START = 1_790_000_000.0


def payload(*records: bytes) -> Payload:
    return Payload(Signal.EVALS, evaluation_request({b"": records}))


def record(target: int, name: str = "tone", *, passed: bool = True, **more: Any) -> bytes:
    return evaluation_record(
        0,
        name,
        target.to_bytes(16, "big"),
        target.to_bytes(8, "big"),
        score=float(passed),
        more={"otelevals.passed": passed, **{f"otelevals.{key}": value for key, value in more.items()}},
    )


def batch(*records: bytes) -> Batch:
    return Batch(Signal.EVALS, tuple(payload(each) for each in records))


@contextmanager
def running(lent: Context, **options: Any) -> Iterator[LedgerExporter]:
    exporter = make(LedgerExporter, options, lent)
    exporter.start()
    try:
        yield exporter
    finally:
        exporter.shutdown()


def results(lent: Context) -> dict[str, float]:
    names = ("new", "superseding", "repeated", "unreadable")
    values = {name: value(lent, name) for name in names}
    return {name: found for name, found in values.items() if found}


def value(lent: Context, result: str) -> float:
    return lent.telemetry.value("otelevals_ledger_evaluations_total", exporter="sink/test", result=result)


def test_what_was_delivered_is_there_after_a_restart(tmp_path: Path) -> None:
    lent = context(tmp_path)
    with running(lent) as exporter:
        exporter.export(batch(record(1), record(2, passed=False)))
    with running(lent) as exporter:
        exporter.export(batch(record(1), record(1, passed=False, revision=1), b"\xff", record(3)))
    with opened(tmp_path / "otelevals.db", create=False) as store:
        assert [(total.passed, total.n) for total in totals(store)] == [(False, 2), (True, 1)]
    assert results(lent) == {"new": 3, "superseding": 1, "repeated": 1, "unreadable": 1}
    assert lent.telemetry.value("otelevals_ledger_size_bytes", exporter="sink/test") > 4096


def test_records_that_are_no_evaluations_are_left_out(tmp_path: Path) -> None:
    lent = context(tmp_path)
    with running(lent) as exporter:
        exporter.export(batch(b"\xff", record(1, "")))
        exporter.export(Batch(Signal.EVALS, (Payload(Signal.EVALS, b"\xff\xff", items=1),)))
    assert results(lent) == {"unreadable": 3}


@pytest.mark.parametrize(("keep", "left"), [("all", 3), ("failures", 2), ("rollups", 0)])
def test_after_a_while_only_what_is_worth_it_stays_by_itself(tmp_path: Path, keep: str, left: int) -> None:
    clock = ManualClock(CLOCK_START)
    more = {"otelevals.judge.requested_model": "gpt-5"}
    judged = evaluation_record(0, "faithful", b"t" * 16, b"s" * 8, score=0.5, more=more)
    with running(context(tmp_path, clock), keep=keep) as exporter:
        exporter.export(batch(record(1), record(2, passed=False), judged))
        with opened(tmp_path / "otelevals.db") as store:
            assert len(kept(store)) == 3
            clock.advance(3601)
            exporter.export(batch())
            assert len(kept(store)) == left
            assert sum(total.n for total in totals(store)) == 3


def test_what_is_old_goes(tmp_path: Path) -> None:
    clock = ManualClock(CLOCK_START)
    with running(context(tmp_path, clock), retention={"max_age": "48h"}) as exporter:
        exporter.export(batch(record(1, passed=False)))
        clock.advance(49 * 3600)
        exporter.export(batch(record(2, passed=False)))
        with opened(tmp_path / "otelevals.db") as store:
            assert [int.from_bytes(row["trace_id"], "big") for row in kept(store)] == [2]
            assert sum(total.n for total in totals(store)) == 1


def test_a_store_that_another_has_is_tried_again(tmp_path: Path) -> None:
    lent = context(tmp_path)
    with running(lent, timeout="10ms") as exporter, opened(tmp_path / "otelevals.db") as other:
        other._connection.execute("BEGIN IMMEDIATE")
        error = failure_of(Retryable, lambda: exporter.export(batch(record(1))))
        assert str(error).endswith("otelevals.db is not available: another process is writing to it")
        other._connection.execute("ROLLBACK")
        exporter.export(batch(record(1)))
    assert results(lent) == {"new": 1}


def test_what_is_written_counts_although_nothing_could_be_tidied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent = context(tmp_path)
    with running(lent, timeout="10ms") as exporter, opened(tmp_path / "otelevals.db") as other:
        add = Store.add

        def add_and_be_overtaken(store: Store, *args: Any) -> Any:
            added = add(store, *args)
            other._connection.execute("BEGIN IMMEDIATE")
            return added

        monkeypatch.setattr(Store, "add", add_and_be_overtaken)
        exporter.export(batch(record(1)))
        other._connection.execute("ROLLBACK")
    assert results(lent) == {"new": 1}


def test_two_exporters_of_a_process_share_a_store(tmp_path: Path) -> None:
    lent = context(tmp_path)
    with running(lent) as one:
        with running(lent) as other:
            assert one._store is other._store
        one.export(batch(record(1)))
    assert results(lent) == {"new": 1}


def test_after_the_end_it_takes_nothing(tmp_path: Path) -> None:
    with running(context(tmp_path)) as exporter:
        pass
    assert str(failure_of(Retryable, lambda: exporter.export(batch(record(1))))) == "the store is not open"


def test_a_store_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    (tmp_path / "otelevals.db").write_text("these are notes " * 100)
    exporter = make(LedgerExporter, {}, context(tmp_path))
    error = failure_of(ConfigError, exporter.start)
    assert str(error) == f"cannot open the store {tmp_path / 'otelevals.db'}: file is not a database"
    exporter.shutdown()


def test_one_that_is_not_required_does_without_a_store(tmp_path: Path) -> None:
    lent = context(tmp_path)
    (tmp_path / "otelevals.db").mkdir()
    with capture_logs() as logs, running(lent, required=False) as exporter:
        exporter.export(batch(record(1), record(2)))
    (line,) = logs
    assert line["log_level"] == "warning"
    assert line["event"] == (
        f"evaluations are not kept: cannot open the store {tmp_path / 'otelevals.db'}: is a directory "
        "(service::store::url names another place, service::store::enabled: false switches it off)"
    )
    assert value(lent, "not_kept") == 2
    assert results(lent) == {}


def test_it_opens_the_store_once_that_is_possible(tmp_path: Path) -> None:
    clock = ManualClock(CLOCK_START)
    lent = context(tmp_path / "later", clock)
    with running(lent, required=False) as exporter:
        exporter.export(batch(record(1)))
        (tmp_path / "later").mkdir()
        exporter.export(batch(record(2)))
        assert list((tmp_path / "later").iterdir()) == []
        clock.advance(60)
        with capture_logs() as logs:
            exporter.export(batch(record(3)))
            exporter.keep_decisions({("tone", "scored", ""): 1}, [])
    assert [line["event"] for line in logs] == ["evaluations are kept"]
    assert (value(lent, "not_kept"), results(lent)) == (2, {"new": 1})
    with opened(tmp_path / "later" / "otelevals.db") as store:
        assert store.decisions(0, 2**52).decisions == {("tone", "scored", ""): 1}


def test_a_size_too_small_to_work_with_is_refused() -> None:
    with pytest.raises(ValidationError, match="expected 0 or at least 1MiB"):
        make(LedgerExporter, {"retention": {"max_size": "4KiB"}})


def test_sums_outlive_the_minutes_that_they_came_in(tmp_path: Path) -> None:
    clock = ManualClock(CLOCK_START)
    lent = context(tmp_path, clock)
    with running(lent) as exporter, opened(tmp_path / "otelevals.db") as store:
        for target in range(1, 6):
            exporter.export(batch(record(target)))
            clock.advance(60)
        tidied(store, exporter._limits, int((CLOCK_START + 3 * 86_400) * 1000))
        assert [total.n for total in totals(store)] == [5]
        assert store._connection.execute("SELECT count(*) FROM rollups").fetchone() == (1,)


@pytest.mark.parametrize(("options", "expected"), [({}, ClusterBy.SESSION), ({"cluster_by": "user"}, ClusterBy.USER)])
def test_the_store_knows_by_what_to_cluster(tmp_path: Path, options: dict[str, Any], expected: ClusterBy) -> None:
    with running(context(tmp_path), **options):
        pass
    with opened(tmp_path / "otelevals.db") as store:
        assert store.clustering().by is expected
