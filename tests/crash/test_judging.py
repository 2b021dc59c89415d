"""Kills lose no span and no verdict, and no verdict is paid twice. `python -m tests.crash` does many more rounds."""

from pathlib import Path

from tests.crash.judging import Trial


def test_verdicts_come_through_kills(tmp_path: Path) -> None:
    with Trial(tmp_path, seed=5) as trial:
        for _ in range(2):
            trial.round()
        report = trial.end()
    assert report.good, report
    assert not report.unjudged
    assert report.kills >= 2


def test_services_that_share_a_budget_keep_to_it_through_kills(tmp_path: Path) -> None:
    with Trial(tmp_path, seed=2, services=2, calls=40) as trial:
        trial.burst(60)
        report = trial.end()
    assert report.good, report
    assert 0 < report.asked <= report.affordable
    assert report.unjudged
