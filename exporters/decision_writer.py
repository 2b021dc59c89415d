"""Writes what scorers decided to the store of the service, about once a second, in a thread of its own."""

import threading
from collections.abc import Callable, Mapping, Sequence

from otelevals.api.component import Context
from otelevals.api.decisions import OTHER_REASONS, Decided, DecisionKey
from otelevals.store.errors import Unavailable
from otelevals.store.store import Store

PERIOD = 1.0
MOST_SPANS = 2000
"""Spans that may wait to be written, and so how many are noted in a second; decisions on others are only counted."""
MOST_COUNTS = 10_000


class DecisionWriter:
    """Holds nothing before it is started and after it was stopped."""

    def __init__(self, context: Context, tidy: Callable[[Store, int, int], None]) -> None:
        """`tidy` is called after each write, with the time in milliseconds and how many spans were written."""
        self._context = context
        self._tidy = tidy
        self._store: Store | None = None
        self._lock = threading.Lock()
        self._counts: dict[DecisionKey, int] = {}
        self._spans: dict[tuple[bytes, bytes, int], Decided] = {}
        """By their ids and revision: what scorers decide that run elsewhere is told later than the rest."""
        self._failed = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="decisions", daemon=True)
        telemetry, id_ = context.telemetry, str(context.id)
        decisions = telemetry.counter(
            "otelevals_ledger_decisions", "Decisions that were to be counted in the ledger.", ["exporter", "result"]
        )
        self._written, self._lost = (decisions.labels(id_, result) for result in ("written", "lost"))
        self._not_noted = telemetry.counter(
            "otelevals_ledger_spans_not_noted", "Spans of which it is not noted what scorers decided.", ["exporter"]
        ).labels(id_)
        self._failures = telemetry.counter(
            "otelevals_ledger_failed_decision_writes", "Writes of decisions that were not possible.", ["exporter"]
        ).labels(id_)

    def start(self, store: Store) -> None:
        self._store = store
        self._thread.start()

    def stop(self) -> None:
        """Write what is there, and end; not when that was just not possible, so that nobody waits twice for it."""
        if self._store is None:
            return
        self._stopping.set()
        self._thread.join()
        if not self._failed:
            self.write()
        with self._lock:
            self._store = None
            self._lost.inc(sum(self._counts.values()))
            self._counts = {}

    def add(self, counts: Mapping[DecisionKey, int], spans: Sequence[Decided]) -> None:
        """Take decisions to write. Counts that cannot be written wait for the next time; of spans there is room for so
        many, and those that came last are left out."""
        with self._lock:
            if self._store is None:
                return
            for key, count in counts.items():
                self._count(key, count)
            left_out = sum([not self._note(span) for span in spans])
        self._not_noted.inc(left_out)

    def write(self) -> None:
        """Write what was added."""
        with self._lock:
            store = self._store
            counts, self._counts = self._counts, {}
            spans, self._spans = [*self._spans.values()], {}
        if store is None or not counts:
            return
        now = self._context.clock.unix_nano() // 1_000_000
        try:
            store.add_decisions(counts, now, spans)
        except Unavailable as error:
            self._put_back(counts, spans, error)
            return
        self._written.inc(sum(counts.values()))
        if self._failed:
            self._failed = False
            self._context.log.info("decisions of scorers are written again")
        self._tidy(store, now, len(spans))

    def _put_back(self, counts: Mapping[DecisionKey, int], spans: Sequence[Decided], error: Unavailable) -> None:
        with self._lock:
            for key, count in counts.items():
                self._count(key, count)
        self._not_noted.inc(len(spans))
        self._failures.inc()
        if not self._failed:
            self._failed = True
            self._context.log.warning("decisions of scorers cannot be written, they wait", error=str(error))

    def _note(self, span: Decided) -> bool:
        """Whether there is room."""
        key = span.trace_id, span.span_id, span.revision
        before = self._spans.get(key)
        if before is not None:
            span = span._replace(decisions=[*before.decisions, *span.decisions])
        elif len(self._spans) >= MOST_SPANS:
            return False
        self._spans[key] = span
        return True

    def _count(self, key: DecisionKey, count: int) -> None:
        if key not in self._counts and len(self._counts) >= MOST_COUNTS:
            key = (*key[:2], OTHER_REASONS)
        self._counts[key] = self._counts.get(key, 0) + count

    def _work(self) -> None:
        while not self._stopping.wait(PERIOD):
            self.write()
