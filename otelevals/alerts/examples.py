"""Traces to look at: the worst of the last day, and of equals the latest."""

from typing import NamedTuple

_DAY = 86_400.0
MOST = 10


class Example(NamedTuple):
    value: float
    """From 0 to 1."""
    time: float
    trace_id: str
    """In hexadecimal digits."""


class Examples:
    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[Example] = []

    def add(self, trace_id: bytes, time: float, value: float) -> None:
        if not trace_id or value >= 1:
            return
        if len(self._found) == MOST and (value, -time) >= _order(self._found[-1]):
            return
        text = trace_id.hex()
        same = [each for each in self._found if each.trace_id == text]
        self.drop(trace_id)
        self._found = sorted([*self._found, min([*same, Example(value, time, text)], key=_order)], key=_order)[:MOST]

    def drop(self, trace_id: bytes) -> None:
        text = trace_id.hex()
        self._found = [each for each in self._found if each.trace_id != text]

    def keep_small(self, now: float) -> None:
        self._found = [each for each in self._found if now - each.time < _DAY]

    def worst(self, now: float, most: int) -> list[Example]:
        return [each for each in self._found if now - each.time < _DAY][:most]

    def all(self) -> list[Example]:
        return list(self._found)

    def put(self, found: list[Example]) -> None:
        self._found = sorted(found, key=_order)[:MOST]


def _order(each: Example) -> tuple[float, float]:
    return each.value, -each.time
