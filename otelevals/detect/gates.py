"""What has to be in a text for a search to find anything, for all searches in one pass over it."""

from collections.abc import Iterable
from typing import Generic, TypeVar

import re2

from otelevals.detect.text import Text

T = TypeVar("T")
_MEMORY = 64 << 20
"""The most bytes that RE2 may take for its states; it takes far fewer."""


class Gates(Generic[T]):
    def __init__(self, gated: Iterable[tuple[str, T]]) -> None:
        """Expressions, each with what it is the gate of."""
        options = re2.Options()
        options.max_mem = _MEMORY
        self._set = re2.Set.SearchSet(options)
        self._gated: list[T] = []
        for gate, what in gated:
            self._set.Add(gate)
            self._gated.append(what)
        self._set.Compile()

    def open_for(self, text: Text) -> list[T]:
        """What stands behind the gates that a text opens, in the order given."""
        plain = text.plain if text.text.isascii() else text.text.encode("utf-8", "replace")
        return [self._gated[number] for number in sorted(self._set.Match(plain) or ())]
