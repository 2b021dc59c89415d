"""An evaluator process as its supervisor has it: started, told what to call, killed."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence

from otelevals.scoring.asking import Called
from otelevals.scoring.processes import wire, worker

START_LIMIT = 60.0
"""Seconds for importing what scorers import."""
SEND_LIMIT = 10.0
"""Seconds for taking calls: it has nothing else to do then."""


class Died(Exception):
    """The process ended; the message says how."""

    def __init__(self, message: str, *, full: bool = False) -> None:
        """`full`: it ended by itself, between calls, since its memory had grown."""
        super().__init__(message)
        self.full = full


class TooLong(Exception):
    """The process did not answer in time, and was killed."""

    def __str__(self) -> str:
        return "it did not answer in time"


class Child:
    """Used by one thread, which must live for as long as the process: the process is killed when it ends."""

    def __init__(self, hello: wire.Hello) -> None:
        """Starts the process and waits until it is ready; Died or TooLong."""
        self._socket, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", worker.__name__, str(number), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=2,  # what scorers print belongs to the log
                pass_fds=(number,),
            )
        self._write(wire.to_worker(hello))
        self._read(START_LIMIT)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, calls: Sequence[bytes]) -> None:
        """Have it make encoded calls, all of which it answers in their order; Died or TooLong."""
        self._write(wire.to_worker(calls))

    def answer(self, seconds: float) -> Called:
        """The next answer; Died, or TooLong when there is none after so many seconds."""
        try:
            return wire.decode_answer(self._read(seconds))
        except wire.Garbled as error:
            self.kill()
            raise Died(f"it sent {error}") from error

    def end(self) -> None:
        """End it from another thread; the one that uses it hears that it died."""
        self._process.kill()

    def kill(self) -> int:
        """End it at once; its exit status."""
        self._process.kill()
        self._socket.close()
        return self._process.wait()

    def _write(self, data: bytes) -> None:
        self._socket.settimeout(SEND_LIMIT)
        try:
            wire.write(self._socket, data)
        except OSError as error:
            raise self._ended(error) from error

    def _read(self, seconds: float) -> bytes:
        self._socket.settimeout(seconds)
        try:
            return wire.read(self._socket, wire.LARGEST_ANSWER)
        except (OSError, EOFError) as error:
            raise self._ended(error) from error

    def _ended(self, error: Exception) -> Died | TooLong:
        if isinstance(error, TimeoutError):
            self.kill()
            return TooLong()
        self._socket.close()
        try:
            status = self._process.wait(1.0)  # it closed the socket: mostly it ends
        except subprocess.TimeoutExpired:
            status = self.kill()
        return Died(_how(status), full=status == worker.FULL)


def _how(status: int) -> str:
    if status >= 0:
        return f"it ended with status {status}"
    try:
        return f"it was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"it was ended by signal {-status}"
