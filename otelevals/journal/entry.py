"""One accepted request in the journal, and who still has to get it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from otelevals.api.batch import Metadata
from otelevals.otlp.signals import Signal

_PROCESSOR = "processor "


class Target(NamedTuple):
    """An exporter in a pipeline, both as the configuration names them, or a processor that a request concerns."""

    pipeline: str
    exporter: str

    @classmethod
    def processor(cls, pipeline: str, name: str) -> "Target":
        return cls(pipeline, _PROCESSOR + name)

    @property
    def is_processor(self) -> bool:
        return self.exporter.startswith(_PROCESSOR)

    def __str__(self) -> str:
        return f"{self.pipeline} to {self.exporter}"


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of a request besides its bytes."""

    at: int
    """When it was accepted, in Unix nanoseconds."""
    signal: Signal
    receiver: str
    metadata: Metadata
    targets: frozenset[Target]
    items: int = 0
    after: str = ""
    """The processor after which it goes on, when it is what that one held; empty for a request as it came."""
    reason: str = ""
    """Why it was refused for good."""

    def encode(self, id_: int) -> bytes:
        route = _route(self.signal, self.receiver, self.targets)
        metadata, after, reason = map(orjson.dumps, (self.metadata, self.after, self.reason))
        return b'{"id":%d,"at":%d,"items":%d,%b,"metadata":%b,"after":%b,"reason":%b}' % (
            *(id_, self.at, self.items),
            *(route, metadata, after, reason),
        )

    @classmethod
    def decode(cls, data: Mapping[str, Any]) -> "Header":
        return cls(
            data["at"],
            Signal(data["signal"]),
            data["receiver"],
            tuple((name, value) for name, value in data["metadata"]),
            frozenset(Target(pipeline, each) for pipeline, exporters in data["targets"].items() for each in exporters),
            int(data["items"]),
            data["after"],
            data.get("reason", ""),
        )


@lru_cache(maxsize=64)
def _route(signal: Signal, receiver: str, targets: frozenset[Target]) -> bytes:
    """What most requests have in common, as members of a JSON object."""
    by_pipeline: dict[str, list[str]] = {}
    for pipeline, exporter in sorted(targets):
        by_pipeline.setdefault(pipeline, []).append(exporter)
    return orjson.dumps({"signal": signal.value, "receiver": receiver, "targets": by_pipeline})[1:-1]


@dataclass(slots=True, eq=False)
class Entry:
    """Where a request lies in the journal, and who waits for it. The journal changes it, under its lock."""

    id: int
    header: Header
    waiting: frozenset[Target]
    segment: int = 0
    offset: int = 0
    """Of its bytes, without record and header."""
    size: int = 0
    whole: int = 0
    """How much of the file is its record."""


def encode_entry(id_: int, header: Header, raw: bytes) -> tuple[bytes, bytes]:
    """In two parts, so that the request is not copied."""
    head = header.encode(id_)
    return len(head).to_bytes(4, "little") + head, raw


def decode_entry(body: bytes) -> tuple[int, Header, int]:
    """Its id, its header and where its bytes begin; ValueError when it is not an entry."""
    end = 4 + int.from_bytes(body[:4], "little")
    try:
        data = orjson.loads(body[4:end])
        return int(data["id"]), Header.decode(data), end
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an entry: {error!r}") from error


def encode_done(done: Iterable[tuple[int, Target]]) -> bytes:
    return orjson.dumps([(id_, target.pipeline, target.exporter) for id_, target in done])


def decode_done(body: bytes) -> list[tuple[int, Target]]:
    """ValueError when it is something else."""
    done = orjson.loads(body)
    if not isinstance(done, list):
        raise ValueError("not a list of what is done")
    try:
        return [(int(id_), Target(pipeline, exporter)) for id_, pipeline, exporter in done]
    except TypeError as error:
        raise ValueError(f"not a list of what is done: {error!r}") from error
