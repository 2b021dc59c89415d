"""Collects requests into larger batches, which costs exporters less and compresses better.

A batch keeps its requests apart. Only a request that is larger than `send_batch_max_size` is divided.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Self

from pydantic import Field, model_validator

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.component import Context, HoldingProcessor
from otelevals.api.config import Duration
from otelevals.otlp.shadow import frame_scopes
from otelevals.otlp.signals import Signal

_SIZES = (10, 25, 50, 75, 100, 250, 500, 750, *range(1000, 10_000, 1000), 10_000, 20_000, 30_000, 50_000, 100_000)


@dataclass(slots=True)
class _Group:
    """What waits under one metadata."""

    signal: Signal
    deadline: float
    payloads: list[Payload] = field(default_factory=list)
    items: int = 0


class BatchProcessor(HoldingProcessor):
    type = "batch"
    signals = frozenset(Signal)

    class Config(HoldingProcessor.Config):
        timeout: Duration = 0.2
        """The longest that data waits; 0 sends everything at once."""
        send_batch_size: Annotated[int, Field(ge=0)] = 8192
        """Send when so many spans, log records or data points wait; 0 sends everything at once."""
        send_batch_max_size: Annotated[int, Field(ge=0)] = 0
        """The largest batch; larger ones are divided. 0 means no limit."""
        metadata_keys: list[str] = Field(default_factory=list)
        """The request headers that keep batches apart, and the only ones kept. Without it, all of them do and are."""
        metadata_cardinality_limit: Annotated[int, Field(ge=0)] = 1000
        """How many sets of header values may wait at once; what exceeds it is sent unbatched. 0 means no limit."""

        @model_validator(mode="after")
        def _consistent(self) -> Self:
            if self.send_batch_max_size and self.send_batch_max_size < self.send_batch_size:
                raise ValueError("send_batch_max_size must not be less than send_batch_size")
            names = [key.lower() for key in self.metadata_keys]
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"metadata_keys names {name!r} more than once (case does not matter)")
            return self

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._keys = frozenset(key.lower() for key in config.metadata_keys)
        self._at_once = config.timeout == 0 or config.send_batch_size == 0
        self._groups: dict[Metadata, _Group] = {}  # in the order of their deadlines
        telemetry, labels = context.telemetry, {"processor": str(context.id)}
        self._sent = telemetry.histogram(
            "otelcol_processor_batch_batch_send_size", "Number of units in the batch.", list(labels), _SIZES
        ).labels(**labels)
        self._by_size, self._by_timeout, self._unbatched = (
            telemetry.counter(name, text, list(labels)).labels(**labels)
            for name, text in (
                ("otelcol_processor_batch_batch_size_trigger_send", "Batches sent because they were large enough."),
                ("otelcol_processor_batch_timeout_trigger_send", "Batches sent because of their age."),
                ("otelevals_processor_batch_unbatched", "Batches sent at once for want of room for their metadata."),
            )
        )
        self._cardinality = telemetry.gauge(
            "otelcol_processor_batch_metadata_cardinality", "Sets of metadata that wait.", list(labels)
        ).labels(**labels)

    @property
    def longest_hold(self) -> float:
        timeout: float = self.config.timeout
        return timeout

    def take(self, batch: Batch, now: float) -> list[Batch]:
        metadata = self._kept(batch.metadata)
        group = self._groups.get(metadata)
        if group is None:
            group = _Group(batch.signal, now + self.config.timeout)
            limit = self.config.metadata_cardinality_limit
            if limit and len(self._groups) >= limit:
                self._unbatched.inc()
                self._add(group, batch)
                return self._send(group, metadata)
            self._groups[metadata] = group
        self._add(group, batch)
        if not self._at_once and group.items < self.config.send_batch_size:
            self._cardinality.set(len(self._groups))
            return []
        del self._groups[metadata]
        least = 1 if self._at_once else self.config.send_batch_size
        sent = self._send(group, metadata, least)
        self._by_size.inc(len(sent))
        if group.payloads:
            group.deadline = now + self.config.timeout
            self._groups[metadata] = group
        self._cardinality.set(len(self._groups))
        return sent

    def due(self) -> float | None:
        return next((group.deadline for group in self._groups.values()), None)

    def tick(self, now: float) -> list[Batch]:
        return self._flush([metadata for metadata, group in self._groups.items() if group.deadline <= now])

    def drain(self) -> list[Batch]:
        return self._flush(list(self._groups))

    def _flush(self, ripe: list[Metadata]) -> list[Batch]:
        sent = [batch for metadata in ripe for batch in self._send(self._groups.pop(metadata), metadata)]
        self._by_timeout.inc(len(sent))
        self._cardinality.set(len(self._groups))
        return sent

    def _kept(self, metadata: Metadata) -> Metadata:
        if not self._keys or not metadata:
            return metadata
        return tuple(sorted((pair for pair in metadata if pair[0] in self._keys), key=_name))

    def _add(self, group: _Group, batch: Batch) -> None:
        batch.settle()
        limit = self.config.send_batch_max_size
        for payload in batch.payloads:
            group.payloads.extend(_pieces(payload, limit) if limit else (payload,))
        group.items += batch.items

    def _send(self, group: _Group, metadata: Metadata, least: int = 0) -> list[Batch]:
        """Take batches out of the group for as long as it has `least` items or, with 0, anything."""
        sent = []
        while group.payloads and group.items >= least:
            count, items = self._fitting(group)
            payloads = tuple(group.payloads[:count])
            del group.payloads[:count]
            group.items -= items
            self._sent.observe(items)
            sent.append(Batch(group.signal, payloads, metadata))
        return sent

    def _fitting(self, group: _Group) -> tuple[int, int]:
        """How many payloads make the next batch, and their items."""
        limit = self.config.send_batch_max_size
        if not limit or group.items <= limit:
            return len(group.payloads), group.items
        total = 0
        for count, payload in enumerate(group.payloads):
            if count and total + payload.items > limit:
                return count, total
            total += payload.items
        return len(group.payloads), total


def _name(pair: tuple[str, str]) -> str:
    return pair[0]


def _pieces(payload: Payload, limit: int) -> Iterator[Payload]:
    """The payload in pieces of at most so many items; a metric with more data points stays whole."""
    if payload.items <= limit:
        yield payload
        return
    members = sum(len(scope.items) for _, scope in frame_scopes(payload.frame))
    if members == 1:
        yield payload
        return
    # fewer than the payload has, so that it is divided in any case: metrics without data points exist
    size = max(1, min(members * limit // payload.items, payload.items - 1))
    for piece in payload.split(size):
        yield from _pieces(piece, limit)
