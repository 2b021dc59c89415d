"""An evaluator process as its supervisor has it: started, told what to call, killed."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

from otelevals.scoring.asking import Answer
from otelevals.scoring.processes import wire, worker
from otelevals.scoring.processes.calls import Batch

START_LIMIT = 60.0
"""Seconds for importing what scorers import."""
BETWEEN_LIMIT = 10.0
"""Seconds for taking calls, and for saying after them that it goes on: it has nothing else to do then."""


_MAIN = f"import sys; sys.path[:] = sys.argv[3:]; from {worker.__name__} import main; main()"
"""Looks for modules where the service does: not in the folder that it was started in, as `-m` would."""


class Died(Exception):
    """The process ended; the message says how."""


class TooLong(Exception):
    """The process did not answer in time, and was killed."""

    def __str__(self) -> str:
        return "it did not answer in time"


class Child:
    """Used by one thread, which must live for as long as the process: the process is killed when it ends."""

    def __init__(self) -> None:
        """Starts the process; OSError."""
        self._socket, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-c", _MAIN, str(number), str(os.getpid()), *sys.path],
                stdin=subprocess.DEVNULL,
                stdout=2,  # what scorers print belongs to the log
                pass_fds=(number,),
                process_group=0,  # a terminal does not interrupt it, and what it starts is ended with it
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def prepare(self, hello: wire.Hello) -> None:
        """Tell it what it is to call, and wait until it can; Died or TooLong."""
        self._write(wire.to_worker(hello))
        self._goes_on(START_LIMIT)

    def ask(self, calls: Batch) -> None:
        """Have it make encoded calls, all of which it answers in their order; Died or TooLong."""
        self._write(wire.to_worker(calls))

    def answer(self, seconds: float) -> Answer:
        """The next answer; Died, or TooLong when there is none after so many seconds."""
        try:
            return wire.decode_answer(self._read(seconds))
        except wire.Garbled as error:
            raise self._ended(error) from error

    def goes_on(self) -> bool:
        """After the answers: whether it can be asked again, as its memory has not grown too much; Died or TooLong."""
        return self._goes_on(BETWEEN_LIMIT)

    def end(self) -> None:
        """End it from another thread, with all that it started; the one that uses it hears that it died."""
        with suppress(ProcessLookupError, PermissionError):  # it has ended; macOS says the latter then
            os.killpg(self._process.pid, signal.SIGKILL)

    def kill(self) -> int:
        """End it at once; its exit status."""
        self.end()
        self._socket.close()
        return self._process.wait()

    def _write(self, data: bytes) -> None:
        self._socket.settimeout(BETWEEN_LIMIT)
        try:
            wire.write(self._socket, data)
        except OSError as error:
            raise self._ended(error) from error

    def _goes_on(self, seconds: float) -> bool:
        said = self._read(seconds)
        if said not in (worker.READY, worker.FULL):
            raise self._ended(wire.Garbled("an answer that nobody asked for"))
        return said == worker.READY

    def _read(self, seconds: float) -> bytes:
        try:
            return wire.read(self._socket, wire.LARGEST_ANSWER, seconds)
        except (OSError, EOFError, wire.Garbled) as error:
            raise self._ended(error) from error

    def _ended(self, error: Exception) -> Died | TooLong:
        if isinstance(error, TimeoutError):
            self.kill()
            return TooLong()
        if isinstance(error, wire.Garbled):
            self.kill()
            return Died(f"it sent {error}")
        self._socket.close()
        try:
            status = self._process.wait(1.0)  # it closed the socket: mostly it ends
            self.end()  # what it started
        except subprocess.TimeoutExpired:
            status = self.kill()
        return Died(_how(status))


def _how(status: int) -> str:
    if status >= 0:
        return f"it ended with status {status}"
    try:
        return f"it was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"it was ended by signal {-status}"
