"""A stepped service with a journal that gathers traces, and what becomes of spans and traces over several lives."""

from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Batch, Metadata
from otelevals.api.component import Processor
from otelevals.api.errors import Retryable
from otelevals.api.gathering import Completion
from otelevals.api.registry import Registry
from otelevals.api.trace_key import TraceKey, trace_key
from otelevals.config import load
from otelevals.journal.journal import Limits
from otelevals.otlp.signals import Signal
from otelevals.processors.attributes import AttributesProcessor
from otelevals.processors.batch import BatchProcessor
from otelevals.processors.filter import FilterProcessor
from otelevals.processors.group_by_trace import GroupByTraceProcessor
from otelevals.testing import MemoryExporter, names_in
from tests.journal.memory_disk import MemoryDisk
from tests.processors.build import payload
from tests.simulation.components import Door
from tests.simulation.service import SteppedService

Trace = tuple[str, list[str], str]
"""The pipeline's witness, the names of the spans that it saw together, and why some may be missing."""


class Witness(Processor):
    """Says which spans of a trace it has seen when somebody says that it is complete."""

    type = "witness"
    told: list[Trace]

    def __init__(self, config: Any, context: Any) -> None:
        super().__init__(config, context)
        self._seen = defaultdict[TraceKey, list[str]](list)

    def process(self, batch: Batch) -> Batch:
        complete = dict[bytes, Completion]()
        for part in batch.payloads:
            assert part.gathering is not None
            for span in part.spans:
                self._seen[trace_key(batch.metadata, span.ids.trace_id)].append(span.message.name)
                completion = part.gathering.completion(span.ids.trace_id)
                if completion is not None:
                    complete[span.ids.trace_id] = completion
            part.gathering.listen(self._completed)
        for trace_id, completion in complete.items():
            self._completed(trace_key(batch.metadata, trace_id), completion)
        return batch

    def _completed(self, key: TraceKey, completion: Completion) -> None:
        names = sorted(self._seen.pop(key, []))
        self.told.append((self.context.id.name, names, completion.partial))


class Sink(MemoryExporter):
    type = "sink"


PROCESSORS = (AttributesProcessor, BatchProcessor, FilterProcessor, GroupByTraceProcessor, Witness)


def registry() -> Registry:
    result = Registry(points=[])
    result.add("receivers", Door)
    result.add("exporters", Sink)
    for cls in PROCESSORS:
        result.add("processors", cls)
    return result


class World(SteppedService):
    drain_time = 5.0

    def __init__(
        self, pipelines: Mapping[str, list[str]], processors: Mapping[str, Any] | None = None, **door: Any
    ) -> None:
        """Pipelines by name, each with its processors and an exporter of its name."""
        super().__init__(MemoryDisk(), MemoryDisk(), Limits(10**8, "always"))
        self.pipelines, self.processors, self.door = dict(pipelines), dict(processors or {}), door
        self.down: set[str] = set()
        """Exporters that take nothing."""
        self.taken = defaultdict[str, list[str]](list)
        """The names of the spans that came to each exporter."""
        self.told = Witness.told = list[Trace]()
        self.start()

    # Its lives

    def start(self) -> None:
        self.begin(self.loaded())
        self._watch()

    def crash(self) -> None:
        """It is killed, and begins again."""
        self.start()
        self.settle()

    def restart(self) -> None:
        self.stop()
        self.start()
        self.settle()

    def replace(self) -> None:
        """It reloads, and the graph that was replaced ends."""
        self.reload(self.loaded())
        self._watch()
        self.retire()
        self.settle()

    def loaded(self) -> Any:
        named = dict.fromkeys(id_ for ids in self.pipelines.values() for id_ in ids)
        tree = {
            "receivers": {"door": {"journal": {"directory": "unused"}, **self.door}},
            "processors": {id_: self.processors.get(id_) or {} for id_ in named},
            "exporters": {f"sink/{name}": {} for name in self.pipelines},
            "service": {
                "pipelines": {
                    f"traces/{name}": {"receivers": ["door"], "processors": ids, "exporters": [f"sink/{name}"]}
                    for name, ids in self.pipelines.items()
                }
            },
        }
        return load(["env:c"], [], registry(), {"c": repr(tree)})

    def _watch(self) -> None:
        for id_, outlet in self.graph.outlets.items():
            exporter: Any = outlet.exporter
            exporter.outcome = lambda batch, name=id_.name: self._take(name, batch)

    def _take(self, name: str, batch: Batch) -> None:
        if name in self.down:
            raise Retryable("down", after=1)
        self.taken[name] += names_in(batch.signal, batch.body())

    # What happens in them

    def send(self, *spans: Span, metadata: Metadata = ()) -> Future[None] | None:
        (inlet,) = self.graph.inlets.values()
        answer = inlet.intakes[Signal.TRACES].submit(payload(*spans), metadata)
        self.settle()
        return answer

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.settle()

    # What became of it

    @property
    def entries(self) -> int:
        """How many requests wait in the journal."""
        return self.ledger._journal.count

    @property
    def open_traces(self) -> int:
        processors = self.graph.processors
        return sum(len(each._gatherer) for each in processors if isinstance(each, GroupByTraceProcessor))
