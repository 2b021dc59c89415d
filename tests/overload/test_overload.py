"""More than a backend takes is refused with a hint, within the limit of memory, until there is room again.

`python -m tests.overload` does it for longer.
"""

from functools import partial
from pathlib import Path

from tests.e2e.collector import collector
from tests.loading import Sink, memory
from tests.overload.backend import SlowBackend
from tests.overload.clients import Load
from tests.overload.limited import MIB, REFUSES, endpoints, options, unsaid
from tests.waiting import eventually

LIMIT = 160


def test_an_overload_passes(tmp_path: Path) -> None:
    backend = SlowBackend(rate=MIB)
    with (
        Sink(backend.take) as sink,
        collector(tmp_path / "collector.yaml", options(sink.url, LIMIT, journal=16)) as running,
    ):
        load = Load(endpoints(running))
        with load.going(clients=4, rate=200):
            eventually(lambda: all(running.logged(event) for event in REFUSES))
        backend.rate = 1000 * MIB
        for places in load.receivers.values():
            eventually(partial(load.all_taken, places, 1))
        eventually(lambda: not backend.missing(load.acknowledged))
        eventually(lambda: not unsaid(running))
        assert load.wrong == {}
        assert load.refused
        assert memory(running, "VmHWM") <= LIMIT
