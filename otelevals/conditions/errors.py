"""What can go wrong: with a condition as it is written, and with the data it meets."""

from collections.abc import Iterable
from difflib import get_close_matches

_WINDOW = 100
_LISTED = 40


class ConditionError(ValueError):
    """A condition that cannot be compiled. `column` counts characters from 1 over the whole text."""

    def __init__(self, text: str, column: int, message: str, hint: str = "") -> None:
        super().__init__(text, column, message, hint)
        self.text = text
        self.column = column
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        sentence = f"{self.message} (column {self.column})" + (f"; {self.hint}" if self.hint else "")
        line, caret = _excerpt(self.text, self.column)
        return f"{sentence}\n  {line}\n  {caret}"


class EvaluationError(Exception):
    """A compiled condition met data on which OTTL reports an error; `error_mode` says what follows."""


class UnknownPath(Exception):
    """Raised by a resolver for a path it does not have; `choices` are the paths that come close."""

    def __init__(self, message: str, choices: Iterable[str] = ()) -> None:
        super().__init__(message, choices)
        self.message = message
        self.choices = tuple(choices)


class Problem(Exception):
    """A ConditionError before the whole text is known."""

    def __init__(self, column: int, message: str, hint: str = "") -> None:
        super().__init__(column, message, hint)
        self.column = column
        self.message = message
        self.hint = hint


def suggest(written: str, choices: Iterable[str]) -> str:
    """The hint for an unknown name: the nearest choice, then all of them."""
    names = sorted(choices)
    if not names:
        return ""
    near = get_close_matches(written, names, n=1, cutoff=0.6)
    shown = ", ".join(names[:_LISTED]) + (", ..." if len(names) > _LISTED else "")
    listing = f"valid choices: {shown}"
    return f"did you mean {near[0]}? {listing}" if near else listing


def _excerpt(text: str, column: int) -> tuple[str, str]:
    """One line of the text around the column, and a caret line under it."""
    line = "".join(char if char.isprintable() else " " for char in text)
    offset = column - 1
    start = max(0, offset - _WINDOW // 2) if len(line) > _WINDOW else 0
    shown = line[start : start + _WINDOW]
    head = "..." if start else ""
    tail = "..." if start + _WINDOW < len(line) else ""
    return f"{head}{shown}{tail}", " " * (len(head) + offset - start) + "^"
