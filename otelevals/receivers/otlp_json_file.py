"""Reads OTLP JSON lines, such as the file exporter writes, from files that may still grow."""

import glob
import os
import re
import threading
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Annotated, Literal, Self

import orjson
from pydantic import ByteSize, Field, model_validator

from otelevals.api.component import Context, Receiver, Sink
from otelevals.api.config import Config, Duration
from otelevals.api.errors import Permanent, Retryable
from otelevals.otlp.json import MalformedJSON, decode_json
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.receivers.intake import Intake, malformed_counter
from otelevals.receivers.tail import Line, Tail

_TRANSPORT = "file"
_TURN = 1000  # lines of one file before the others get their turn
_RETRY_WAIT = 1.0

_SIGNALS = {
    "resourceSpans": Signal.TRACES,
    "resource_spans": Signal.TRACES,
    "resourceLogs": Signal.LOGS,
    "resource_logs": Signal.LOGS,
    "resourceMetrics": Signal.METRICS,
    "resource_metrics": Signal.METRICS,
}
_FIRST_KEY = re.compile(rb'\s*\{\s*"(\w+)"\s*:')


class OtlpJsonFileReceiver(Receiver):
    type = "otlp_json_file"
    aliases = ("otlpjsonfile",)

    class Config(Config):
        include: Annotated[list[str], Field(min_length=1)]
        """The files to read: paths with * ? [..] and **, relative to the configuration file."""
        exclude: list[str] = Field(default_factory=list)
        """Files that include matches and that are not to be read."""
        start_at: Literal["beginning", "end"] = "end"
        """Where to begin in files that are there at the start; files that appear later are read whole."""
        poll_interval: Annotated[Duration, Field(gt=0)] = 0.2
        """How often to look for new lines and files."""
        replay_file: bool = False
        """Read every file again from its beginning at each poll: for demonstrations and load tests."""
        delete_after_read: bool = False
        """Remove a file when all of it was read."""
        max_log_size: Annotated[ByteSize, Field(gt=0)] = ByteSize(64 * 1024 * 1024)
        """The longest line, in bytes or as 64MiB; longer ones are skipped."""
        lenient_json: bool = False
        """Take base64 ids and enum names too."""

        @model_validator(mode="after")
        def _from_beginning(self) -> Self:
            for name in ("delete_after_read", "replay_file"):
                if getattr(self, name) and self.start_at != "beginning":
                    raise ValueError(f"{name} needs start_at: beginning")
            if self.delete_after_read and self.replay_file:
                raise ValueError("delete_after_read and replay_file exclude each other")
            return self

    config: Config

    def __init__(self, config: Config, context: Context, sinks: Mapping[Signal, Sink]) -> None:
        super().__init__(config, context, sinks)
        self._intakes = {signal: Intake(context, _TRANSPORT, signal, sink) for signal, sink in sinks.items()}
        self._count_malformed = malformed_counter(context, _TRANSPORT)
        self._tails: dict[tuple[int, int], Tail] = {}
        self._unreadable: set[Path] = set()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._discover(at_end=self.config.start_at == "end")
        self._thread = threading.Thread(target=self._run, name=str(self.context.id), daemon=True)
        self._thread.start()

    def stop_intake(self, grace: float) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(grace)

    def shutdown(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                if not self._poll():
                    self._stopped.wait(self.config.poll_interval)
        finally:
            for tail in self._tails.values():
                tail.close()
            if not self._stopped.is_set():
                self.context.report(f"{self.context.id}: the thread that reads files died")

    def _poll(self) -> bool:
        """Read what there is, False when nothing is left to read now."""
        present = self._discover()
        busy = False
        for tail in list(self._tails.values()):
            count = 0
            for line in islice(tail.lines(), _TURN):
                self._take(tail.path, line)
                count += 1
                if self._stopped.is_set():
                    return False
            if count == _TURN:
                busy = True
            else:
                self._end(tail, present)
        return busy

    def _end(self, tail: Tail, present: set[tuple[int, int]]) -> None:
        """All that the file has was read."""
        if self.config.replay_file:
            tail.rewind()
        gone = tail.key not in present
        if not gone and self.config.delete_after_read and tail.finished:
            tail.path.unlink(missing_ok=True)
            gone = True
        if gone:
            tail.close()
            del self._tails[tail.key]

    def _discover(self, *, at_end: bool = False) -> set[tuple[int, int]]:
        """Open files that are new; the keys of those that are there."""
        present = set()
        for path in sorted(self._match(self.config.include) - self._match(self.config.exclude)):
            try:
                status = path.stat()
                key = (status.st_dev, status.st_ino)
                if key in self._tails:
                    self._tails[key].path = path
                else:
                    tail = Tail(path, self.config.max_log_size, at_end=at_end)
                    key = tail.key
                    self._tails[key] = tail
            except FileNotFoundError:
                continue  # rotated away just now
            except OSError as error:
                if path not in self._unreadable:
                    self._unreadable.add(path)
                    self.context.log.warning("cannot read a file", path=str(path), error=os.strerror(error.errno or 0))
                continue
            present.add(key)
        return present

    def _match(self, patterns: list[str]) -> set[Path]:
        found = (glob.iglob(str(self.context.base_dir / pattern), recursive=True) for pattern in patterns)
        return {path for paths in found for name in paths if (path := Path(name)).is_file()}

    def _take(self, path: Path, line: Line) -> None:
        if line.too_long:
            self._skip(path, line, "too_large", f"the line is longer than {self.config.max_log_size} bytes")
            return
        if not line.data.strip():
            return
        try:
            signal = _signal_of(line.data)
            if signal not in self._intakes:
                return
            raw = decode_json(signal, line.data, lenient=self.config.lenient_json)
            self._submit(self._intakes[signal], raw)
        except MalformedRequest as error:
            self._skip(path, line, "malformed", str(error))
        except Permanent as error:
            self.context.log.error("a line was refused", at=f"{path}:{line.number}", error=str(error))

    def _skip(self, path: Path, line: Line, reason: str, message: str) -> None:
        self._count_malformed(reason)
        self.context.log.warning("skipped a malformed line", at=f"{path}:{line.number}", error=message)

    def _submit(self, intake: Intake, raw: bytes) -> None:
        """Submit until the pipeline takes it or the receiver stops."""
        while not self._stopped.is_set():
            try:
                intake.take(raw)
            except Retryable as error:
                self._stopped.wait(_RETRY_WAIT if error.after is None else error.after)
            else:
                return


def _signal_of(line: bytes) -> Signal:
    """Which signal a line holds, by its first key or else by any of its keys."""
    first = _FIRST_KEY.match(line)
    if first and (signal := _SIGNALS.get(first[1].decode())):
        return signal
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise MalformedJSON(f"invalid JSON: {error}") from None
    for key in document if isinstance(document, dict) else ():
        if key in _SIGNALS:
            return _SIGNALS[key]
    raise MalformedJSON("expected an object with resourceSpans, resourceLogs or resourceMetrics")
