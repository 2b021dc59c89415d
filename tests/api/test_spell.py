"""A spell is told to the log when it begins and when it is over, however much happens in between."""

from structlog.testing import capture_logs

from otelevals.api.spell import Spell


def test_it_says_once_that_it_begins_and_once_that_it_is_over() -> None:
    spell = Spell("full, refusing data", "room again", signal="traces")
    with capture_logs() as logs:
        spell.end()
        for _ in range(3):
            spell.refuse()
        for _ in range(2):
            spell.end()
        spell.refuse()
    assert logs == [
        {"event": "full, refusing data", "log_level": "warning", "signal": "traces"},
        {"event": "room again", "log_level": "info", "signal": "traces", "refused_requests": 3},
        {"event": "full, refusing data", "log_level": "warning", "signal": "traces"},
    ]
