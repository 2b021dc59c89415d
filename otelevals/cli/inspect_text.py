"""Traces as a person reads them: their spans and which are scored, their log events, and what is not about GenAI."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.cli.inspect_fields import write_fields
from otelevals.cli.inspect_terminal import Terminal, one_line
from otelevals.cli.inspect_traces import Gathered, Log
from otelevals.cli.inspect_values import evaluation_line, lines_of
from otelevals.genai.describe import describe
from otelevals.genai.exchange import roles_of
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import NEVER_SCORED
from otelevals.genai.recognise import why_not
from otelevals.genai.trace import Trace
from otelevals.genai.usage import Usage

_NAMES_SHOWN = 3
_IN_LOGS = ("system_instructions", "input_messages", "output_messages", "tool_arguments", "tool_result", "documents")


class TextReport:
    """`live`: what is no GenAI span is said with each trace, not at the end."""

    def __init__(self, terminal: Terminal, *, live: bool = False) -> None:
        self._terminal = terminal
        self._live = live
        self._others: dict[tuple[str, str], Counter[str]] = {}
        self._waiting = 0

    def show(self, gathered: Gathered) -> None:
        trace = gathered.trace
        for interaction in trace.interactions:
            self._span(interaction, trace, gathered.joined.get(interaction.span.ids.span_id, 0))
        self._tokens(trace)
        for log in gathered.loose:
            self._log(log, trace)
        for span in gathered.spans:
            if Interaction.of(span) is None:
                group = self._others.setdefault((span.scope.message.name, why_not(span)), Counter())
                group[span.message.name] += 1
        if self._live:
            self._say_others()
        self._terminal.flush()

    def end(self, plain_logs: int) -> None:
        self._say_others()
        if plain_logs:
            self._terminal.write(f"not GenAI: {_count(plain_logs, 'log record')}")
        if self._waiting:
            waits = "waits" if self._waiting == 1 else "wait"
            self._terminal.write(f"{_count(self._waiting, 'log event')} with content {waits} for a span")
        self._terminal.flush()

    def _span(self, interaction: Interaction, trace: Trace, joined: int) -> None:
        terminal, span = self._terminal, interaction.span
        message = span.message
        never = ", never scored" if interaction.kind in NEVER_SCORED else ""
        terminal.write(terminal.bold(one_line(message.name or "span without a name", terminal.width)))
        service = span.resource.attribute("service.name")
        place = [f"service {service}"] if isinstance(service, str) and service else []
        place += [f"scope {span.scope.message.name}"] if span.scope.message.name else []
        self._line(", ".join([f"{interaction.kind.value}{never}", _kind(message), _took(message), *place]), whole=True)
        parent = f", parent {message.parent_span_id.hex()}" if message.parent_span_id else ", root"
        self._line(f"trace {message.trace_id.hex()}, span {message.span_id.hex()}{parent}", whole=True)
        for line in standing(interaction, trace):
            self._line(line, whole=True)
        if joined:
            self._line(f"with the content of {_count(joined, 'log event')}")
        write_fields(terminal, describe(interaction))
        terminal.write()

    def _tokens(self, trace: Trace) -> None:
        used = [f"{count} {name.removesuffix('_tokens').replace('_', ' ')}" for name, count in _known(trace.usage)]
        if used:
            trace_id = trace.interactions[0].span.ids.trace_id.hex()
            self._line(f"tokens of trace {trace_id}, each exchange counted once: {', '.join(used)}", 0, whole=True)
            self._terminal.write()

    def _log(self, log: Log, trace: Trace) -> None:
        terminal, event = self._terminal, log.event
        view, span = event.interaction, event.interaction.span.message
        terminal.write(terminal.bold(one_line(f"log event {event.name or 'without a name'}", terminal.width)))
        if span.span_id:
            around = trace.interaction(span.span_id)
            name = f" ({around.span.message.name})" if around is not None else ""
            self._line(f"belongs to span {span.span_id.hex()}{name} in trace {span.trace_id.hex()}", whole=True)
            self._waiting += event.has_content
        else:
            answer = view.value("response_id")
            self._line(f"belongs to the answer {answer}" if answer else "belongs to no span")
        for field in _IN_LOGS:
            value = view.value(field)
            if value is not None:
                for line in lines_of(value, terminal.width - 4):
                    terminal.write(f"    {line}")
        for evaluation in view.value("evaluations") or ():
            self._line(evaluation_line(evaluation), 4)
        terminal.write()

    def _say_others(self) -> None:
        for (scope, why), names in self._others.items():
            shown = [name for name, _ in names.most_common(_NAMES_SHOWN)]
            more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
            count = _count(names.total(), "span")
            where = f" of scope {scope}" if scope else ""
            self._line(f"not GenAI: {count} ({', '.join(shown)}{more}){where}: {why}", 0, whole=True)
        self._others.clear()

    def _line(self, text: str, indent: int = 2, *, whole: bool = False) -> None:
        self._terminal.write(" " * indent + one_line(text, len(text) if whole else self._terminal.width - indent))


def standing(interaction: Interaction, trace: Trace) -> Iterator[str]:
    """What the span is scored as, and why not as something else that it is; what is only inside a root is not said of
    spans that have another role."""
    roles = roles_of(interaction.kind)
    reasons = {role: reason for role in roles if (reason := trace.reason(interaction, role))}
    targets = [role for role in roles if role not in reasons and (role != "root" or interaction.root)]
    if targets:
        yield f"scored as {', '.join(targets)}"
    if len(roles) > 1:
        reasons.pop("root", None)
    for role, reason in reasons.items():
        yield f"not scored as {role}: {reason}"


def _known(usage: Usage) -> Iterator[tuple[str, int]]:
    for name, count in usage._asdict().items():
        if count is not None and name != "total_tokens":
            yield name, count


def _kind(message: Any) -> str:
    known: Iterator[str] = (name for name, number in SpanMessage.SpanKind.items() if number == message.kind)
    return next(known, str(message.kind)).removeprefix("SPAN_KIND_").lower()


def _took(message: Any) -> str:
    if not message.end_time_unix_nano:
        return "not ended"
    seconds = (message.end_time_unix_nano - message.start_time_unix_nano) / 1e9
    return f"{seconds:.3g}s" if abs(seconds) >= 1 else f"{seconds * 1000:.3g}ms"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
