"""Waiting for what other threads and processes do, without guessing how long it takes."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds after which something will never happen, even on a busy machine."""


def eventually(
    condition: Callable[[], object], what: str = "the condition did not come true", patience: float = PATIENCE
) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.005)
