"""What scorers decide is written in the background; counts are never lost to a store that cannot be written now."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from otelevals.api.component import Context
from otelevals.api.decisions import OTHER_REASONS, DecisionKey
from otelevals.exporters import decision_writer
from otelevals.exporters.decision_writer import MOST_SPANS, DecisionWriter
from otelevals.exporters.ledger import LedgerExporter
from otelevals.store.store import Store
from tests.exporters.samples import context, make
from tests.store.samples import count, decided, opened
from tests.waiting import eventually

SHED: DecisionKey = ("tone", "shed", "no memory")
ALWAYS = (0, 2**52)


@contextmanager
def running(lent: Context, folder: Path) -> Iterator[tuple[DecisionWriter, Store]]:
    writer = DecisionWriter(lent, lambda store, now, spans: None)
    with opened(folder / "otelevals.db", patience=0.0) as store:
        writer.start(store)
        yield writer, store
        writer.stop()


def decisions(lent: Context, result: str) -> float:
    return lent.telemetry.value("otelevals_ledger_decisions_total", exporter="sink/test", result=result)


def not_noted(lent: Context) -> float:
    return lent.telemetry.value("otelevals_ledger_spans_not_noted_total", exporter="sink/test")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the test writes."""
    monkeypatch.setattr(decision_writer, "PERIOD", 1e6)


def test_it_is_written_soon_and_at_the_end(tmp_path: Path) -> None:
    lent = context(tmp_path)
    exporter = make(LedgerExporter, {}, lent)
    exporter.start()
    exporter.keep_decisions({SHED: 1}, [decided(1)])
    with opened(tmp_path / "otelevals.db") as store:
        eventually(lambda: store.of_trace(decided(1).trace_id).decided)
        exporter.keep_decisions({SHED: 2}, [decided(2)])
        exporter.shutdown()
        assert store.decisions(*ALWAYS).decisions == {SHED: 3}
        assert count(store, "decided") == 2
    exporter.keep_decisions({SHED: 1}, [])  # nobody is there any more
    assert (decisions(lent, "written"), decisions(lent, "lost"), not_noted(lent)) == (3, 0, 0)
    assert "decisions" not in {thread.name for thread in threading.enumerate()}


def test_a_ledger_that_does_without_its_store_keeps_nothing(tmp_path: Path) -> None:
    exporter = make(LedgerExporter, {"required": False}, context(tmp_path / "missing"))
    exporter.start()
    exporter.keep_decisions({SHED: 1}, [decided(1)])
    exporter.shutdown()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("slow")
def test_counts_wait_for_a_store_that_another_has(tmp_path: Path) -> None:
    lent = context(tmp_path)
    with running(lent, tmp_path) as (writer, store), opened(tmp_path / "otelevals.db") as other, capture_logs() as log:
        other._connection.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            writer.add({SHED: 2}, [decided(1)])
            writer.write()
        other._connection.execute("ROLLBACK")
        writer.add({SHED: 1}, [decided(2)])
        writer.write()
        assert store.decisions(*ALWAYS).decisions == {SHED: 7}
        assert count(store, "decided") == 1
    assert [(line["log_level"], line["event"]) for line in log] == [
        ("warning", "decisions of scorers cannot be written, they wait"),
        ("info", "decisions of scorers are written again"),
    ]
    assert (decisions(lent, "written"), not_noted(lent)) == (7, 3)
    assert lent.telemetry.value("otelevals_ledger_failed_decision_writes_total", exporter="sink/test") == 3


@pytest.mark.usefixtures("slow")
def test_what_cannot_be_written_in_the_end_is_counted_as_lost(tmp_path: Path) -> None:
    lent = context(tmp_path)
    with opened(tmp_path / "otelevals.db") as other:
        with running(lent, tmp_path) as (writer, _):
            writer.add({SHED: 2}, [])
            other._connection.execute("BEGIN IMMEDIATE")
        other._connection.execute("ROLLBACK")
    assert (decisions(lent, "written"), decisions(lent, "lost")) == (0, 2)


@pytest.mark.usefixtures("slow")
def test_the_end_does_not_wait_again_for_a_store_that_another_has(tmp_path: Path) -> None:
    lent = context(tmp_path)
    with opened(tmp_path / "otelevals.db") as other:
        with running(lent, tmp_path) as (writer, _):
            other._connection.execute("BEGIN IMMEDIATE")
            writer.add({SHED: 2}, [])
            writer.write()
        other._connection.execute("ROLLBACK")
    assert lent.telemetry.value("otelevals_ledger_failed_decision_writes_total", exporter="sink/test") == 1
    assert decisions(lent, "lost") == 2


@pytest.mark.usefixtures("slow")
def test_there_is_room_for_so_many_spans_and_for_all_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decision_writer, "MOST_COUNTS", 2)
    lent = context(tmp_path)
    with running(lent, tmp_path) as (writer, store):
        for number in range(5):
            writer.add({("tone", "errored", f"{number}"): 1}, [decided(number * 1000 + each) for each in range(1000)])
        writer.write()
        counts = store.decisions(*ALWAYS).decisions
        assert counts == {
            ("tone", "errored", "0"): 1,
            ("tone", "errored", "1"): 1,
            ("tone", "errored", OTHER_REASONS): 3,
        }
        assert count(store, "decided") == MOST_SPANS
        assert not_noted(lent) == 5000 - MOST_SPANS
        writer.add({SHED: 1}, [decided(9999)])
        writer.write()
        assert store.of_trace(decided(9999).trace_id).decided


@pytest.mark.usefixtures("slow")
def test_a_span_that_is_told_in_parts_is_noted_once(tmp_path: Path) -> None:
    first, second = ("tone", "scored", ""), ("slow", "timed_out", "")
    with running(context(tmp_path), tmp_path) as (writer, store):
        writer.add({first: 2}, [decided(1, first), decided(1, first, revision=1)])
        writer.add({second: 1}, [decided(1, second)])
        writer.write()
        noted = [then.span for then in store.of_trace(decided(1).trace_id).decided]
    assert [(span.revision, span.decisions) for span in noted] == [(0, [first, second]), (1, [first])]


def test_nothing_is_written_when_nothing_was_decided(tmp_path: Path) -> None:
    with running(context(tmp_path), tmp_path) as (writer, _), opened(tmp_path / "otelevals.db") as other:
        other._connection.execute("BEGIN IMMEDIATE")
        with capture_logs() as log:
            writer.write()
        assert log == []
        other._connection.execute("ROLLBACK")
