"""Whatever a scorer does to its process, every call is answered, and those of other scorers as ever."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from otelevals.scoring.asking import Answer, Call, Failed, NotRun, Said
from otelevals.scoring.configured import configure
from otelevals.scoring.outcome import Decision
from otelevals.scoring.processes import pool as module
from otelevals.scoring.processes.engine import Setting
from otelevals.scoring.processes.pool import Pool
from otelevals.scoring.score import NoVerdict, Score
from otelevals.testing import context
from tests.genai.spans import chat
from tests.genai.traces import of, part, trace
from tests.waiting import eventually

CHECKS = """
import asyncio, ctypes, os, subprocess, sys, threading, time

kept = []

def good(output): return len(output) > 2
async def waits(output):
    await asyncio.sleep(0)
    return {"a": 0.5, "b": Exception}
def hangs(output):
    while True: pass
def exits(output): os._exit(3)
def crashes(output): ctypes.string_at(0)
def leaves(output): raise SystemExit(4)
def interrupts(output): raise KeyboardInterrupt
def raises(output): raise ValueError("no")
def bursts(output): bytearray(1 << 40)
def leaks(output):
    kept.append(bytearray(b"x" * 100_000_000))
    return len(kept)
def prints(output):
    print("a scorer says", output)
    return "said"
def forks(output):
    os.fork()
    return "forked"
def forks_and_crashes(output):
    if os.fork() == 0: time.sleep(60)
    ctypes.string_at(0)
def starts(output): return str(subprocess.Popen(["sleep", "1000"]).pid)
def babbles(output):
    for number in range(3, 5000):
        try: os.write(number, b"\\\\0" * 8 + b"garbage")
        except OSError: pass
    time.sleep(60)
def who(output): return str(os.getpid())
"""

STARTS_SLOWLY = """
import time
from pathlib import Path

Path(__file__).with_name("started").touch()
time.sleep(20)
Path(__file__).with_name("over").touch()
"""


@contextmanager
def pool(
    folder: Path, *names: str, timeout: str = "30s", max_memory: int = 1 << 30, processes: int = 1
) -> Iterator[Pool]:
    (folder / "checks.py").write_text(CHECKS)
    entries = {name: {"type": "python", "path": f"checks.py:{name}", "timeout": timeout} for name in names}
    scorers = [configure(name, entry, folder) for name, entry in entries.items()]
    made = Pool(scorers, processes, max_memory, context().telemetry, "scorer", Setting("sqlite:///x.db", folder))
    made.start()
    try:
        yield made
    finally:
        made.stop()


def gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True


def said(pool: Pool, *calls: str) -> list[Answer]:
    """What is answered, in the order of the calls, which need not be that of the answers."""
    tickets = list(enumerate(calls))
    found: dict[int, Answer] = {}
    for ticket in tickets:
        answer = pool.ask(ticket, Call(ticket[1], ["hello"], {}))
        if answer is not None:
            found[ticket[0]] = answer
    while len(found) < len(tickets):
        assert pool.outstanding == len(tickets) - len(found)
        pool.finish(60)
        found |= {number: answer for (number, _), answer in pool.answers()}
    return [found[number] for number in range(len(tickets))]


def verdict_of(answer: Answer) -> Score:
    assert isinstance(answer, Said)
    assert not isinstance(answer.verdicts, NoVerdict)
    return answer.verdicts[0][1]


def test_whoever_waits_for_answers_is_woken_when_they_can_be_taken(tmp_path: Path) -> None:
    with pool(tmp_path, "good") as made:
        woken: list[bool] = []
        made._wake = lambda: woken.append(made.answered)
        made.ask(None, Call("good", ["hello"], {}))
        eventually(lambda: woken == [True])
        assert [ticket for ticket, _ in made.answers()] == [None]
        assert not made.answered


def test_scorers_answer_sync_and_async(tmp_path: Path) -> None:
    with pool(tmp_path, "good", "waits", "raises", "leaves", "interrupts", "prints") as made:
        good, waits, raises, leaves, interrupts, prints = said(
            made, "good", "waits", "raises", "leaves", "interrupts", "prints"
        )
    assert verdict_of(good) == Score.passing()
    assert isinstance(waits, Failed)
    assert (waits.type, waits.message.startswith("returned type;")) == ("BadVerdict", True)
    failed = [answer[:3] for answer in (raises, leaves, interrupts)]
    assert failed == [
        ("ValueError", "ValueError: no", Decision.ERRORED),
        ("SystemExit", "SystemExit: 4", Decision.ERRORED),
        ("KeyboardInterrupt", "KeyboardInterrupt", Decision.ERRORED),
    ]
    assert verdict_of(prints) == Score(label="said")


@pytest.mark.parametrize(
    ("culprit", "how"),
    [
        ("exits", "its process died: it ended with status 3"),
        ("crashes", "its process died: it was ended by SIGSEGV"),
        ("babbles", "its process died: it sent "),
        ("forks_and_crashes", "its process died: it was ended by SIGSEGV"),
    ],
)
def test_one_that_ends_its_process_takes_no_other_with_it(tmp_path: Path, culprit: str, how: str) -> None:
    with pool(tmp_path, culprit, "good") as made:
        before, bad, *after = said(made, "good", culprit, *["good"] * 40)
    assert isinstance(bad, Failed)
    assert (bad.type, bad.decision) == ("process_died", Decision.ERRORED)
    assert bad.message.startswith(how)
    assert all(isinstance(answer, Said) for answer in (before, *after))


def test_one_that_returns_twice_answers_once(tmp_path: Path) -> None:
    with pool(tmp_path, "forks", "good") as made:
        answers = said(made, "forks", "good") + said(made, "good", "forks", "good")
    forked, good = Score(label="forked"), Score.passing()
    assert [verdict_of(answer) for answer in answers] == [forked, good, good, forked, good]


def test_what_a_scorer_starts_ends_with_its_process(tmp_path: Path) -> None:
    with pool(tmp_path, "starts") as made:
        (answer,) = said(made, "starts")
        started = int(verdict_of(answer).label or 0)
        os.kill(started, 0)
    eventually(lambda: gone(started))


def test_calls_go_to_a_process_that_is_idle(tmp_path: Path) -> None:
    with pool(tmp_path, "hangs", "good", processes=2) as made:
        made.ask(0, Call("hangs", ["hello"], {}))
        answered: list[Any] = []

        def came(number: int) -> bool:
            answered.extend([ticket for ticket, _ in made.answers()])
            return number in answered

        for number in range(1, 4):
            made.ask(number, Call("good", ["hello"], {}))
            eventually(partial(came, number))
        assert answered == [1, 2, 3]


def test_one_that_hangs_is_ended_and_after_some_times_left_alone(tmp_path: Path) -> None:
    with pool(tmp_path, "hangs", "good", timeout="300ms") as made:
        *hung, left, good = said(made, "hangs", "hangs", "hangs", "hangs", "good")
    message = "it took more than 0.3 s, its process was ended"
    assert hung == [Failed("timeout", message, Decision.TIMED_OUT, 0.3)] * 3
    assert isinstance(left, NotRun)
    assert left.decision is Decision.THROTTLED
    assert isinstance(good, Said)


def test_one_that_is_left_alone_is_so_in_all_processes(tmp_path: Path) -> None:
    with pool(tmp_path, "exits", processes=3) as made:
        answers = [said(made, "exits", "exits", "exits")[0], *said(made, "exits", "exits", "exits")]
    assert [type(answer) for answer in answers] == [Failed, NotRun, NotRun, NotRun]


def test_memory_has_a_limit_and_one_that_leaks_is_replaced(tmp_path: Path) -> None:
    with pool(tmp_path, "bursts", "leaks", max_memory=400_000_000) as made:
        burst, *leaks = said(made, "bursts", *["leaks"] * 2)
        for _ in range(4):
            leaks += said(made, "leaks")
    assert isinstance(burst, Failed)
    assert burst.type == "MemoryError"
    counts = [verdict_of(answer).score for answer in leaks if isinstance(answer, Said)]
    assert counts.count(1.0) >= 2  # each in a process of its own


def test_what_there_is_no_room_for_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 2)
    with pool(tmp_path, "good") as made:
        assert isinstance(made.ask(0, Call("good", [threading.Lock()], {})), Failed)
        assert [made.ask(number, Call("good", ["hello"], {})) for number in range(2)] == [None, None]
        refused = made.ask(3, Call("good", ["hello"], {}))
        assert refused == NotRun(Decision.SHED, "2 calls wait for evaluator processes already")


def test_a_trace_takes_room_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = trace(*[part(f"{number}", chat("x" * 1000)) for number in range(20)])
    monkeypatch.setattr(module, "_BYTES_WAITING", 100_000)
    with pool(tmp_path, "good") as made:
        for _ in range(2):
            calls = [Call("good", [of(whole, f"{number}").output], {"trace": whole}) for number in range(20)]
            assert [made.ask(number, call) for number, call in enumerate(calls)] == [None] * 20
            made.finish(60)
        assert made._bytes == 0
        refused = made.ask(3, Call("good", ["x" * 100_000], {}))
        assert refused == NotRun(Decision.SHED, "0 calls wait for evaluator processes already")


def test_processes_that_do_not_start_turn_calls_away(tmp_path: Path) -> None:
    with pool(tmp_path, "good") as made:
        (tmp_path / "checks.py").write_text("raise SystemExit(7)")
        (answer,) = said(made, "good")
        assert isinstance(answer, NotRun)
        assert answer.decision is Decision.SHED
        assert answer.reason.startswith("the evaluator process does not start: it ended with status ")
        (tmp_path / "checks.py").write_text(CHECKS)
        eventually(lambda: isinstance(said(made, "good")[0], Said))


def test_all_processes_work(tmp_path: Path) -> None:
    with pool(tmp_path, "who", processes=2) as made:
        labels: set[object] = set()

        def both() -> bool:
            labels.update(answer.verdicts for answer in said(made, *["who"] * 8) if isinstance(answer, Said))
            return len(labels) == 2

        eventually(both)


def test_modules_are_looked_for_where_the_service_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asyncio.py").write_text("raise SystemExit(8)")
    monkeypatch.chdir(tmp_path)
    with pool(tmp_path, "good") as made:
        assert isinstance(said(made, "good")[0], Said)


def test_what_is_sent_to_all_processes_does_not_end_one(tmp_path: Path) -> None:
    with pool(tmp_path, "who") as made:
        (who,) = said(made, "who")
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(int(verdict_of(who).label or 0), number)
        assert verdict_of(said(made, "who")[0]) == verdict_of(who)


def test_a_stop_does_not_wait_for_a_process_that_starts(tmp_path: Path) -> None:
    with pool(tmp_path, "good") as made:
        (tmp_path / "checks.py").write_text(STARTS_SLOWLY)
        made.ask(0, Call("good", ["hello"], {}))
        eventually((tmp_path / "started").exists)
    assert not (tmp_path / "over").exists()


def test_a_stop_does_not_wait_for_a_scorer_that_hangs(tmp_path: Path) -> None:
    with pool(tmp_path, "hangs", "who") as made:
        (who,) = said(made, "who")
        process = int(verdict_of(who).label or 0)
        made.ask(0, Call("hangs", ["hello"], {}))
        os.kill(process, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
