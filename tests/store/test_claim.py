"""One holder at a time has a name, and it is free again when its process is killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from otelevals.store.claim import Claim
from otelevals.store.errors import Unavailable

HOLDER = """
import sys
from pathlib import Path
from otelevals.store.claim import Claim
claim = Claim(Path(sys.argv[1]), "alerts/a b")
print(claim.take(), flush=True)
sys.stdin.read()
"""


def test_a_name_is_one_holders_until_it_is_dropped(tmp_path: Path) -> None:
    first, second, other = (Claim(tmp_path / "db", name) for name in ("a", "a", "b"))
    assert [first.take(), first.take(), second.take(), other.take()] == [True, True, False, True]
    first.drop()
    first.drop()
    assert [second.take(), first.take()] == [True, False]
    for each in (second, other):
        each.drop()


def test_a_process_that_is_killed_has_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "db")]
    claim = Claim(tmp_path / "db", "alerts/a b")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        assert not claim.take()
        holder.kill()
        holder.wait()
    assert claim.take()
    claim.drop()


def test_what_cannot_be_locked_is_not_available(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"cannot lock .*: no such file or directory"):
        Claim(tmp_path / "nowhere" / "db", "a").take()
