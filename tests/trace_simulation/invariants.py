"""What must be true of a service that gathers and scores traces: at any time, of each trace that is over, at rest."""

from collections.abc import Iterable, Iterator
from math import inf
from typing import Any

from otelevals.api.telemetry import Telemetry
from otelevals.pipeline.ledger import Ledger
from otelevals.processors.group_by_trace import GroupByTraceProcessor
from otelevals.processors.scorer import ScorerProcessor
from otelevals.scoring.outcome import Decision
from tests.trace_simulation.configurations import IDLE, MAX_AGE, Setting
from tests.trace_simulation.oracle import Counts, Violation
from tests.trace_simulation.plot import TOP
from tests.trace_simulation.story import Item, Record, Story

EXPORTERS = ("sink/one", "sink/two")
SCORERS = ("seen", "top", "flaky")
_GROUP = ("spans_released", "traces_evicted")
SLACK = 5.0
"""Seconds that the steps of a simulation may add to a wait."""


def check_story(story: Story, setting: Setting) -> str:
    """Of a trace of which all has come and was decided. Says how much could be known of it."""
    for item in story.items:
        for exporter in EXPORTERS:
            _check_arrivals(item, item.arrived[exporter], exporter, missed=setting.tight)
    if story.disturbed:
        return "with a part that an end of the service hid"
    for span_id, item in story.spans.items():
        if item.genai != bool(story.reports[span_id]):
            raise Violation(f"{_said(story, item.name)}: {story.reports[span_id]} decisions, GenAI is {item.genai}")
    if not story.plot.truth:
        return "about other things"
    if unknown := _unknown(story, setting):
        return unknown
    _check_evaluations(story, setting)
    return "evaluated as it is true"


def _check_arrivals(item: Item, times: int, exporter: str, *, missed: bool) -> None:
    """`missed`: the exporter may have missed a part of a request, and got all of it again."""
    crashes = item.story.crashes
    least = item.kept + (0 if crashes else item.lent)
    most = inf if missed else item.kept * (1 + crashes) + item.lent
    if not least <= times <= most:
        said = f"accepted {item.accepted} times, {item.kept} of them into the journal, and {crashes} crashes"
        raise Violation(f"{_said(item.story, item.name)}: {times} times at {exporter}; {said}")


def _unknown(story: Story, setting: Setting) -> str:
    """Why scorers cannot know all of it; empty when they can."""
    if setting.forgetful and (story.notes or story.let_go != 1):
        return "with a part that scorers may have forgotten"
    if not setting.hold:
        return "" if len(story.times) == 1 and not story.notes else "in several requests that nobody gathers"
    if story.overlooked:
        return "with a part that came to scorers before anything about GenAI"
    if story.longest_gap > (IDLE if story.plot.shape == "remote" else MAX_AGE) - SLACK:
        return "that were silent for too long"
    return "" if story.times[-1] - story.times[0] < setting.max_wait - SLACK else "longer than anybody waits"


def _check_evaluations(story: Story, setting: Setting) -> None:
    latest: dict[tuple[str, str], Record] = {}
    for record in sorted(story.records, key=lambda each: each.revision):
        latest[record.name, story.spans[record.span_id].name] = record
    if len({record.version for record in story.records}) > 1:
        raise Violation(f"{_said(story)}: evaluated by two versions")
    found = {key: record.said for key, record in latest.items() if not record.withdrawn and key[0] != "flaky"}
    wanted = {key: said for key, said in story.plot.truth.items() if key[0] != TOP or setting.hold}
    if not setting.hold:
        found = {key: said for key, said in found.items() if key[0] != TOP}
    partial = {record.partial for record in latest.values()}
    if (setting.pressed or setting.forgetful) and True in partial:
        return
    if found != wanted:
        wrong = {key: (found.get(key), wanted.get(key)) for key in sorted({*found, *wanted})}
        wrong = {key: both for key, both in wrong.items() if both[0] != both[1]}
        raise Violation(f"{_said(story)}: found and wanted: {wrong}")
    standing = {record.partial for record in latest.values() if not record.withdrawn}
    if setting.hold and standing - {story.plot.headless}:
        raise Violation(f"{_said(story)}: partial is {standing}, headless is {story.plot.headless}")


def _said(story: Story, name: str = "") -> str:
    return f"{name} of {story.plot.shape} {story.plot.number} ({story.trace_id.hex()})"


def check_bounds(processors: Iterable[Any]) -> None:
    """Memory is within its limits, and is what it is said to be."""
    for what, size, most in _sizes(processors):
        if size > most:
            raise Violation(f"{what}: {size}, more than {most}")


def _sizes(processors: Iterable[Any]) -> Iterator[tuple[str, float, float]]:
    for processor in processors:
        if isinstance(processor, GroupByTraceProcessor):
            gatherer, limits = processor._gatherer, processor._gatherer._limits
            yield "open traces", len(gatherer), limits.traces
            yield "spans of open traces", gatherer.spans, limits.spans
            yield "alarms", len(gatherer._alarms), 3000 + 2 * len(gatherer)
            yield "bytes of open traces", gatherer.bytes, limits.bytes
            traces = gatherer._traces.values()
            yield "spans that nobody has", gatherer.spans - sum(trace.spans for trace in traces), 0
            envelopes = {origin.envelope for trace in traces for origin in trace.origins}
            sizes = sum(trace.size for trace in traces) + sum(envelope.size for envelope in envelopes)
            yield "bytes that are counted and not there, or the other way", abs(gatherer.bytes - sizes), 0
        elif isinstance(processor, ScorerProcessor):
            known, bounds = processor._evaluator._known, processor._evaluator._known._bounds
            yield "known traces", len(known), bounds.traces
            yield "spans of known traces", known.spans, bounds.spans
            yield "bytes of known traces", known.bytes, bounds.bytes
            spans, sizes = (sum(each) for each in zip(*[(0, 0), *(trace.weight for trace in known)], strict=True))
            yield "known spans that nobody has, or the other way", abs(known.spans - spans), 0
            yield "known bytes that nobody has, or the other way", abs(known.bytes - sizes), 0
            yield "spans whose content is waited for", len(processor._evaluator._waiting), bounds.spans + 3000
            yield "bytes of held spans", processor._held.bytes, bounds.bytes / 4
            yield "bytes of content", processor._content._size, bounds.bytes
            yield "bytes of early spans", processor._arrivals._early.bytes, bounds.bytes / 8


def check_empty(processors: Iterable[Any], ledger: Ledger) -> None:
    """When everything has come and there was time, nobody holds anything."""
    for processor in processors:
        if isinstance(processor, GroupByTraceProcessor):
            gatherer = processor._gatherer
            _check_empty("gatherer", (len(gatherer), gatherer.spans, gatherer.bytes, len(gatherer._alarms)))
        elif isinstance(processor, ScorerProcessor):
            known, waiting = processor._evaluator._known, processor._evaluator._waiting
            held, calls = processor._held, processor._runs.outstanding
            _check_empty("scorer", (len(known), known.spans, known.bytes, len(waiting), len(held), held.bytes, calls))
    _check_empty("journal", (ledger._journal.count, len(ledger.missed)))


def check_counts(telemetry: Telemetry, counted: Counts) -> None:
    """At rest, what the metrics say is what happened."""
    group = "otelcol_processor_groupbytrace_"
    found = {name: telemetry.value(f"{group}{name}_total", processor="group_by_trace") for name in _GROUP}
    wanted = {"spans_released": counted.let_go, "traces_evicted": counted.pushed_out}
    if counted.gathered != counted.let_go:
        raise Violation(f"{counted.gathered} spans were gathered, {counted.let_go} went on")
    for name in SCORERS:
        decisions = (telemetry.value("otelevals_decisions_total", scorer=name, decision=each) for each in Decision)
        found[f"decisions of {name}"] = sum(decisions)
        wanted[f"decisions of {name}"] = counted.decided[name] + counted.entered - counted.targets
    if found != wanted:
        raise Violation(f"metrics say {found}, but it was {wanted}")


def _check_empty(what: str, sizes: tuple[int, ...]) -> None:
    if any(sizes):
        raise Violation(f"at rest the {what} is not empty: {sizes}")
