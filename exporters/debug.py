"""The debug exporter: prints what arrives, in more or less detail."""

import re
import sys
import threading
from typing import Annotated, Literal

from pydantic import Field

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Context, Exporter
from otelevals.api.errors import Permanent
from otelevals.api.export_config import ExporterConfig, QueueConfig
from otelevals.api.netconfig import unsupported
from otelevals.exporters.debug_decode import decode
from otelevals.exporters.debug_detail import detailed_lines
from otelevals.exporters.debug_normal import normal_lines
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal

# Characters that a terminal would obey: telemetry comes from strangers.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NOUNS = {Signal.TRACES: "span", Signal.LOGS: "log record", Signal.METRICS: "data point"}


class DebugExporter(Exporter):
    type = "debug"

    class Config(ExporterConfig):
        verbosity: Literal["basic", "normal", "detailed"] = "basic"
        """basic prints a line for each batch, normal also one for each record, detailed everything."""
        sampling_initial: Annotated[int, Field(ge=0)] = 2
        """How many batches are printed each second before sampling begins."""
        sampling_thereafter: Annotated[int, Field(ge=0)] = 1
        """After those every so-manyth batch of that second is printed; 1 prints all, 0 none."""
        sending_queue: QueueConfig = QueueConfig(num_consumers=1)
        use_internal_logger: Annotated[
            Literal[False] | None, unsupported("use_internal_logger: true is not supported: output goes to stdout")
        ] = None

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._lock = threading.Lock()
        self._sampler = _Sampler(config.sampling_initial, config.sampling_thereafter)

    def export(self, batch: Batch) -> None:
        with self._lock:
            if self._sampler.takes(self.context.clock.now()):
                _print("\n".join(self._lines(batch)) + "\n")

    def _lines(self, batch: Batch) -> list[str]:
        noun = _NOUNS[batch.signal.otlp]
        try:
            items = _count(batch.items, noun)
        except MalformedRequest:
            items = f"undecodable {noun}s"
        requests = _count(len(batch.payloads), "request")
        lines = [f"{self.context.id}: {batch.signal.value}, {requests}, {items}, {_count(batch.size, 'byte')}"]
        if self.config.verbosity != "basic":
            for payload in batch.payloads:
                lines += self._payload_lines(payload)
        return lines

    def _payload_lines(self, payload: Payload) -> list[str]:
        message, problems = decode(payload)
        render = normal_lines if self.config.verbosity == "normal" else detailed_lines
        return [*render(payload.signal, message), *problems]


class _Sampler:
    def __init__(self, initial: int, thereafter: int) -> None:
        self._initial = initial
        self._thereafter = thereafter
        self._second = -1
        self._seen = 0

    def takes(self, now: float) -> bool:
        """Whether the batch that comes now is printed."""
        if int(now) != self._second:
            self._second, self._seen = int(now), 0
        self._seen += 1
        after = self._seen - self._initial
        return after <= 0 or (self._thereafter > 0 and after % self._thereafter == 0)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print(text: str) -> None:
    safe = _CONTROL.sub(_escape, text)
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(safe.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except OSError as error:
        raise Permanent(f"cannot print: {(error.strerror or str(error)).lower()}", everything=True) from error


def _escape(match: re.Match[str]) -> str:
    return f"\\x{ord(match[0]):02x}"
