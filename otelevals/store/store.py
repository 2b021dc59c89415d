"""One database of this process: its only connection that writes, and what can be done with it."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from otelevals.api.decisions import Decided, DecisionKey
from otelevals.api.evaluation import EvaluationRecord
from otelevals.store import rollups, sqlite
from otelevals.store.decided import Counts, OfTrace, add_decided, read_counts, read_trace
from otelevals.store.grouped import ClusterBy, Clustering, cluster_by, read_clustering
from otelevals.store.interned import DAY, Interned
from otelevals.store.judge_log import Said, read_said
from otelevals.store.migrate import migrate
from otelevals.store.not_judged import read_not_judged
from otelevals.store.runs import Target, Verdict, read_range, read_runs, read_verdicts
from otelevals.store.spending import Spending, read_spending
from otelevals.store.totals import Totals, read_grouped_totals, read_totals
from otelevals.store.upkeep import Limits, Upkeep
from otelevals.store.writing import Added, Writing

DEFAULT_PATIENCE = 5.0
_MOST_SAID = 1000


class Store:
    """Safe to use from several threads, one after the other. What cannot be done now raises Unavailable, and then
    nothing of it is done."""

    def __init__(self, path: Path, *, create: bool = True, patience: float = DEFAULT_PATIENCE) -> None:
        """Opens the database and brings its tables up to date; CannotOpen or Unavailable when that does not work."""
        self.path = path
        self._lock = threading.Lock()
        self._connection = sqlite.connect(path, create=create, patience=patience)
        try:
            migrate(self._connection, path)
        except BaseException:
            self._connection.close()
            raise
        self._interned = Interned(self._connection)
        self._upkeep = Upkeep(self._connection, self._interned)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def add(self, evaluations: Sequence[EvaluationRecord], now: int) -> Added:
        """Write evaluations, all or none, at a time in milliseconds. Repetitions change nothing."""
        with self._lock, self._transaction(now):
            writing = Writing(self._connection, self._interned, now)
            added = writing.add(evaluations)
            writing.write()
            return added

    def cluster_by(self, unit: ClusterBy, now: int) -> None:
        """Group what is written from now on, in milliseconds, so that intervals are clustered by this."""
        with self._lock, self._transaction(now):
            cluster_by(self._connection, unit, now)

    def add_decisions(self, counts: Mapping[DecisionKey, int], now: int, spans: Sequence[Decided] = ()) -> None:
        """Count decisions that were made since the last call, and note those on some of the spans."""
        with self._lock, self._transaction(now):
            numbered = [(self._interned.reason(*key), count) for key, count in counts.items()]
            rollups.add_decisions(self._connection, now, numbered)
            add_decided(self._connection, self._interned, spans, now)

    def maintain(self, limits: Limits, now: int, evaluations: int = 0) -> bool:
        """A step of keeping the store small, about as long as writing so many evaluations; whether there is more."""
        with self._lock:
            with self._transaction(now):
                more = self._upkeep.step(limits, now, evaluations)
            sqlite.give_back(self._connection, self.path)
            return more

    def totals(self, since: int, until: int, run: str = "") -> Totals:
        """The sums of what is from one time to another, in milliseconds."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_totals(self._connection, since, until, run)

    def grouped_totals(self, times: Sequence[int], run: str = "") -> list[Totals]:
        """The sums from each time to the next one, in milliseconds, with their groups."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_grouped_totals(self._connection, times, run)

    def clustering(self) -> Clustering:
        """By what the groups of sums are made."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_clustering(self._connection)

    def decisions(self, since: int, until: int) -> Counts:
        """How often scorers decided what for which reason, from one time to another, in milliseconds."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_counts(self._connection, since, until)

    def spending(self, since: int, until: int) -> Spending:
        """What judges spent from one time to another, in milliseconds."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_spending(self._connection, since, until)

    def of_trace(self, trace_id: bytes) -> OfTrace:
        """What scorers decided on the spans of a trace, and what they found."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_trace(self._connection, trace_id)

    def said(self, trace_id: bytes) -> list[Said]:
        """What judges were asked about a trace and what they said, as far as it is kept."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_said(self._connection, _MOST_SAID, trace_id)

    def not_judged(self, target: Target, scorer: str, version: str) -> EvaluationRecord | None:
        """The error in place of a verdict on live traffic, as it was kept, without its text."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_not_judged(self._connection, target, scorer, version)

    def runs(self) -> list[str]:
        """The names of the offline runs that there are."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_runs(self._connection)

    def range_of(self, run: str) -> tuple[int, int] | None:
        """From when to when there are sums of an offline run, in milliseconds; None where there are none."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_range(self._connection, run)

    def verdicts(self, run: str, targets: Iterable[Target]) -> dict[Target, list[Verdict]]:
        """What an offline run found of these targets."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return read_verdicts(self._connection, run, targets)

    @property
    def size(self) -> int:
        """Bytes in use."""
        with self._lock, sqlite.reading(self._connection, self.path):
            return sqlite.size(self._connection)

    @contextmanager
    def _transaction(self, now: int) -> Iterator[None]:
        try:
            with sqlite.transaction(self._connection, self.path):
                self._interned.begin(now // DAY)
                yield
        except BaseException:
            self._interned.forget()
            raise
