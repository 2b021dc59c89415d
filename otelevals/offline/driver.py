"""Drives scorer processors as a pipeline does, one target after the other, and hands on what they find."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.clock import Clock, SystemClock
from otelevals.api.component import DEFAULT_STORE, Context, HoldingProcessor
from otelevals.api.decisions import Decided, DecisionKey
from otelevals.api.evaluation import EvaluationRecord
from otelevals.api.gathering import COMPLETE, Completion, Gathered
from otelevals.api.telemetry import Telemetry
from otelevals.genai.evaluations import evaluations_in
from otelevals.offline.chosen import Chosen
from otelevals.otlp.signals import Signal

MOST_CALLS = 1000
"""How many calls of scorers may wait for evaluator processes: more would be shed at some point."""
_LIGHT = 32 * 1024
"""Bytes of spans of which so many calls may wait."""
_PAUSE, _SOON = 0.002, 1.0  # seconds
_LABEL = "otelevals-label"


class Found(NamedTuple):
    """An evaluation, and what people call its target."""

    label: str
    record: EvaluationRecord


@dataclass
class _Driven:
    processor: HoldingProcessor
    names: frozenset[str]
    most: int
    """How many spans may wait for their scorers."""
    held: int = 0

    def gave(self, batches: Iterable[Batch]) -> None:
        self.held -= sum(batch.items for batch in batches)


class _Counting:
    """Counts the decisions of some scorers."""

    def __init__(self, names: Collection[str], counted: Counter[DecisionKey]) -> None:
        self._names = names
        self._counted = counted

    def keep_decisions(self, counts: Mapping[DecisionKey, int], spans: Sequence[Decided]) -> None:
        self._counted.update({key: count for key, count in counts.items() if key[0] in self._names})


class Driver:
    def __init__(
        self,
        chosen: Sequence[Chosen],
        base_dir: Path,
        receive: Callable[[Found], None],
        clock: Clock | None = None,
        pause: Callable[[float], None] = time.sleep,
        *,
        store: str = DEFAULT_STORE,
        run: str = "",
    ) -> None:
        """`receive` is told of every evaluation that counts. `pause` waits for scorers that run elsewhere. `store` is
        the URL of where judges keep their budgets, and `run` the name of the run."""
        self.decisions: Counter[DecisionKey] = Counter()
        """How often scorers decided what for which reason."""
        self._clock = clock or SystemClock()
        self._receive = receive
        self._pause = pause
        self._store, self._run = store, run
        self._driven = [self._build(each, base_dir) for each in chosen]

    def _build(self, chosen: Chosen, base_dir: Path) -> _Driven:
        names = chosen.names

        def take(payload: Payload, metadata: Metadata) -> bool:
            label = dict(metadata).get(_LABEL, "")
            for record in evaluations_in(payload.raw)[0]:
                if record.scorer in names:
                    counted = record._replace(probability=1.0)  # samplers drew it before it was a dataset
                    self._receive(Found(label or label_of(record), counted))
            return True

        context = Context(
            chosen.id,
            Telemetry(),
            clock=self._clock,
            base_dir=base_dir,
            store=self._store,
            run=self._run,
            evaluations=take,
            decisions=_Counting(names, self.decisions),
        )
        return _Driven(chosen.cls(chosen.config, context), names, MOST_CALLS // max(chosen.isolated, 1))

    def start(self) -> None:
        for each in self._driven:
            each.processor.start()

    def close(self) -> None:
        for each in self._driven:
            each.processor.shutdown()

    def logs(self, payload: Payload) -> None:
        """Log records, which may have content of spans that come later."""
        for each in self._driven:
            tuple(each.processor.take(Batch(Signal.LOGS, (payload,)), self._clock.now()))

    def score(self, payload: Payload, label: str = "", completion: Completion = COMPLETE) -> None:
        """Score the spans of whole traces. With a label they have nothing to do with other spans of the same traces."""
        metadata = ((_LABEL, label),) if label else ()
        trace_ids = {trace_id for ids in payload.ids for trace_id, _, _ in ids}
        payload.gathering = Gathered(dict.fromkeys(trace_ids, completion), metadata)
        batch = Batch(Signal.TRACES, (payload,), metadata)
        for each in self._driven:
            each.held += payload.items
            each.gave(each.processor.take(batch, self._clock.now()))
        light = sum(len(raw) for raws in payload.parts for raw in raws) <= _LIGHT
        self._tick()
        while any(each.held > (each.most if light else 0) for each in self._driven):
            self._pause(_PAUSE)
            self._tick()

    def finish(self) -> None:
        """Wait for what is still to be scored."""
        self._tick()
        while any(each.held or self._is_due_soon(each) for each in self._driven):
            self._pause(_PAUSE)
            self._tick()
        for each in self._driven:
            each.processor.finish(_SOON)
            each.gave(each.processor.drain())

    def _is_due_soon(self, driven: _Driven) -> bool:
        """Whether something goes on: other things are done after half a minute, or later."""
        due = driven.processor.due()
        return due is not None and due <= self._clock.now() + _SOON

    def _tick(self) -> None:
        """Do what is due."""
        for each in self._driven:
            now = self._clock.now()
            due = each.processor.due()
            if due is not None and due <= now:
                each.gave(each.processor.tick(now))


def label_of(record: EvaluationRecord) -> str:
    return f"{record.trace_id.hex()}/{record.span_id.hex()}"
