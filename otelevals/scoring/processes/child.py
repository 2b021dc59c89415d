"""An evaluator process as its supervisor has it: told what to call, killed when it does not answer in time."""

from otelevals.scoring.asking import Answer
from otelevals.scoring.processes import wire, worker
from otelevals.scoring.processes.calls import Batch
from otelevals.scoring.processes.process import Process

START_LIMIT = 60.0
"""Seconds for importing what scorers import."""
BETWEEN_LIMIT = 10.0
"""Seconds for taking calls, and for saying after them that it goes on: it has nothing else to do then."""


class Died(Exception):
    """The process ended; the message says how."""


class TooLong(Exception):
    """The process did not answer in time, and was killed."""

    def __str__(self) -> str:
        return "it did not answer in time"


class Child:
    """Used by one thread, which must live for as long as the process."""

    def __init__(self) -> None:
        """Starts the process; OSError."""
        self._process = Process(worker.__name__)

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
        self._process.end()

    def kill(self) -> int:
        """End it at once; its exit status."""
        return self._process.kill()

    def _write(self, data: bytes) -> None:
        self._process.socket.settimeout(BETWEEN_LIMIT)
        try:
            wire.write(self._process.socket, data)
        except OSError as error:
            raise self._ended(error) from error

    def _goes_on(self, seconds: float) -> bool:
        said = self._read(seconds)
        if said not in (worker.READY, worker.FULL):
            raise self._ended(wire.Garbled("an answer that nobody asked for"))
        return said == worker.READY

    def _read(self, seconds: float) -> bytes:
        try:
            return wire.read(self._process.socket, wire.LARGEST_ANSWER, seconds)
        except (OSError, EOFError, wire.Garbled) as error:
            raise self._ended(error) from error

    def _ended(self, error: Exception) -> Died | TooLong:
        if isinstance(error, TimeoutError):
            self.kill()
            return TooLong()
        if isinstance(error, wire.Garbled):
            self.kill()
            return Died(f"it sent {error}")
        return Died(self._process.ended())
