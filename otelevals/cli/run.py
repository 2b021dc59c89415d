"""`otelevals run`: the collector itself, until it is told to stop."""

import argparse
import gc
import os
import queue
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import structlog
from prometheus_client import disable_created_metrics

from otelevals.api.process_memory import keep_freed_memory
from otelevals.api.registry import Registry
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK
from otelevals.cli.options import add_config_options
from otelevals.cli.rehearsal import rehearse
from otelevals.config import InvalidConfiguration, Loaded, load
from otelevals.pipeline.service import Service, StartError
from otelevals.telemetry.logs import configure_logs
from otelevals.telemetry.metrics import MetricsPage

log = structlog.get_logger()

WATCH_INTERVAL = 1.0
"""How often configuration files are looked at, in seconds."""
SWITCH_INTERVAL = 0.0005
"""One busy thread delays the wake-ups of others by this much; Python's default of 5 ms is felt in every request."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("run", help="run the collector", description=__doc__)
    add_config_options(parser)
    parser.add_argument("--no-watch", action="store_true", help="do not reload when a configuration file changes")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # its own lines would stand between those of the log
    sys.setswitchinterval(SWITCH_INTERVAL)
    keep_freed_memory()
    disable_created_metrics()  # type: ignore[no-untyped-call]  # they double the page and say nothing
    signals: queue.SimpleQueue[int | str] = queue.SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: signals.put(received))

    def read() -> Loaded:
        return load(args.config, args.set, Registry(), os.environ)

    try:
        loaded = read()
        seen = _fingerprint(loaded.files)
        configure_logs(loaded.service.telemetry.logs)
        _warn(loaded)
        service = Service(loaded, report=signals.put)
        address = loaded.service.telemetry.metrics.address
        page = None if address is None else MetricsPage(address, service.telemetry)
        rehearsed = partial(rehearse, args.config, args.set, lambda: not signals.empty())
        return Program(service, page, read, signals, None if args.no_watch else seen, rehearsed).run()
    except InvalidConfiguration as error:
        print(error, file=sys.stderr)
        return INVALID_CONFIGURATION


# What changes when files are written or replaced; None for one that is not there.
Fingerprint = Sequence[tuple[int, int, int] | None]


class Program:
    """A service with its metrics page, driven by signals, by reports of failures, and by changes of its files."""

    def __init__(
        self,
        service: Service,
        page: MetricsPage | None,
        read: Callable[[], Loaded],
        signals: "queue.SimpleQueue[int | str]",
        seen: Fingerprint | None,
        rehearsed: Callable[[], str | None] = lambda: "",
    ) -> None:
        """`seen` is what the files looked like when they were read; None not to watch them. `rehearsed` says why they
        must not be read again, or None to see to other signals first."""
        self._service = service
        self._page = page
        self._read = read
        self._signals = signals
        self._loaded = service.graph.loaded
        self._seen = seen
        self._rehearsed = rehearsed

    def run(self) -> int:
        try:
            self._start()
        except (StartError, OSError) as error:
            print(f"cannot start: {error}", file=sys.stderr)
            return FAILED
        _calm_collector()
        log.info("ready", pipelines=[str(pipeline) for pipeline in self._loaded.pipelines])
        while True:
            received = self._next_signal()
            if isinstance(received, str):
                log.error("a component failed", error=received)
                self._stop("failure")
                return FAILED
            if received in (signal.SIGTERM, signal.SIGINT):
                return self._stop(signal.Signals(received).name)
            if received == signal.SIGHUP or self._changed():
                self._reload()

    def _start(self) -> None:
        if self._page is not None:
            self._page.start()
        try:
            self._service.start()
        except StartError:
            if self._page is not None:
                self._page.stop()
            raise

    def _next_signal(self) -> int | str | None:
        try:
            # also without a watch: a signal that comes just before the wait begins does not end it
            return self._signals.get(timeout=WATCH_INTERVAL)
        except queue.Empty:
            return None

    def _changed(self) -> bool:
        return self._seen is not None and _fingerprint(self._loaded.files) != self._seen

    def _reload(self) -> None:
        before = _fingerprint(self._loaded.files)
        self._see(before)
        unfit = self._rehearsed()
        if unfit is None:
            return
        if unfit:
            log.error("configuration not reloaded, the old one stays", error=unfit)
            return
        try:
            loaded = self._read()
            seen = before if loaded.files == self._loaded.files else _fingerprint(loaded.files)
            self._service.reload(loaded)
        except (InvalidConfiguration, StartError) as error:
            log.error("configuration not reloaded, the old one stays", error=str(error))
            return
        if loaded.service.telemetry != self._loaded.service.telemetry:
            log.warning("service::telemetry changed: it takes effect at the next start")
        self._loaded = loaded
        self._see(seen)
        _warn(loaded)
        log.info("configuration reloaded", pipelines=[str(pipeline) for pipeline in loaded.pipelines])

    def _see(self, seen: Fingerprint) -> None:
        if self._seen is not None:
            self._seen = seen

    def _stop(self, reason: str) -> int:
        log.info("stopping", reason=reason)
        stopped = self._service.stop()
        if self._page is not None:
            self._page.stop()
        log.info("stopped", undelivered_items=stopped.items)
        return FAILED if stopped.left else OK


def _warn(loaded: Loaded) -> None:
    for warning in loaded.warnings:
        log.warning(warning)


def _calm_collector() -> None:
    """Look for cyclic garbage less often, and never in what lives as long as the process.

    A span is a few objects, none of them in a cycle: at Python's defaults a fifth of the time went into looking.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _fingerprint(files: Iterable[Path]) -> Fingerprint:
    return [_stat(file) for file in files]


def _stat(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
