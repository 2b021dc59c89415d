"""Estimates and alerts do what they promise, on simulated traffic."""

from tests.stats_simulation.suite import SHORT, checks


def test_a_short_simulation_finds_everything_as_promised() -> None:
    assert [check for check in checks(SHORT, 1) if not check.good] == []
