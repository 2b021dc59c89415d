"""Structured logs on standard error, with repeated messages held back."""

import logging
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from otelevals.config import LogsConfig

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
_FORGET_ABOVE = 10_000
_INSTEAD = dict.fromkeys("\t\n", " ")


def configure_logs(config: LogsConfig, stream: TextIO | None = None) -> None:
    """Set the format and level of every logger of the process, those of libraries included."""
    target = stream or sys.stderr
    console = config.encoding == "console"
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if config.sampling.enabled:
        sampling = config.sampling
        shared.insert(0, Sampler(sampling.initial, sampling.thereafter, sampling.tick))
    if console:
        renderers: list[Processor] = [_printable, structlog.dev.ConsoleRenderer(colors=target.isatty())]
    else:
        renderers = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[*shared, *renderers],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[config.level]),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_ToStructlog()], level=max(_LEVELS[config.level], logging.WARNING), force=True)


def _printable(logger: WrappedLogger, level: str, event: EventDict) -> EventDict:
    """Texts of others neither control a terminal nor begin lines of their own."""
    return {
        key: "".join([each if each.isprintable() else _INSTEAD.get(each, "\ufffd") for each in value])
        if isinstance(value, str) and not value.isprintable()
        else value
        for key, value in event.items()
    }


class Sampler:
    """Lets the first messages of a kind through in each tick, then every n-th, which says how many it stands for.

    Messages are of one kind when their level, text and component are equal.
    """

    def __init__(self, initial: int, thereafter: int, tick: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._initial = initial
        self._thereafter = thereafter
        self._tick = tick
        self._clock = clock
        self._seen: dict[tuple[Any, ...], tuple[float, int]] = {}

    def __call__(self, logger: WrappedLogger, level: str, event: EventDict) -> EventDict:
        key = (level, event.get("event"), event.get("component"), event.get("exporter"))
        now = self._clock()
        began, count = self._seen.get(key, (now, 0))
        if now - began >= self._tick:
            began, count = now, 0
        if len(self._seen) > _FORGET_ABOVE:
            self._seen.clear()
        self._seen[key] = (began, count + 1)
        if count < self._initial:
            return event
        if self._thereafter and (count - self._initial + 1) % self._thereafter == 0:
            return {**event, "repeated": self._thereafter}
        raise structlog.DropEvent


class _ToStructlog(logging.Handler):
    """Passes the records of libraries on."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger(component=record.name)
        log.log(max(record.levelno, logging.DEBUG), record.getMessage(), exc_info=record.exc_info)
