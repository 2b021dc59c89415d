"""Gathers the spans of each trace, so that what comes after sees it whole: held back until then, or watched passing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.component import Context, HoldingProcessor
from otelevals.api.config import Config as BaseConfig
from otelevals.api.config import Duration
from otelevals.api.gauges import Read, SharedGauges
from otelevals.api.places import Place
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.otlp.span_ids import span_ids
from otelevals.traces.gatherer import PUSHED_OUT, Done, Gatherer, Limits, Waits
from otelevals.traces.open_trace import OpenTrace, Origin
from otelevals.traces.passing import Announcements, Passing
from otelevals.traces.placed import warnings
from otelevals.traces.release import batches, payloads

_MIB = 1024 * 1024


def _refuse(value: bool) -> bool:
    if value:
        raise ValueError("not available, as in the Collector")
    return value


class GroupByTraceProcessor(HoldingProcessor):
    type: ClassVar[str] = "group_by_trace"
    aliases: ClassVar[tuple[str, ...]] = ("groupbytrace",)
    signals: ClassVar[frozenset[Signal]] = frozenset({Signal.TRACES})

    class Config(BaseConfig):
        hold: Literal["all", "none"] = "all"
        """Hold the spans until their trace is complete, or none: they pass at once, scorers keep copies of GenAI spans
        and score them when the trace is complete, and the scores go to the evals pipelines alone."""
        root_ended: Duration = 2.0
        """A trace is complete when its root has come and nothing else has come for so long."""
        idle: Duration = 10.0
        """A trace without a root is complete when nothing has come for so long, unless one of its spans is known to be
        under another one of the same process, which has then not ended."""
        max_wait: Duration = 600.0
        """The longest that a trace is waited for; then it goes on as partial."""
        wait_duration: Duration | None = None
        """Let every trace go so long after its first span, as the Collector does; the three options above do not apply
        then."""
        num_traces: Annotated[int, Field(ge=1)] = 1_000_000
        """How many traces may be open; those that were quiet for longest go on as partial."""
        max_spans: Annotated[int, Field(ge=1)] = 1_000_000
        """How many spans open traces may have, in the same way."""
        max_bytes: Annotated[int, Field(ge=1)] = 256 * _MIB
        """How much memory open traces may take, in the same way."""
        num_workers: Annotated[int, Field(ge=1)] = 1
        """Taken for the sake of the Collector's configurations: one thread does the work, whatever is written."""
        discard_orphans: Annotated[bool, AfterValidator(_refuse)] = False
        """Not available, as in the Collector."""
        store_on_disk: Annotated[bool, AfterValidator(_refuse)] = False
        """Not available, as in the Collector; with a journal at the receiver open traces survive a restart."""

    def __init__(self, config: Any, context: Context) -> None:
        super().__init__(config, context)
        self._holds = config.hold == "all"
        self.follows_up = not self._holds
        limits = Limits(config.num_traces, config.max_spans, config.max_bytes)
        waits = Waits(config.root_ended, config.idle, config.max_wait, config.wait_duration)
        self._gatherer = Gatherer(limits, waits, keep=self._holds)
        self._announcements = Announcements(self._gatherer.is_open)
        self._left: dict[Metadata, list[tuple[Origin, bytes]]] = {}
        self._open: dict[Any, set[bytes]] = {}
        """After a drain, the traces of each request that comes again."""
        telemetry, labels = context.telemetry, {"processor": str(context.id)}
        self._traces_released, self._spans_released, self._evicted, self._incomplete, self._parentless = (
            telemetry.counter(name, text, list(labels)).labels(**labels)
            for name, text in (
                ("otelcol_processor_groupbytrace_traces_released", "Traces that went on."),
                ("otelcol_processor_groupbytrace_spans_released", "Spans that went on with their trace."),
                ("otelcol_processor_groupbytrace_traces_evicted", "Traces that went on for want of memory."),
                ("otelcol_processor_groupbytrace_incomplete_releases", "Traces that went on as partial."),
                (
                    "otelevals_processor_groupbytrace_parents_given_up",
                    "Traces that went on when a span that had not ended was waited for as long as allowed.",
                ),
            )
        )
        self._gauges = SharedGauges(telemetry, labels, _GAUGES, self)

    @classmethod
    def warnings(cls, config: Any, places: Sequence[Place]) -> Iterable[str]:
        return warnings(config.hold == "all", places)

    def start(self) -> None:
        self._gauges.show()

    def shutdown(self) -> None:
        self._gauges.hide()

    @property
    def longest_hold(self) -> float:
        fixed, longest = self.config.wait_duration, self.config.max_wait
        wait: float = longest if fixed is None else fixed
        return wait if self._holds else 0.0

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        passing: list[Payload] = []
        gathering = Passing(self._announcements, batch.metadata)
        for payload in batch.payloads:
            strays = self._gatherer.add(payload, batch.metadata, now)
            if not self._holds:
                passing.append(payload.gathered_by(gathering))
            if strays is not None:
                stray = payload.with_parts(strays, only_fewer=True)
                assert stray is not None
                if self._holds:
                    passing.append(stray)
                elif payload.account is not None:
                    self.followed_up(payload.account, stray.items)
        yield from [Batch(batch.signal, tuple(passing), batch.metadata)] if passing else ()
        yield from self._end(self._gatherer.surplus())

    def due(self) -> float | None:
        return self._gatherer.due()

    def tick(self, now: float) -> Iterable[Batch]:
        return self._end(self._gatherer.ripe(now))

    def drain(self) -> Iterable[Batch]:
        return self._end(done for done in self._gatherer.everything() if self._ends_here(done.trace))

    def still_follows(self, account: Any) -> Callable[[bytes], bool]:
        traces = self._open.get(account, set())
        return lambda raw: _trace_id(raw) in traces

    def rest(self) -> Iterable[Batch]:
        for metadata, spans in self._left.items():
            yield Batch(Signal.TRACES, payloads(spans), metadata)
        self._left.clear()

    def _ends_here(self, trace: OpenTrace) -> bool:
        """Whether anything of a trace is left when what is in a journal is taken out of it: that comes again."""
        if not self._holds:
            durable = [account for account in trace.accounts if account.durable]
            for account in durable:
                self._open.setdefault(account, set()).add(trace.trace_id)
            return not durable
        again = trace.take_out(_comes_again)
        if again:
            self._left.setdefault(trace.metadata, []).extend(again)
        return trace.spans > 0

    def _end(self, done: Iterable[Done]) -> Iterator[Batch]:
        counts = Counter[str]()
        watched = self._watched(done, counts)
        try:
            yield from batches(watched) if self._holds else self._announced(watched)
        finally:
            if counts:
                self._traces_released.inc(counts["traces"])
                self._spans_released.inc(counts["spans"])
                self._incomplete.inc(counts["partial"])
                self._evicted.inc(counts[PUSHED_OUT.partial])
                self._parentless.inc(counts["parentless"])

    def _watched(self, done: Iterable[Done], counts: Counter[str]) -> Iterator[Done]:
        for each in done:
            counts["traces"] += 1
            counts["spans"] += each.trace.spans
            if each.completion.partial:
                counts["partial"] += 1
                counts[each.completion.partial] += 1
                counts["parentless"] += each.completion is self._gatherer.too_late and each.trace.patient
            yield each

    def _announced(self, done: Iterable[Done]) -> Iterator[Batch]:
        failed: Exception | None = None
        for trace, completion, _ in done:
            failed = self._announcements.tell(trace.key, completion) or failed
            for account, items in trace.accounts.items():
                self.followed_up(account, items)
        if failed is not None:
            raise failed  # for the engine to log
        yield from ()


_GAUGES: dict[str, tuple[str, Read[GroupByTraceProcessor]]] = {
    "otelcol_processor_groupbytrace_conf_num_traces": (
        "How many traces may be open.",
        lambda processors: processors[-1].config.num_traces,
    ),
    "otelcol_processor_groupbytrace_num_traces_in_memory": (
        "Open traces.",
        lambda processors: sum(len(each._gatherer) for each in processors),
    ),
    "otelevals_processor_groupbytrace_bytes_in_memory": (
        "What open traces take.",
        lambda processors: sum(each._gatherer.bytes for each in processors),
    ),
}


def _comes_again(origin: Origin) -> bool:
    return origin.account is not None and origin.account.durable


def _trace_id(raw: bytes) -> bytes:
    try:
        return span_ids(raw)[0]
    except MalformedRequest:
        return b""
