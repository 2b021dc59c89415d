"""Runs `otelevals eval` as a user does, and reads what it leaves in the ledger."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

_FLEETING = ("run", "time_window", "time", "duration")


def evaluate(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`otelevals eval` with these arguments, in a folder."""
    command = [sys.executable, "-m", "otelevals", "eval", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=120)


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join([f"{json.dumps(row)}\n" for row in rows]))


def ledger(path: Path, run: str = "") -> list[dict[str, Any]]:
    """The evaluations of a run, without what tells one run from another."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT * FROM ledger WHERE run = ? ORDER BY trace_id, span_id, name", (run,))
        rows = [dict(row) for row in found]
    return [{name: value for name, value in row.items() if name not in _FLEETING} for row in rows]
