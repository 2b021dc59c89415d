"""An evaluator process: started with a socket to it, and ended with all that it started."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

_MAIN = "import sys; sys.path[:] = sys.argv[3:]; from {} import main; main()"
"""Looks for modules where the service does: not in the folder that it was started in, as `-m` would."""


class Process:
    """To be started by a thread that lives for as long: the process is killed when the thread ends."""

    def __init__(self, module: str) -> None:
        """Starts it with the `main` of a module; OSError."""
        self.socket, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-c", _MAIN.format(module), str(number), str(os.getpid()), *sys.path],
                stdin=subprocess.DEVNULL,
                stdout=2,  # what scorers print belongs to the log
                pass_fds=(number,),
                process_group=0,  # a terminal does not interrupt it, and what it starts is ended with it
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def end(self) -> None:
        """End it from whatever thread, with all that it started."""
        with suppress(ProcessLookupError, PermissionError):  # it has ended; macOS says the latter then
            os.killpg(self._process.pid, signal.SIGKILL)

    def kill(self) -> int:
        """End it at once; its exit status."""
        self.end()
        self.socket.close()
        return self._process.wait()

    def ended(self) -> str:
        """How it ended, now that it closed its socket; it is ended if it did not."""
        self.socket.close()
        try:
            status = self._process.wait(1.0)
            self.end()  # what it started
        except subprocess.TimeoutExpired:
            status = self.kill()
        return _how(status)


def _how(status: int) -> str:
    if status >= 0:
        return f"it ended with status {status}"
    try:
        return f"it was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"it was ended by signal {-status}"
