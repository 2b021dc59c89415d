"""Spans and log records as a person reads them: what was found and where, what was not and why, what was left out."""

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.batch import Payload
from otelevals.api.span import Span
from otelevals.cli.inspect_report import sound
from otelevals.cli.inspect_terminal import Terminal, one_line
from otelevals.cli.inspect_values import evaluation_line, lines_of
from otelevals.genai.describe import Description, describe
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import NEVER_SCORED
from otelevals.genai.log_events import LogEvent, log_event
from otelevals.genai.recognise import why_not
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal

_ARROW = "  ← "
_LEAST = 20  # characters of a value, however long its source is
_REMEMBERED = 10_000  # spans that log events may name
_NAMES_SHOWN = 3
_MOST_IGNORED = 3000  # characters
_HIDDEN = ("messages", "tool_calls")  # they are in input_messages and output_messages


class TextReport:
    """`live`: what is no GenAI span is said with each request, not at the end."""

    def __init__(self, terminal: Terminal, *, live: bool = False) -> None:
        self._terminal = terminal
        self._live = live
        self._spans: dict[bytes, str] = {}
        self._others: dict[tuple[str, str], Counter[str]] = {}
        self._waiting = self._plain_logs = 0

    def show(self, payload: Payload) -> list[str]:
        broken: list[str] = []
        match payload.signal:
            case Signal.TRACES:
                for span in sound(payload, broken):
                    self._span(span)
            case Signal.LOGS:
                self._logs(payload, broken)
        if self._live:
            self._say_others()
        self._terminal.flush()
        return broken

    def end(self) -> None:
        self._say_others()
        if self._waiting:
            self._terminal.write(
                f"{_count(self._waiting, 'log event')} with content wait{'s' if self._waiting == 1 else ''} for a span"
            )
        self._terminal.flush()

    def _span(self, span: Span) -> None:
        interaction = Interaction.of(span)
        if interaction is None:
            group = self._others.setdefault((span.scope.message.name, why_not(span)), Counter())
            group[span.message.name] += 1
            return
        if len(self._spans) < _REMEMBERED:
            self._spans[span.message.span_id] = span.message.name
        self._header(interaction)
        self._description(describe(interaction))
        self._terminal.write()

    def _header(self, interaction: Interaction) -> None:
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

    def _description(self, description: Description) -> None:
        terminal = self._terminal
        names = [name for name in description.found if name not in _HIDDEN]
        margin = max(map(len, [*names, *description.missing]), default=0) + 4
        for name in names:
            field = description.found[name]
            self._field(f"  {name}".ljust(margin), field.value, field.source)
        for name, reason in description.missing.items():
            text = one_line(f"not found: {reason}", terminal.width - margin)
            terminal.write(f"{f'  {name}'.ljust(margin)}{terminal.warning(text)}")
        unreadable = [f"{name} {reason}" for name, reason in description.unreadable.items()]
        passed_over = [f"{name} ({field})" for name, field in description.passed_over.items()]
        self._ignored("unreadable", unreadable)
        self._ignored("not preferred", passed_over)
        self._ignored("no field", description.unused)

    def _ignored(self, why: str, names: list[str]) -> None:
        if names:
            text = one_line(f"ignored, {why}: {', '.join(names)}", _MOST_IGNORED)
            width = self._terminal.width
            for line in wrap(text, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False):
                self._terminal.write(self._terminal.dim(line))

    def _field(self, label: str, value: Any, source: str) -> None:
        terminal = self._terminal
        lines = lines_of(value, terminal.width - 4)
        least = min(_LEAST, len(lines[0]))
        end = f"{_ARROW}{one_line(source, terminal.width - len(label) - least - len(_ARROW))}"
        room = terminal.width - len(label) - len(end)
        if len(lines) == 1 and not _is_list(value):
            line = one_line(lines[0], room)
            terminal.write(f"{label}{line}{terminal.dim(end)}")
            return
        terminal.write(f"{label}{len(value)}{terminal.dim(end)}")
        for line in lines:
            terminal.write(f"    {line}")

    def _logs(self, payload: Payload, broken: list[str]) -> None:
        for number, parts in enumerate(payload.parts):
            for raw in parts:
                try:
                    event = log_event(raw, payload.view(number, raw).scope)
                except MalformedRequest as error:
                    broken.append(str(error))
                    continue
                if event is None:
                    self._plain_logs += 1
                else:
                    self._log(event)

    def _log(self, event: LogEvent) -> None:
        terminal, view = self._terminal, event.interaction
        span = view.span.message
        terminal.write(terminal.bold(one_line(f"log event {event.name or 'without a name'}", terminal.width)))
        if span.span_id:
            name = self._spans.get(span.span_id)
            called = f" ({name})" if name else ""
            self._line(f"belongs to span {span.span_id.hex()}{called} in trace {span.trace_id.hex()}", whole=True)
            self._waiting += event.has_content
        else:
            answer = view.value("response_id")
            self._line(f"belongs to the answer {answer}" if answer else "belongs to no span")
        for name in (
            "system_instructions",
            "input_messages",
            "output_messages",
            "tool_arguments",
            "tool_result",
            "documents",
        ):
            value = view.value(name)
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
        if self._plain_logs:
            self._terminal.write(f"not GenAI: {_count(self._plain_logs, 'log record')}")
        self._others.clear()
        self._plain_logs = 0

    def _line(self, text: str, indent: int = 2, *, whole: bool = False) -> None:
        self._terminal.write(" " * indent + one_line(text, len(text) if whole else self._terminal.width - indent))


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple) and not all(isinstance(item, str) for item in value)


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
