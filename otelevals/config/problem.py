"""What is wrong with a configuration: where it was written, what was written, and one sentence."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

SEPARATOR = "::"
_LONGEST = 60
_MOST_LINES = 1000


@dataclass(frozen=True, order=True, slots=True)
class Location:
    """A place in a source. Line 0 means the source as a whole."""

    file: str
    line: int = 0
    column: int = 0
    folder: Path = field(default=Path(), compare=False, repr=False)
    """Where relative paths that are written in this source start."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. `written` is empty where nothing useful, or nothing that may be shown, was written."""

    where: Location
    path: str
    written: str
    message: str
    valid: tuple[str, ...] = ()
    """What could have been written instead."""

    def __str__(self) -> str:
        sentence = f"{self.message}{self._choices()}"
        return f" {SEPARATOR} ".join(part for part in (str(self.where), self.path, self.written, sentence) if part)

    def _choices(self) -> str:
        if not self.valid:
            return ""
        names = ", ".join(self.valid)
        guess = _closest(self.written, self.valid)
        if self.message.endswith("one of"):
            return f": {names}{f' (did you mean {guess}?)' if guess else ''}"
        return f" (valid: {names}{f'; did you mean {guess}?' if guess else ''})"


class InvalidConfiguration(Exception):
    """Everything that is wrong with a configuration, by file and line; its text has one line for each problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:_MOST_LINES]]
        if rest := len(self.problems) - len(lines):
            lines.append(f"and {rest} more")
        return "\n".join(lines)


def join(*path: str | int) -> str:
    """A path as errors show it: `receivers::otlp::protocols`."""
    return shorten(SEPARATOR.join(map(str, path)), 4 * _LONGEST)


def shorten(text: str, longest: int = _LONGEST) -> str:
    """One printable line."""
    line = " ".join(text[: 4 * longest].split())
    line = "".join(character if character.isprintable() else "\ufffd" for character in line)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _closest(written: str, valid: tuple[str, ...]) -> str | None:
    lower = {choice.lower(): choice for choice in valid}
    close = difflib.get_close_matches(written.strip("\"'").lower(), lower, n=1)
    return lower[close[0]] if close else None
