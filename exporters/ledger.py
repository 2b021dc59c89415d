"""The ledger exporter: keeps evaluations in the store of the service, for reports."""

import threading
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, ByteSize, Field

from otelevals.api.batch import Batch
from otelevals.api.component import Context, Exporter
from otelevals.api.config import Config, Duration
from otelevals.api.decisions import Decided, DecisionKey
from otelevals.api.errors import ConfigError, Retryable
from otelevals.api.export_config import ExporterConfig, QueueConfig
from otelevals.exporters.decision_writer import DecisionWriter
from otelevals.genai.evaluations import evaluations_in
from otelevals.otlp.signals import Signal
from otelevals.store.errors import CannotOpen, Unavailable
from otelevals.store.grouped import ClusterBy
from otelevals.store.retention import Keep
from otelevals.store.shared import STORES
from otelevals.store.store import Store
from otelevals.store.upkeep import Limits

_SMALLEST = 1024 * 1024
_DAY = 86_400.0
_TRY_AGAIN = 60.0
"""Seconds between attempts to open a store that could not be opened."""
_REMEDY = "service::store::url names another place, service::store::enabled: false switches it off"
_KEEP = {"all": Keep.ALL, "failures": Keep.FAILURES, "rollups": Keep.ROLLUPS}


def _size(value: ByteSize) -> ByteSize:
    if 0 < value < _SMALLEST:
        raise ValueError("expected 0 or at least 1MiB")
    return value


class RetentionConfig(Config):
    max_age: Duration = 90 * _DAY
    """Drop what is older; 0 keeps it whatever its age."""
    max_size: Annotated[ByteSize, AfterValidator(_size), Field(validate_default=True)] = ByteSize(1024**3)
    """Drop the oldest while more is in use; 0 means no limit."""


class LedgerExporter(Exporter):
    type = "ledger"
    signals = frozenset({Signal.EVALS})

    class Config(ExporterConfig):
        keep: Literal["all", "failures", "rollups"] = "failures"
        """Which evaluations stay by themselves, besides the sums that reports read. failures: those that failed or have
        an error, and what judges said. rollups: none."""
        settle_after: Duration = 3600.0
        """Until then every evaluation is there by itself, so that what comes twice or again is recognised."""
        cluster_by: Literal["session", "user", "trace"] = "session"
        """Whose evaluations are not independent of each other, for the intervals of reports. What has no user goes by
        session, and what has no session by trace."""
        retention: RetentionConfig = RetentionConfig()
        """How long evaluations and sums are kept, and how much of them."""
        sending_queue: QueueConfig = QueueConfig(num_consumers=1)
        required: bool = True
        """Whether nothing starts when the store cannot be opened; otherwise a warning says so, everything else runs,
        and evaluations are not kept before it can: it is tried again once a minute. A ledger that is not written, but
        implied, is not required."""

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        retention = config.retention
        self._limits = Limits(_KEEP[config.keep], config.settle_after, retention.max_age, int(retention.max_size))
        self._store: Store | None = None
        self._opening = threading.Lock()
        self._try_at: float | None = None
        """When to open the store after all."""
        self._written = context.telemetry.counter(
            "otelevals_ledger_evaluations", "Evaluations that came to the ledger.", ["exporter", "result"]
        )
        self._size = context.telemetry.gauge("otelevals_ledger_size_bytes", "Bytes that are in use.", ["exporter"])
        self._decisions = DecisionWriter(context, self._tidy)

    def start(self) -> None:
        try:
            self._open()
        except (CannotOpen, Unavailable) as error:
            if self.config.required:
                raise ConfigError(str(error)) from error
            self._try_at = self.context.clock.now() + _TRY_AGAIN
            self.context.log.warning(f"evaluations are not kept: {error} ({_REMEDY})")

    def _open(self) -> None:
        store = STORES.open(self.context.store, self.context.base_dir, self.config.timeout or 5.0)
        self._group(store)
        self.context.log.info("evaluations are kept", store=str(store.path))
        self._decisions.start(store)
        self._store, self._try_at = store, None

    def _group(self, store: Store) -> None:
        try:
            store.cluster_by(ClusterBy[self.config.cluster_by.upper()], self.context.clock.unix_nano() // 1_000_000)
        except Unavailable:
            STORES.close(store)
            raise

    def _open_after_all(self) -> None:
        with self._opening:
            if self._try_at is None or self.context.clock.now() < self._try_at:
                return
            try:
                self._open()
            except (CannotOpen, Unavailable):
                self._try_at = self.context.clock.now() + _TRY_AGAIN

    def export(self, batch: Batch) -> None:
        if self._try_at is not None:
            self._open_after_all()
        store = self._store
        if store is None:
            if self._try_at is None:
                raise Retryable("the store is not open")
            self._count("not_kept", batch.items)
            return
        evaluations, unreadable = evaluations_in(batch.body())
        now = self.context.clock.unix_nano() // 1_000_000
        added = store.add(evaluations, now)
        for result, count in (*added._asdict().items(), ("unreadable", unreadable)):
            self._count(result, count)
        self._tidy(store, now, len(evaluations))

    def keep_decisions(self, counts: Mapping[DecisionKey, int], spans: Sequence[Decided]) -> None:
        self._decisions.add(counts, spans)

    def shutdown(self) -> None:
        with self._opening:
            self._try_at = None
        self._decisions.stop()
        if self._store is not None:
            STORES.close(self._store)
            self._store = None

    def _count(self, result: str, count: int) -> None:
        if count:
            self._written.labels(str(self.context.id), result).inc(count)

    def _tidy(self, store: Store, now: int, evaluations: int) -> None:
        """What was written is written, whatever happens here."""
        try:
            store.maintain(self._limits, now, evaluations)
            self._size.labels(str(self.context.id)).set(store.size)
        except Unavailable as error:
            self.context.log.warning("the ledger could not be kept small, the next write tries again", error=str(error))
