"""Sends what is in a journal over OTLP, one request after another."""

import sys
from collections.abc import Iterable
from pathlib import Path

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import SystemClock
from otelevals.api.component import ComponentId, Context, Exporter
from otelevals.api.errors import ConfigError, Permanent, Retryable
from otelevals.api.registry import Registry
from otelevals.api.telemetry import Telemetry
from otelevals.cli.exit_codes import FAILED, OK
from otelevals.journal.dead_letters import DeadLetters, read_dead_letters
from otelevals.journal.disk import Folder
from otelevals.journal.entry import Header, Target
from otelevals.journal.journal import Journal, Limits

_EXPORTERS = {"http": "otlp_http", "https": "otlp_http", "grpc": "otlp_grpc", "grpcs": "otlp_grpc"}


def replay(directory: Path, url: str, exporter: str | None) -> int:
    """Send dead letters, and keep those that are not taken."""
    if not directory.is_dir():
        raise FileNotFoundError("there are no dead letters")
    sending = Sending(url)
    disk = Folder(directory)
    letters = list(read_dead_letters(disk))
    left = [letter for letter in letters if not (_chosen(letter[0].targets, exporter) and sending.take(*letter))]
    if len(left) < len(letters):
        DeadLetters(disk, 0).replace(left)
    disk.close()
    return sending.end()


def drain(directory: Path, url: str, exporter: str | None) -> int:
    """Send what waits; what is taken waits no more."""
    if not directory.is_dir():
        raise FileNotFoundError("no such directory")
    sending = Sending(url)
    journal = Journal(Folder(directory), Limits(sys.maxsize), SystemClock(), lambda items: None)
    for entry in journal.entries:
        chosen = _chosen(entry.waiting, exporter)
        raw = journal.read(entry)
        if chosen and raw is not None and sending.take(entry.header, raw):
            journal.finish(entry, chosen)
    journal.close()
    return sending.end()


def _chosen(targets: Iterable[Target], exporter: str | None) -> list[Target]:
    return [target for target in targets if exporter is None or target.exporter == exporter]


class Sending:
    """Counts what was taken, and ends with the first sign that nobody takes anything."""

    def __init__(self, url: str) -> None:
        self._exporter = _exporter(url)
        self._exporter.start()
        self._sent = self._refused = 0
        self._failure = ""

    def take(self, header: Header, raw: bytes) -> bool:
        """Whether the request was taken."""
        if self._failure:
            return False
        try:
            self._exporter.export(Batch(header.signal, (Payload(header.signal, raw),), header.metadata))
        except Permanent as error:
            self._refused += 1
            print(f"refused: {error}", file=sys.stderr)
            return False
        except Retryable as error:
            self._failure = str(error)
            return False
        self._sent += 1
        return True

    def end(self) -> int:
        self._exporter.shutdown()
        print(f"sent {self._sent} requests, refused {self._refused}")
        if self._failure:
            print(f"stopped: {self._failure}", file=sys.stderr)
        return FAILED if self._refused or self._failure else OK


def _exporter(url: str) -> Exporter:
    scheme, mark, rest = url.partition("://")
    kind = _EXPORTERS.get(scheme)
    if kind is None or not mark or not rest:
        raise ConfigError(f"--to {url}: expected http[s]://host:port or grpc[s]://host:port")
    options = {"endpoint": url} if kind == "otlp_http" else {"endpoint": rest, "tls": {"insecure": scheme == "grpc"}}
    cls = Registry().find("exporters", kind)
    exporter: Exporter = cls(cls.Config.model_validate(options), Context(ComponentId(kind), Telemetry()))
    return exporter
