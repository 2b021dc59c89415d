"""What was answered survives kill -9, and several processes may write to one store at once."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from otelevals.store.retention import Keep
from otelevals.store.upkeep import Limits
from tests.store.samples import NOW, count, kept, opened, tidied, totals

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from otelevals.store.store import Store
from otelevals.store.upkeep import Limits
from tests.store.samples import NOW, evaluation, failing

path, first, last, size = sys.argv[1], *map(int, sys.argv[2:])
store = Store(Path(path), patience=60.0)
for start in range(first, last, size):
    targets = range(start, min(start + size, last))
    batch = [make(target, name=make.__name__) for target in targets for make in (evaluation, failing)]
    store.add(batch, NOW + start)
    print(targets[-1], flush=True)
    store.maintain(Limits(settle_after=0.05, max_age=1e6), NOW + start, len(batch))
store.close()
"""


def writer(path: Path, first: int, last: int, size: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(path), str(first), str(last), str(size)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def sound(path: Path, targets: range) -> None:
    """Sums and rows say the same of these targets, or of them and a batch that was written and never answered."""
    with opened(path, create=False) as store:
        assert store._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = {total.name: total.n for total in totals(store)}
        assert len(targets) <= found["evaluation"] == found["failing"]
        failures = [int.from_bytes(row["trace_id"], "big") for row in kept(store) if row["name"] == "failing"]
        assert failures == list(range(targets[0], targets[0] + found["failing"]))
        tidied(store, Limits(Keep.FAILURES, settle_after=0), NOW + 10**8)
        assert count(store, "evaluations") == count(store, "targets") == len(failures)


@pytest.mark.parametrize("size", [1, 40])
def test_what_was_answered_survives_a_kill(tmp_path: Path, size: int) -> None:
    answered = 0
    for _ in range(3):
        process = writer(tmp_path / "db", answered + 1, 10**6, size)
        assert process.stdout is not None
        for _ in range(20):
            answered = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines()
        process.stdout.close()
        assert process.wait() == -signal.SIGKILL
        answered = max(answered, *(int(line) for line in rest if line), 0)
        sound(tmp_path / "db", range(1, answered + 1))
        with opened(tmp_path / "db") as store:
            answered = count(store, "targets")  # what was written and not answered comes again in the next round


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    processes = [writer(tmp_path / "db", first, last, 7) for first, last in ((1, 401), (401, 801), (1, 801))]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    with opened(tmp_path / "db") as store:
        found = {total.name: total.n for total in totals(store)}
        assert found["failing"] == 800
        assert sorted(
            int.from_bytes(row["trace_id"], "big") for row in kept(store) if row["name"] == "failing"
        ) == list(range(1, 801))
