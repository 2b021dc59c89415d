"""Whatever fails, and in whatever order things happen, nothing that was acknowledged is lost and everything ends."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEEDS, STEPS = 10, 1000


@pytest.mark.parametrize("first", range(0, 40, SEEDS))
def test_nothing_that_was_acknowledged_is_lost(first: int) -> None:
    options = ["--seed", str(first), "--seeds", str(SEEDS), "--steps", str(STEPS)]
    command = [sys.executable, "-m", "tests.simulation", *options]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    figures = {
        what: int(count) for count, _, what in (line.strip().partition("  ") for line in result.stdout.splitlines())
    }
    assert figures["steps"] >= SEEDS * STEPS
    assert figures["items delivered"] > 0
