"""The fields of an interaction as a person reads them: what was found and where, what was not and why."""

from textwrap import wrap

from otelevals.api.span import Span
from otelevals.cli.inspect_terminal import Terminal, one_line
from otelevals.cli.inspect_values import is_list, lines_of
from otelevals.genai.describe import Description
from otelevals.genai.fields import Found

_ARROW = "  ← "
_LEAST = 20  # characters of a value, however long its source is
_MOST_IGNORED = 3000  # characters
_HIDDEN = ("messages", "tool_calls")  # they are in input_messages and output_messages


def write_fields(terminal: Terminal, description: Description) -> None:
    names = [name for name in description.found if name not in _HIDDEN]
    margin = max(map(len, [*names, *description.missing]), default=0) + 4
    for name in names:
        _write_field(terminal, f"  {name}".ljust(margin), description.found[name])
    for name, reason in description.missing.items():
        text = one_line(f"not found: {reason}", terminal.width - margin)
        terminal.write(f"{f'  {name}'.ljust(margin)}{terminal.warning(text)}")
    unreadable = [f"{name} {reason}" for name, reason in description.unreadable.items()]
    passed_over = [f"{name} ({field})" for name, field in description.passed_over.items()]
    _write_ignored(terminal, "unreadable", unreadable)
    _write_ignored(terminal, "not preferred", passed_over)
    _write_ignored(terminal, "no field", description.unused)


def called(span: Span) -> str:
    """A span as others name it."""
    name = f"{span.message.name} " if span.message.name else ""
    return f"{name}({span.ids.span_id.hex()})"


def _write_ignored(terminal: Terminal, why: str, names: list[str]) -> None:
    if names:
        text = one_line(f"ignored, {why}: {', '.join(names)}", _MOST_IGNORED)
        for line in wrap(text, terminal.width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False):
            terminal.write(terminal.dim(line))


def _write_field(terminal: Terminal, label: str, field: Found) -> None:
    lines = lines_of(field.value, terminal.width - 4)
    width = terminal.width - len(label) - min(_LEAST, len(lines[0])) - len(_ARROW)
    lender = "" if field.lender is None else one_line(f" of span {called(field.lender)}", width - _LEAST)
    end = f"{_ARROW}{one_line(field.source, width - len(lender))}{lender}"
    room = terminal.width - len(label) - len(end)
    if len(lines) == 1 and not is_list(field.value):
        line = one_line(lines[0], room)
        terminal.write(f"{label}{line}{terminal.dim(end)}")
        return
    terminal.write(f"{label}{len(field.value)}{terminal.dim(end)}")
    for line in lines:
        terminal.write(f"    {line}")
