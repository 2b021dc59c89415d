"""A pipeline in small: spans through group_by_trace and scorer, log records through scorer, and a clock set by hand."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.component import ComponentId, Context, HoldingProcessor
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.anyvalue import encode_attributes, to_python
from otelevals.otlp.signals import Signal
from otelevals.processors.group_by_trace import GroupByTraceProcessor
from otelevals.processors.scorer import ScorerProcessor
from tests.processors.build import batch, payload, spans_of

SECOND = 1_000_000_000
T0 = 1_700_000_000 * SECOND

CHECKS = '''
from otelevals import Score

def seen(output, context=(), session=None):
    """Says what a judge of faithfulness would see."""
    return Score(1.0, explanation=" | ".join([output, *context, f"session {session}"]))
'''


class Verdict(NamedTuple):
    """An evaluation as it comes out of the evals pipelines."""

    span_id: int
    name: str
    explanation: str | None
    revision: int
    flags: frozenset[str]


class Line:
    def __init__(self, folder: Path, scorers: Any = None, group: dict[str, Any] | None = None, **options: Any) -> None:
        """`group`: the options of group_by_trace, which is left out without any."""
        (folder / "checks.py").write_text(CHECKS)
        self.clock = ManualClock()
        self.telemetry = Telemetry()
        self.verdicts: list[Verdict] = []
        self.out: dict[int, list[Span]] = {}
        """The spans that came out, by their ids."""
        self.has_room = True
        self._passed: list[Batch] = []
        entries = scorers or {"seen": {"type": "python", "path": f"{folder}/checks.py:seen"}}
        shared: dict[str, Any] = {}
        config = ScorerProcessor.Config.model_validate({"scorers": entries, **options})
        self.scorer, self.logs = (ScorerProcessor(config, self._context("scorer", shared)) for _ in range(2))
        grouping = GroupByTraceProcessor.Config.model_validate(group or {})
        self.stages: list[HoldingProcessor] = [self.scorer]
        if group is not None:
            self.stages.insert(0, GroupByTraceProcessor(grouping, self._context("group_by_trace", {})))

    def send(self, *spans: Span, service: str = "shop", metadata: Metadata = ()) -> None:
        """A request with these spans."""
        given = batch(payload(*spans, resource={"service.name": service}), metadata=metadata)
        self._through(self.stages, [given])

    def pass_on(self, metadata: Metadata) -> None:
        """Give the scorer what passed, from somebody who held it and made its metadata these."""
        kept, self._passed = self._passed, []
        self._through([self.scorer], [Batch(each.signal, each.payloads, metadata) for each in kept])

    def log(self, *records: LogRecord, service: str = "shop") -> None:
        request = ExportLogsServiceRequest()
        group = request.resource_logs.add()
        group.resource.MergeFromString(encode_attributes(1, {"service.name": service}))
        group.scope_logs.add().log_records.extend(records)
        given = Payload.received(Signal.LOGS, request.SerializeToString())
        (result,) = self.logs.take(Batch(Signal.LOGS, (given,)), self.clock.now())
        assert result.payloads == (given,)

    def wait(self, seconds: float) -> None:
        """Let time pass, and everything happen that is due."""
        end = self.clock.now() + seconds
        while (dues := [due for stage in self.stages if (due := stage.due()) is not None]) and min(dues) <= end:
            self.clock.advance(max(0.0, min(dues) - self.clock.now()))
            self._tick()
        self.clock.advance(end - self.clock.now())

    def drain(self) -> None:
        for place, stage in enumerate(self.stages):
            stage.finish(1)
            self._through(self.stages[place + 1 :], stage.drain())

    def written(self, span_id: int) -> dict[str, Any]:
        """The results on the last copy of a span that came out."""
        attributes = self.out[span_id][-1].attributes
        return {item.key: to_python(item.value) for item in attributes if item.key.startswith("eval.")}

    def explanation(self, span_id: int, name: str = "seen") -> Any:
        return self.written(span_id).get(f"eval.{name}.explanation")

    def decisions(self, scorer: str = "seen") -> dict[str, float]:
        """How often each was made."""
        names = ("scored", "duplicate", "wrong_kind", "missing_input", "content_off")
        found = {
            name: self.telemetry.value("otelevals_decisions_total", scorer=scorer, decision=name) for name in names
        }
        return {name: count for name, count in found.items() if count}

    def _tick(self) -> None:
        now = self.clock.now()
        for place, stage in enumerate(self.stages):
            if (due := stage.due()) is not None and due <= now:
                self._through(self.stages[place + 1 :], stage.tick(now))

    def _through(self, stages: Iterable[HoldingProcessor], batches: Iterable[Batch]) -> None:
        for stage in stages:
            batches = [result for each in batches for result in stage.take(each, self.clock.now())]
        out = list(batches)
        self._passed += out
        for each in out:
            for span in spans_of(each):
                self.out.setdefault(int.from_bytes(span.span_id, "big"), []).append(span)

    def _context(self, name: str, shared: dict[str, Any]) -> Context:
        return Context(
            ComponentId(name), self.telemetry, clock=self.clock, shared=shared, evaluations=self._evaluations
        )

    def _evaluations(self, given: Payload, metadata: Metadata) -> bool:
        if self.has_room:
            self.verdicts += verdicts_of(given)
        return self.has_room


def verdicts_of(given: Payload) -> Iterator[Verdict]:
    request = ExportLogsServiceRequest.FromString(given.raw)
    for record in (
        record for group in request.resource_logs for part in group.scope_logs for record in part.log_records
    ):
        said = {item.key: to_python(item.value) for item in record.attributes}
        flags = frozenset(flag for flag in ("partial", "withdrawn") if said.get(f"otelevals.{flag}"))
        yield Verdict(
            int.from_bytes(record.span_id, "big"),
            said["gen_ai.evaluation.name"],
            said.get("gen_ai.evaluation.explanation"),
            said["otelevals.revision"],
            flags,
        )


def span(number: int, parent: int = 0, at: float = 0.0, seconds: float = 1.0, trace: int = 1, **said: Any) -> Span:
    """A span by its number, which started `at` seconds after the others; names of attributes have _ for their dots."""
    return Span(
        trace_id=trace.to_bytes(16, "big"),
        span_id=number.to_bytes(8, "big"),
        parent_span_id=parent.to_bytes(8, "big") if parent else b"",
        name=f"span {number}",
        flags=0x101,
        start_time_unix_nano=T0 + int(at * SECOND),
        end_time_unix_nano=T0 + int((at + seconds) * SECOND),
        attributes=Span.FromString(encode_attributes(9, said)).attributes,
    )


def chat(number: int, parent: int = 0, *, answer: str | None = None, question: str = "why?", **rest: Any) -> Span:
    said: dict[str, Any] = {"gen_ai.operation.name": "chat"}
    if answer is not None:
        said |= {"gen_ai.input.messages": messages(question, "user"), "gen_ai.output.messages": messages(answer)}
    return span(number, parent, **{**said, **rest})


def retrieval(number: int, parent: int = 0, *texts: str, **rest: Any) -> Span:
    documents = orjson.dumps([{"content": text} for text in texts]).decode()
    said = {"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.documents": documents}
    return span(number, parent, **{**said, **rest})


def messages(text: str, role: str = "assistant") -> str:
    return orjson.dumps([{"role": role, "parts": [{"type": "text", "content": text}]}]).decode()


def content(number: int, answer: str, question: str = "why?", trace: int = 1) -> LogRecord:
    """A log record with the content of a span."""
    said = {"gen_ai.input.messages": messages(question, "user"), "gen_ai.output.messages": messages(answer)}
    return LogRecord(
        trace_id=trace.to_bytes(16, "big"),
        span_id=number.to_bytes(8, "big"),
        event_name="gen_ai.client.inference.operation.details",
        time_unix_nano=T0,
        attributes=Span.FromString(encode_attributes(9, said)).attributes,
    )
