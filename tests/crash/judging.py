"""Rounds of spans that a judge sees, with kills of services or of their evaluator processes, and the account of what
was asked, answered and paid."""

import os
import random
import re
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import grpc

from otelevals.otlp.signals import Signal
from otelevals.store.judge_calls import CallKey
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import Asked
from tests.e2e.backends import Backend, grpc_backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, service
from tests.e2e.test_evaluators import results
from tests.processors.build import request
from tests.processors.line import chat
from tests.waiting import eventually

CONCURRENCY = 20
_MODEL = "openai:gpt-5-mini"
_SCORER = "helpful"
_DELAY = 0.05
_LONGEST_PAUSE = 0.2
_SPAN = re.compile(r"span \d+")


@dataclass(frozen=True)
class Report:
    acknowledged: int
    lost: list[str]
    """Acknowledged spans that did not arrive."""
    unjudged: list[str]
    """Those that arrived without a verdict."""
    wrong: list[str]
    """Those with the verdict of another."""
    asked: int
    """Requests to the judge."""
    asked_again: int
    at_kills: int
    """Calls that may have been in flight at kills, at most."""
    paid_twice: list[str]
    """Spans of which a verdict was there already, or that were asked about more often than kills explain."""
    kills: int
    affordable: float
    """What the budget allows to ask."""

    @property
    def good(self) -> bool:
        """Whether nothing is wrong; spans may still be unjudged, where a budget is spent."""
        too_often = self.asked_again > self.at_kills or self.asked > self.affordable
        return not (self.lost or self.wrong or self.paid_twice or too_often)


class Trial:
    """`services` of them run at once and share one store. `calls` is the budget of the judge, for a day."""

    def __init__(self, folder: Path, seed: int, *, services: int = 1, calls: int | None = None) -> None:
        self._folders = [folder / f"service{number}" for number in range(services)]
        self._store = folder / "store.db"
        self._calls = calls
        self._chance = random.Random(seed)
        self._seed = seed
        self._first_day = _day()
        self._sent = 0
        self._acknowledged: set[str] = set()
        self._lock = threading.Lock()
        self._kills: list[tuple[int, frozenset[bytes]]] = []
        """For each: how many spans had been sent, and the calls with a result."""
        self._exits = ExitStack()
        for each in self._folders:
            each.mkdir()

    def __enter__(self) -> "Trial":
        self._judge = self._exits.enter_context(FakeJudge(delay=_DELAY))
        self._judge.answers(lambda asked: {"explanation": _named(asked), "verdict": "helpful"})
        self._backend = self._exits.enter_context(grpc_backend())
        return self

    def __exit__(self, *error: object) -> None:
        self._exits.close()

    @property
    def asked(self) -> int:
        return len(self._judge.requests)

    def round(self) -> None:
        """Take load, sometimes lose an evaluator process, and be killed."""
        with ExitStack() as stack:
            running = [stack.enter_context(self._running(folder)) for folder in self._folders]
            stack.enter_context(self._load([each.grpc for each in running]))
            self._wait_for_some(running)
            if self._chance.random() < 0.5:  # one that dies again and again is left alone for a while
                self._kill(_evaluator(self._chance.choice(running).process.pid))
                self._wait_for_some(running)
            for each in self._chance.sample(running, self._chance.randint(1, len(running))):
                self._kill(each.process.pid)

    def burst(self, spans: int) -> None:
        """Send so many spans at once to each service, and lose something while they are judged."""
        with ExitStack() as stack:
            running = [stack.enter_context(self._running(folder)) for folder in self._folders]
            clients = stack.enter_context(closing(Clients()))
            for each in running:
                self._send(clients, each.grpc, spans)
            self._wait_for_some(running, all_sent=True)
            victim = self._chance.choice(running).process.pid
            self._kill(self._chance.choice((victim, _evaluator(victim))))

    def end(self) -> Report:
        """Let everything arrive, and say how it went."""
        with ExitStack() as stack:
            running = [stack.enter_context(self._running(folder)) for folder in self._folders]
            self._wait_until(lambda: self._acknowledged <= set(self._backend.names), running)
            for each in running:
                each.terminate()
        return self._report(self._backend)

    def _report(self, backend: Backend) -> Report:
        written = results(backend)
        asked = Counter(map(_named, self._judge.requests))
        judged = {name: said for name, said in written.items() if f"eval.{_SCORER}.version" in said}
        versions = {said[f"eval.{_SCORER}.version"] for said in judged.values()}
        finished = [(sent, self._names(calls, versions)) for sent, calls in self._kills]
        may_repeat = Counter(
            name for name in asked for sent, done in finished if _number(name) <= sent and name not in done
        )
        return Report(
            acknowledged=len(self._acknowledged),
            lost=sorted(self._acknowledged - set(backend.names)),
            unjudged=sorted(self._acknowledged - set(judged)),
            wrong=sorted(name for name, said in judged.items() if said[f"eval.{_SCORER}.explanation"] != name),
            asked=asked.total(),
            asked_again=asked.total() - len(asked),
            at_kills=len(self._kills) * CONCURRENCY,
            paid_twice=sorted(name for name, times in asked.items() if times > 1 + may_repeat[name]),
            kills=len(self._kills),
            affordable=inf if self._calls is None else self._calls * (1 + _day() - self._first_day),
        )

    def _names(self, calls: frozenset[bytes], versions: set[str]) -> set[str]:
        """The spans that these calls were about."""
        digests = {
            CallKey("", _trace_id(number), _span_id(number), _SCORER, version, _MODEL).digest(): f"span {number}"
            for version in versions
            for number in range(1, self._sent + 1)
        }
        return {digests[call] for call in calls}

    @contextmanager
    def _running(self, folder: Path) -> Iterator[Collector]:
        running = Collector(folder / "collector.yaml", self._options())
        try:
            running.wait_for("ready")
            yield running
        finally:
            running.close()

    def _wait_until(self, condition: Callable[[], bool], running: list[Collector]) -> None:
        try:
            eventually(condition)
        except AssertionError as error:
            raise AssertionError([each.log for each in running]) from error

    @contextmanager
    def _load(self, endpoints: list[str]) -> Iterator[None]:
        stop = threading.Event()
        threads = [
            threading.Thread(target=self._send_until, args=(stop, endpoint, f"{self._seed} {self._sent} {number}"))
            for endpoint in endpoints
            for number in range(2)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _send_until(self, stop: threading.Event, endpoint: str, seed: str) -> None:
        chance = random.Random(seed)
        with closing(Clients()) as clients:
            while not stop.wait(chance.uniform(0, _LONGEST_PAUSE)):
                self._send(clients, endpoint, chance.randint(1, 4))

    def _send(self, clients: Clients, endpoint: str, spans: int) -> None:
        with self._lock:
            first, self._sent = self._sent + 1, self._sent + spans
        numbers = range(first, first + spans)
        raw = request(*[chat(each, answer=f"I am span {each}.", trace=each) for each in numbers])
        try:
            clients.grpc(endpoint, Signal.TRACES, raw.SerializeToString())
        except grpc.RpcError:
            return
        with self._lock:
            self._acknowledged.update(f"span {each}" for each in numbers)

    def _wait_for_some(self, running: list[Collector], *, all_sent: bool = False) -> None:
        """Until the judge has been asked some more, or nothing is left to ask."""
        wanted = self.asked + self._chance.randint(1, 60)
        self._wait_until(
            lambda: self.asked >= wanted or (all_sent and self._acknowledged <= set(self._backend.names)), running
        )
        time.sleep(self._chance.uniform(0, _DELAY))

    def _kill(self, process: int) -> None:
        os.kill(process, signal.SIGKILL)
        eventually(lambda: _is_gone(process))
        with self._lock:
            sent = self._sent
        with closing(sqlite3.connect(self._store)) as connection:
            calls = connection.execute("SELECT call FROM judge_calls WHERE result IS NOT NULL").fetchall()
        self._kills.append((sent, frozenset(call for (call,) in calls)))

    def _options(self) -> dict[str, Any]:
        judge: dict[str, Any] = {
            "model": _MODEL,
            "base_url": self._judge.url,
            "api_key": "x",
            "concurrency": CONCURRENCY,
        }
        if self._calls is not None:
            judge["budget"] = {"calls_per_day": self._calls}
        scorer = {"type": "judge", "rubric": "helpfulness", "cache": False}
        pipeline = {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]}
        return {
            "receivers": {"otlp": {**OTLP, "journal": {"directory": "journal"}}},
            "judges": {"default": judge},
            "processors": {"scorer": {"scorers": {_SCORER: scorer}, "hold": "60s"}},
            "exporters": {"otlp_grpc": {"endpoint": self._backend.endpoint, "tls": {"insecure": True}}},
            "service": service({"traces": pipeline}, store={"url": f"sqlite:///{self._store}"}),
        }


def _day() -> int:
    """Of UTC."""
    return int(time.time()) // 86_400


def _named(asked: Asked) -> str:
    """The span that is judged."""
    return str(_SPAN.findall(asked.text)[-1])


def _number(name: str) -> int:
    return int(name.split()[1])


def _trace_id(number: int) -> bytes:
    return number.to_bytes(16, "big")


def _span_id(number: int) -> bytes:
    return number.to_bytes(8, "big")


def _evaluator(pid: int) -> int:
    """The evaluator process of a service."""
    children = [
        each for task in Path(f"/proc/{pid}/task").iterdir() for each in (task / "children").read_text().split()
    ]
    (child,) = children
    return int(child)


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
