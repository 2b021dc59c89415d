"""The pipeline thread ends when it is told to, whatever it is doing at that moment."""

import threading
from typing import Any

from otelevals.api.clock import SystemClock
from otelevals.pipeline.runner import Runner


class ToldToStopAtTheWorstMoment(Runner):
    """Told to stop when its thread is about to look for work."""

    def __setattr__(self, name: str, value: Any) -> None:
        if threading.current_thread().name == "pipeline" and (name, value) == ("_woken", False):
            self._stopping = True
            self.wake()
        super().__setattr__(name, value)


def test_a_stop_just_before_the_thread_looks_for_work_is_not_forgotten() -> None:
    runner = ToldToStopAtTheWorstMoment(SystemClock())
    runner.start()
    runner._thread.join(30)
    assert not runner._thread.is_alive()
