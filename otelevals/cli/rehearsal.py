"""Reads a configuration in a process of its own, before a service that runs does it: a module of a user's own that is
imported for it may end its process, or never end."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from otelevals.cli.exit_codes import INVALID_CONFIGURATION, OK

LIMIT = 60.0
"""Seconds for importing what scorers import."""
_PAUSE = 0.05
_MAIN = "import sys; from otelevals.cli import main; sys.exit(main())"


def rehearse(
    sources: Iterable[str], settings: Iterable[str], called: Callable[[], bool], limit: float = LIMIT
) -> str | None:
    """Why the configuration must not be read here; empty when it may be, also if it is invalid. None when there is
    something else to do first, as `called` says."""
    options = [part for source in sources for part in ("--config", source)]
    options += [part for setting in settings for part in ("--set", setting)]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-P", "-c", _MAIN, "validate", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    end = time.monotonic() + limit
    with process:
        while time.monotonic() < end and not called():
            try:
                out, errors = process.communicate(timeout=_PAUSE)
            except subprocess.TimeoutExpired:
                continue
            said = {OK: out, INVALID_CONFIGURATION: errors}.get(process.returncode)
            return "" if said else f"what it imports ended the process that tried it, with {process.returncode}"
        process.kill()
    return None if called() else f"what it imports took more than {limit:g} seconds"
