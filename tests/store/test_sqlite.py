"""Databases are opened so that nobody else takes them for closed."""

import subprocess
import sys
from pathlib import Path

from otelevals.store.store import Store
from tests.store.samples import NOW, evaluation, opened

READ = """
import sys
from pathlib import Path
from otelevals.store.store import Store
store = Store(Path(sys.argv[1]), create=False)
print(sum(total.n for total in store.totals(0, 2 ** 42).sums))
store.close()
"""


def read_elsewhere(path: Path) -> int:
    """How many evaluations another process finds."""
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_what_is_written_after_another_process_has_read_is_there_with_two_connections_of_one_process(
    tmp_path: Path,
) -> None:
    """Whoever closes a file, however it was opened, gives up all locks that its process has on it; and who then finds
    no locks deletes what was not yet joined to the database."""
    path = tmp_path / "db"
    with opened(path) as store:
        Store(path).close()
        assert read_elsewhere(path) == 0
        store.add([evaluation()], NOW)
        assert read_elsewhere(path) == 1
    assert read_elsewhere(path) == 1
