"""`otelevals` with a wall clock that is off by so many seconds as the file `clock` says, also while it runs.

It is the clock that all of its own code reads. Libraries, gRPC among them, see the real one: with time.time shifted in
Python alone gRPC waits for hours, because it compares that with what its core reads.
"""

import sys
from pathlib import Path

from otelevals.api.clock import SystemClock
from otelevals.cli import main

_FILE = Path("clock").resolve()


def _shifted(self: SystemClock) -> int:
    return _unix_nano(self) + int(_FILE.read_text()) * 1_000_000_000


_unix_nano = SystemClock.unix_nano
SystemClock.unix_nano = _shifted  # type: ignore[method-assign]
sys.exit(main())
