"""A scorer whose sessions come several at once has not stopped between them."""

import numpy as np
import pytest

from otelevals.alerts.hours import Hours
from otelevals.alerts.watches import Ended, Stopped
from tests.alerts.samples import DAY, START

MINUTE = 60.0


@pytest.mark.parametrize("at_once", [1, 5])
def test_pauses_between_sessions_that_come_together_are_no_silence(at_once: int) -> None:
    dice = np.random.default_rng(1)
    hours, now, most = Hours(9), START, 0.0
    watch = Stopped(0.5, now)
    for came in (at_once * dice.poisson(500 / 60 / at_once, 10 * 1440)).tolist():
        now += MINUTE
        for _ in range(came):
            hours.end_session(now, 1.0, 1.0)
        watch.look(now, hours, [Ended(1.0, 1.0)] * came)
        most = max(most, watch.evidence)
    assert most < DAY
    for _ in range(60):
        now += MINUTE
        watch.look(now, hours, ())
    assert watch.evidence > 30 * DAY
