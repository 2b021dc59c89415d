"""What the tests under load share: a backend, threads that send, and how much memory a collector has."""

import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from otelevals.net.limits import Limits
from otelevals.net.listener import HttpListener
from otelevals.net.loop import HttpLoop
from otelevals.net.message import Request, Response
from tests.e2e.collector import Collector


class Sink:
    """A backend over HTTP that answers with `take`, which runs on an event loop."""

    def __init__(self, take: Callable[[Request], Response | Awaitable[Response]]) -> None:
        self._loop = HttpLoop("sink")
        self._listener = HttpListener("127.0.0.1:0", take, loop=self._loop, limits=Limits())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.port}"

    def __enter__(self) -> "Sink":
        self._loop.start()
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.stop()
        self._loop.stop()


@contextmanager
def working(count: int, work: Callable[[int, threading.Event], None]) -> Iterator[None]:
    """So many threads call `work` with a number of their own and with what is set when they are to end."""
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(number, stop)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def memory(running: Collector, name: str = "VmRSS") -> float:
    """Its resident memory in MiB; `VmHWM` is the most that it ever had."""
    lines = Path(f"/proc/{running.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def journal(running: Collector) -> float:
    """How large its journal is, in MiB."""
    files = (running.path.parent / "journal").glob("*.journal")
    return sum(file.stat().st_size for file in files if file.exists()) / 2**20
