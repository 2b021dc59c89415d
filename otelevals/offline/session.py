"""One offline run: targets in, their evaluations into the ledger, sums and a comparison out."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from otelevals.api.batch import Payload
from otelevals.api.clock import Clock, SystemClock
from otelevals.api.gathering import COMPLETE, Completion
from otelevals.api.span import Span
from otelevals.offline.against import Against
from otelevals.offline.chosen import Chosen
from otelevals.offline.driver import Driver, Found
from otelevals.offline.payloads import Written, of_row, of_trace
from otelevals.offline.results import Results
from otelevals.offline.rows import Row
from otelevals.store.store import Store

_AT_ONCE = 500
_MILLISECOND = 1_000_000


class Run(NamedTuple):
    name: str
    window: str
    """The hash of what is scored."""


class Session:
    def __init__(
        self,
        run: Run,
        chosen: Sequence[Chosen],
        base_dir: Path,
        store: Store,
        results: Results,
        against: Against | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.results = results
        self._run = run
        self._store = store
        self._against = against
        self._clock = clock or SystemClock()
        url = f"sqlite:///{store.path.absolute()}"
        self._driver = Driver(chosen, base_dir, self._found, self._clock, store=url, run=run.name)
        self.decisions = self._driver.decisions
        scorers = [(each.config.prefix, name) for each in chosen for name in each.config.scorers]
        self._written = Written(
            tuple([f"{prefix}.{name}." for prefix, name in scorers]), frozenset([name for _, name in scorers])
        )
        self._waiting: list[Found] = []

    def __enter__(self) -> "Session":
        self._driver.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.close()

    def score_row(self, row: Row) -> None:
        if row.failure is not None:
            self.results.task_failed(row.id, ": ".join(filter(None, row.failure)))
        self._driver.score(of_row(row.span(self._clock.unix_nano())), row.id)
        self._keep(_AT_ONCE)

    def read_logs(self, payload: Payload) -> None:
        """Log records, before the spans that they may have content of."""
        self._driver.logs(payload)

    def score_trace(self, spans: Iterable[Span], completion: Completion = COMPLETE) -> None:
        self._driver.score(of_trace(spans, self._written), completion=completion)
        self._keep(_AT_ONCE)

    def finish(self) -> None:
        """Wait for what is still to be scored, and keep it."""
        self._driver.finish()
        self._keep(1)
        if self._against is not None:
            self._against.finish()

    def _found(self, found: Found) -> None:
        record = found.record._replace(run=self._run.name, window=self._run.window)
        self._waiting.append(found._replace(record=record))
        self.results.add(found)

    def _keep(self, least: int) -> None:
        """Write what was found, when it is so much."""
        if len(self._waiting) < least:
            return
        batch, self._waiting = self._waiting, []
        self._store.add([found.record for found in batch], self._clock.unix_nano() // _MILLISECOND)
        if self._against is not None:
            self._against.add(batch)
