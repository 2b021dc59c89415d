"""Whatever fails, and in whatever order things happen, nothing that was acknowledged is lost and everything ends."""

import pytest

from tests.simulation.run import simulate

STEPS = 1000


@pytest.mark.parametrize("seed", range(40))
def test_nothing_that_was_acknowledged_is_lost(seed: int) -> None:
    happened = simulate(seed, STEPS)
    assert happened["steps"] >= STEPS
    assert happened["items delivered"] > 0
