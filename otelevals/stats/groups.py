"""Sums by random groups of sessions: what a sum must keep so that an interval can be clustered by session later.

A session is in one of 32 groups, by a hash. Whatever it spans, hours, models or scorers, it stays in its group, so
groups add up and subtract like any sum, and the differences between them say how much sessions vary.
"""

import sys
from array import array
from collections.abc import Iterable
from hashlib import blake2b

GROUPS = 32
"""The interval of 32 groups is 3% wider than that of the sessions themselves, on average."""
_KEY = b"otelevals/groups"  # another one than that of the draw: those who are chosen are in all groups
_SIZE = 2 * GROUPS * 4


def group_of(unit: bytes) -> int:
    """The group of a session, user or trace."""
    return blake2b(unit, digest_size=4, key=_KEY).digest()[0] % GROUPS


class Groups:
    """By group: the sum of weights, and that of weights times scores."""

    __slots__ = ("scores", "weights")

    def __init__(self) -> None:
        self.weights = [0.0] * GROUPS
        self.scores = [0.0] * GROUPS

    def add(self, group: int, weight: float, score: float) -> None:
        """An evaluation; with a negative weight what it added is taken back."""
        self.weights[group] += weight
        self.scores[group] += weight * score

    def merge(self, other: "Groups") -> None:
        self.weights = [a + b for a, b in zip(self.weights, other.weights, strict=True)]
        self.scores = [a + b for a, b in zip(self.scores, other.scores, strict=True)]

    def subtract(self, other: "Groups") -> None:
        self.weights = [a - b for a, b in zip(self.weights, other.weights, strict=True)]
        self.scores = [a - b for a, b in zip(self.scores, other.scores, strict=True)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Groups) and (self.weights, self.scores) == (other.weights, other.scores)

    __hash__ = None  # type: ignore[assignment]

    def to_bytes(self) -> bytes:
        """256 bytes, in single precision: for how sums vary it is enough. The sums themselves are kept beside it."""
        return _little(array("f", [*self.weights, *self.scores])).tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Groups":
        if len(data) != _SIZE:
            raise ValueError(f"sums of {GROUPS} groups have {_SIZE} bytes, not {len(data)}")
        values = _little(array("f", data)).tolist()
        result = cls()
        result.weights, result.scores = values[:GROUPS], values[GROUPS:]
        return result


def _little(values: "array[float]") -> "array[float]":
    if sys.byteorder == "big":
        values.byteswap()
    return values


def merged(parts: Iterable[Groups]) -> Groups:
    result, known = Groups(), list(parts)
    if known:
        result.weights = [sum(column) for column in zip(*[part.weights for part in known], strict=True)]
        result.scores = [sum(column) for column in zip(*[part.scores for part in known], strict=True)]
    return result
