"""Lines for a terminal: no wider than it, coloured when it is one, and free of what would control it."""

import os
import re
import shutil
from typing import TextIO

_WITHOUT_TERMINAL = 120
_NARROWEST = 60
_BREAKS = re.compile(r"[^\S ]\s*")
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F]
_HARMLESS = dict.fromkeys(_CONTROLS, "\ufffd")


class Terminal:
    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._colours = out.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        return max(_NARROWEST, shutil.get_terminal_size((_WITHOUT_TERMINAL, 24)).columns)

    def write(self, line: str = "") -> None:
        self._out.write(line + "\n")

    def flush(self) -> None:
        self._out.flush()

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._colours else text

    def dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self._colours else text

    def warning(self, text: str) -> str:
        return f"\x1b[33m{text}\x1b[0m" if self._colours else text


def one_line(text: str, width: int) -> str:
    """Text of somebody else in one line of at most so many characters; it says when it was cut."""
    start = text[: 4 * width + 200]  # enough, unless most of it is space
    line = _BREAKS.sub(" ", start.rstrip().lstrip("\t\r\n")).translate(_HARMLESS)
    if len(line) <= width and len(start) == len(text):
        return line
    return line[: max(0, width - 1)] + "…"
