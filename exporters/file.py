"""The file exporter: OTLP JSON lines or length-prefixed protobuf, with rotation and zstd."""

import re
import threading
from typing import Annotated, Any, Literal

import zstandard
from google.protobuf.message import DecodeError
from pydantic import AfterValidator, Field

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Context, Exporter
from otelevals.api.config import Config, Duration
from otelevals.api.errors import ConfigError, Permanent, Retryable
from otelevals.api.export_config import ExporterConfig, QueueConfig
from otelevals.api.netconfig import unsupported
from otelevals.exporters.file_rotation import RotationConfig
from otelevals.exporters.file_writer import RecordFile, frame
from otelevals.otlp.json import encode_json


def _octal(value: str) -> str:
    if not re.fullmatch("[0-7]{3,4}", value):
        raise ValueError('expected an octal number such as "0755"')
    return value


class CompressionParams(Config):
    level: Annotated[int, Field(ge=1, le=22)] = 3
    """From 1 (fast) to 22 (small)."""


class FileExporter(Exporter):
    type = "file"

    class Config(ExporterConfig):
        path: Annotated[str, Field(min_length=1)]
        """The file to write; relative paths start at the folder of the configuration file."""
        format: Literal["json", "proto"] = "json"
        """json: one OTLP JSON object a line. proto: protobuf messages, each after its length in 4 bytes."""
        append: bool = False
        """Keep what is in the file. With rotation it is always kept."""
        rotation: RotationConfig | None = None
        """Begin a new file from time to time."""
        compression: Literal["none", "zstd", ""] = "none"
        """zstd compresses each record by itself; JSON records then come after their length too."""
        compression_params: CompressionParams = CompressionParams()
        flush_interval: Duration = 1.0
        """The longest that data may wait before it is written. Every record is written at once, so none waits."""
        create_directory: bool = False
        """Create the folder of the file when it is missing."""
        directory_permissions: Annotated[str, AfterValidator(_octal)] = "0755"
        """Permissions of a folder that is created, as an octal number."""
        sending_queue: QueueConfig = QueueConfig(num_consumers=1)
        group_by: Annotated[None, unsupported("group_by is not supported: use one file exporter for each file")] = None
        encoding: Annotated[None, unsupported("encoding is not supported: choose a format, json or proto")] = None

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._path = context.base_dir / config.path
        self._lines = config.format == "json" and config.compression != "zstd"
        self._lock = threading.Lock()
        self._file: RecordFile | None = None

    def start(self) -> None:
        config = self.config
        try:
            if config.create_directory:
                self._path.parent.mkdir(int(config.directory_permissions, 8), parents=True, exist_ok=True)
            self._file = RecordFile(
                self._path,
                keep=config.append or config.rotation is not None,
                lines=self._lines,
                rotation=config.rotation,
                clock=self.context.clock,
            )
        except FileNotFoundError:
            hint = "create it, or set create_directory: true"
            raise ConfigError(f"the folder {self._path.parent} does not exist: {hint}", ("path",)) from None
        except OSError as error:
            raise ConfigError(f"cannot open {self._path}: {_reason(error)}", ("path",)) from error

    def export(self, batch: Batch) -> None:
        data = b"".join([self._record(payload) for payload in batch.payloads])
        with self._lock:
            if self._file is None:
                raise Retryable(f"{self._path} is not open")
            try:
                self._file.append(data)
            except OSError as error:
                raise Retryable(f"cannot write to {self._path}: {_reason(error)}") from error

    def shutdown(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _record(self, payload: Payload) -> bytes:
        data = payload.raw if self.config.format == "proto" else _to_json(payload)
        if self.config.compression == "zstd":
            data = zstandard.compress(data, self.config.compression_params.level)
        return data + b"\n" if self._lines else frame(data)


def _to_json(payload: Payload) -> bytes:
    try:
        message: Any = payload.signal.wire.request.FromString(payload.raw)
    except DecodeError as error:
        raise Permanent("the request is not valid protobuf inside, so JSON cannot hold it") from error
    return encode_json(message)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
