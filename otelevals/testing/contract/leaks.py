"""Finds what a component leaves behind: threads, sockets, files."""

import gc
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0
"""Seconds after which something will not happen any more, even on a busy machine."""
_DESCRIPTORS = Path("/proc/self/fd")


def wait_for(condition: Callable[[], bool], message: Callable[[], str]) -> None:
    """Wait until a condition holds; AssertionError with the message when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(message())
        time.sleep(0.005)


@contextmanager
def nothing_left_behind(name: str) -> Iterator[None]:
    """AssertionError when threads that began inside still run, or descriptors that were opened are not closed."""
    threads, descriptors = set(threading.enumerate()), _descriptors()
    yield

    def left() -> list[str]:
        gc.collect()
        running = [f"the thread {thread.name!r}" for thread in threading.enumerate() if thread not in threads]
        opened = _descriptors() - descriptors
        return running + [f"{count} more of {kind}" for kind, count in sorted(opened.items())]

    wait_for(lambda: not left(), lambda: f"{name} leaves behind: {', '.join(left())}")


def _descriptors() -> Counter[str]:
    """How many descriptors of each kind this process has: sockets, pipes, files by their path."""
    found: Counter[str] = Counter()
    for number in os.listdir(_DESCRIPTORS) if _DESCRIPTORS.exists() else ():
        try:
            found[re.sub(r":\[\d+\]$", "", os.readlink(_DESCRIPTORS / number))] += 1
        except OSError:
            continue  # the one that listed the folder
    del found[str(_DESCRIPTORS)], found[f"/proc/{os.getpid()}/fd"]
    return found
