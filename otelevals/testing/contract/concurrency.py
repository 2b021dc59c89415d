"""Runs a piece of work in several threads at once, and brings their failures back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")
THREADS = 4


def at_once(work: Callable[[int], T]) -> list[T]:
    """The results of `work(0)`, `work(1)`, ... that begin together; the first failure is raised."""
    start = Barrier(THREADS)

    def run(number: int) -> T:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS, thread_name_prefix="contract") as pool:
        return list(pool.map(run, range(THREADS)))
