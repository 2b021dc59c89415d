"""When models answered: what was found before an answer is not what the next one is made from."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

from otelevals.genai.tree import Node


class Answers:
    def __init__(self, calls: Iterable[Node]) -> None:
        """`calls`: those that are answered."""
        self.calls = sorted(calls, key=lambda call: call.start)
        self._starts = [call.start for call in self.calls]
        self._first_ends = list(accumulate(reversed([call.end for call in self.calls]), min))[::-1]
        """Of each and those that began after it."""

    def between(self, start: int, end: int) -> bool:
        """Whether one began and ended between two times."""
        first = bisect_left(self._starts, start)
        return first < len(self._starts) and self._first_ends[first] <= end


def is_answered(call: Node) -> bool:
    """Whether the model said something and called no tool: else it waits for what it called."""
    interaction = call.interaction
    return interaction is not None and bool(interaction.value("output_text")) and not interaction.value("tool_calls")
