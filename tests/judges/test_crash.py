"""Processes that are killed while they judge spend no more than their budget, and make no call twice but those in
flight."""

import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from otelevals.store.budgets import Account, Limit
from tests.store.samples import NOW, call, judging
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
AT_ONCE = 8
JUDGING = """
import asyncio, os, sys
from pathlib import Path
from otelevals.store.budgets import Account, Amounts, Debit, Limit
from tests.judges.accounting import keeping
from tests.store.samples import call

database, made, first, last, limit, at_once = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
accounts = [Account("judge/default", unit, Limit(calls=limit, tokens=limit * 100)) for unit in ("hour", "day")]
endpoint = os.open(made, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
numbers = iter(range(first, last))

async def judge(books):
    for number in numbers:
        key = call(number)
        if await books.begin(key) is not None:
            continue
        debit = await books.debit(accounts, Amounts(1, 100))
        if isinstance(debit, Debit):
            os.write(endpoint, b"%d\\n" % number)
            await asyncio.sleep(0)
            books.correct(debit, Amounts(1, 60))
            await books.finish(key, b"%d" % os.getpid(), key.digest())

async def main():
    async with keeping(Path(database), accounts=accounts) as books:
        await asyncio.gather(*[judge(books) for _ in range(at_once)])

asyncio.run(main())
"""


class Endpoint:
    """What was asked of it, by all processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def calls(self) -> list[int]:
        return [int(line) for line in self.path.read_text().splitlines()]


def judge(folder: Path, first: int, last: int, limit: int) -> "subprocess.Popen[bytes]":
    arguments = [str(folder / "db"), str(folder / "made"), *map(str, (first, last, limit, AT_ONCE))]
    return subprocess.Popen([sys.executable, "-c", JUDGING, *arguments], cwd=ROOT)


def killed(process: "subprocess.Popen[bytes]") -> bool:
    """Whether it had not ended before."""
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


@pytest.mark.parametrize("seed", range(3))
def test_a_call_is_made_once_but_for_those_in_flight(seed: int, tmp_path: Path) -> None:
    chance, endpoint, kills, last = random.Random(seed), Endpoint(tmp_path / "made"), 0, 3000
    for _ in range(4):
        process, until = judge(tmp_path, 0, last, 10**6), len(endpoint.calls()) + chance.randrange(1, 400)
        eventually(lambda: len(endpoint.calls()) >= until or process.poll() is not None)  # noqa: B023
        kills += killed(process)
    assert judge(tmp_path, 0, last, 10**6).wait() == 0
    made = Counter(endpoint.calls())
    assert set(made) == set(range(last))
    assert sum(made.values()) <= last + kills * AT_ONCE
    assert kills == 4
    with judging(tmp_path / "db") as store:
        assert all(store.begin(call(number), NOW) for number in range(last))
        assert all(store.cached(call(number).digest(), NOW) for number in range(last))


@pytest.mark.parametrize("seed", range(2))
def test_processes_that_are_killed_do_not_overspend(seed: int, tmp_path: Path) -> None:
    chance, endpoint, limit, kills = random.Random(seed), Endpoint(tmp_path / "made"), 700, 0
    for _ in range(2):
        processes = [judge(tmp_path, 10_000 * number, 10_000 * number + 5000, limit) for number in range(3)]
        until = len(endpoint.calls()) + chance.randrange(1, 200)
        eventually(lambda: len(endpoint.calls()) >= until)  # noqa: B023
        for process in processes:
            kills += killed(process)
    for process in [judge(tmp_path, 10_000 * number, 10_000 * number + 2000, limit) for number in range(3)]:
        assert process.wait() == 0
    assert limit - kills * AT_ONCE <= len(endpoint.calls()) <= limit
    with judging(tmp_path / "db") as store:
        for unit in ("hour", "day"):
            spent = store.spent(Account("judge/default", unit, Limit()), NOW)
            assert spent.calls == limit
            assert limit * 60 <= spent.tokens <= limit * 60 + kills * AT_ONCE * 40
