"""Logs are lines for people or for machines, and a message that repeats is held back."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from otelevals.config import LogsConfig
from otelevals.telemetry.logs import Sampler, configure_logs


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:], logging.root.level = handlers, level


def lines(config: LogsConfig, *messages: str, level: str = "info") -> list[str]:
    stream = io.StringIO()
    configure_logs(config, stream)
    log = structlog.get_logger(component="otlp")
    for message in messages:
        getattr(log, level)(message)
    return stream.getvalue().splitlines()


def test_json_has_one_object_a_line() -> None:
    (line,) = lines(LogsConfig(encoding="json"), "ready")
    assert json.loads(line).items() >= {"event": "ready", "level": "info", "component": "otlp"}.items()


def test_the_console_shows_level_message_and_fields() -> None:
    (line,) = lines(LogsConfig(), "ready")
    assert "[info" in line
    assert "ready" in line
    assert "component=otlp" in line


def test_on_the_console_texts_of_others_stay_in_their_line() -> None:
    stream = io.StringIO()
    configure_logs(LogsConfig(), stream)
    structlog.get_logger(component="otlp").warning("it said \x1b[31mred\nand\u202emore", error="\x1b]0;title\x07")
    (line,) = stream.getvalue().splitlines()
    assert "it said \ufffd[31mred and\ufffdmore" in line
    assert "error=\ufffd]0;title\ufffd" in line


def test_less_severe_messages_than_configured_are_not_written() -> None:
    assert lines(LogsConfig(level="error"), "ready") == []


def test_what_libraries_log_is_written_the_same_way() -> None:
    stream = io.StringIO()
    configure_logs(LogsConfig(encoding="json"), stream)
    logging.getLogger("urllib3").warning("slow %s", "peer")
    assert json.loads(stream.getvalue()).items() >= {"event": "slow peer", "component": "urllib3"}.items()


def test_a_repeated_message_is_held_back_and_counted() -> None:
    now = [0.0]
    sampler = Sampler(initial=2, thereafter=3, tick=10.0, clock=lambda: now[0])

    def passes() -> object:
        try:
            return sampler(None, "warning", {"event": "export failed"}).get("repeated", 1)
        except structlog.DropEvent:
            return None

    assert [passes() for _ in range(8)] == [1, 1, None, None, 3, None, None, 3]
    now[0] = 10.0
    assert passes() == 1


def test_messages_of_different_components_do_not_hold_each_other_back() -> None:
    sampler = Sampler(initial=1, thereafter=0, tick=10.0, clock=lambda: 0.0)
    sampler(None, "warning", {"event": "export failed", "exporter": "a"})
    assert sampler(None, "warning", {"event": "export failed", "exporter": "b"})
    with pytest.raises(structlog.DropEvent):
        sampler(None, "warning", {"event": "export failed", "exporter": "b"})
