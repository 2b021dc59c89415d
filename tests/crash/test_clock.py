"""The clock of a collector under test jumps while it runs, and nothing else has another time."""

import time
from pathlib import Path

from otelevals.journal.disk import Folder
from otelevals.journal.segments import find
from otelevals.otlp.signals import Signal
from otelevals.testing import named_payload
from tests.crash.clock import Clock, ShiftedCollector
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, service

HOUR = 3600


def test_a_collector_dates_its_requests_by_a_clock_that_jumps(tmp_path: Path) -> None:
    clock, clients = Clock(tmp_path), Clients()
    options = {
        "receivers": {"otlp": {**OTLP, "journal": {"directory": "journal"}}},
        "exporters": {"otlp_http": {"endpoint": "http://127.0.0.1:1"}},
        "service": service({"traces": {"receivers": ["otlp"], "exporters": ["otlp_http"]}}),
    }
    running = ShiftedCollector(tmp_path / "collector.yaml", options)
    try:
        for hours in (10, -10):
            clock.set(hours * HOUR)
            clients.http(running.http, Signal.TRACES, named_payload(Signal.TRACES, "a").raw)
    finally:
        running.close()
        clients.close()
    disk = Folder(tmp_path / "journal")
    entries = [entry for segment in find(disk).segments.values() for entry in segment.entries.values()]
    disk.close()
    assert [round((entry.header.at / 1e9 - time.time()) / HOUR) for entry in entries] == [10, -10]
