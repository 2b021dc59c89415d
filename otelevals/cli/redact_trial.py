"""A redaction of recorded telemetry that changes nothing, and counts what it would take out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from otelevals.api.batch import Payload
from otelevals.cli.inspect_files import Problem, read
from otelevals.cli.inspect_terminal import one_line
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.redact.changes import Note
from otelevals.redact.options import RedactionOptions
from otelevals.redact.redaction import Redaction

_SIGNALS = (Signal.TRACES, Signal.LOGS)
_LONGEST = 80
_COLUMNS = ("kind", "where", "key", "count")


class Trial:
    def __init__(self, options: RedactionOptions) -> None:
        self._redaction = Redaction(options, self._note, self._fail)
        self._found: Counter[Note] = Counter()
        self._errors = 0
        self._items: Counter[Signal] = Counter()
        self._changed: Counter[Signal] = Counter()

    def take(self, name: str) -> Iterator[Problem]:
        """Redact what is in a file, and say what of it cannot be."""
        for each in read(name):
            if isinstance(each, Problem):
                yield each
            elif each.signal in _SIGNALS:
                try:
                    self._redact(each)
                except MalformedRequest as error:
                    yield Problem(str(error))

    def named(self) -> dict[str, Any]:
        items = {
            signal.wire.items: {"count": self._items[signal], "changed": self._changed[signal]} for signal in _SIGNALS
        }
        return {
            "found": [dict(zip(_COLUMNS, row, strict=True)) for row in self._rows()],
            **items,
            "errors": self._errors,
        }

    def text(self) -> str:
        rows = [(kind, where, one_line(key, _LONGEST), f"{count:,}") for kind, where, key, count in self._rows()]
        parts = [
            f"{self._changed[signal]:,} of {self._items[signal]:,} {signal.wire.items.replace('_', ' ')}"
            for signal in _SIGNALS
            if self._items[signal]
        ]
        total = f"{' and '.join(parts) or 'nothing'} would change\n"
        if self._errors:
            total += f"{self._errors:,} values or records could not be redacted and would be dropped\n"
        return f"{_table([_COLUMNS, *rows])}\n{total}" if rows else total

    def _redact(self, payload: Payload) -> None:
        before = [raw for raws in payload.parts for raw in raws]
        result = self._redaction.redact(payload)
        self._items[payload.signal] += len(before)
        after = Counter(raw for raws in (() if result is None else result.parts) for raw in raws)
        self._changed[payload.signal] += (Counter(before) - after).total()

    def _rows(self) -> list[tuple[str, str, str, int]]:
        rows = [(note.kind, note.place, note.key, count) for note, count in self._found.items()]
        return sorted(rows, key=lambda row: (row[0], -row[3], *row[1:3]))

    def _note(self, notes: Sequence[Note]) -> None:
        self._found.update(notes)

    def _fail(self, error: Exception) -> None:
        self._errors += 1


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    """Aligned columns, numbers in the last."""
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)][:-1] for line in lines]
    return "".join(
        [f"{'  '.join([*text, line[-1].rjust(widths[-1])])}\n" for text, line in zip(texts, lines, strict=True)]
    )
