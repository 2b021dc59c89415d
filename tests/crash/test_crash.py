"""Nothing that was acknowledged is lost, whatever fails. `python -m tests.crash` does many more rounds."""

import os
from pathlib import Path

from tests.crash.trial import Trial


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    trial = Trial(tmp_path, seed=4, permissions=os.geteuid() != 0)
    for number in range(3):
        trial.round(f"r{number}")
    report = trial.end()
    assert report.good, report.lost
    assert report.acknowledged > 0
