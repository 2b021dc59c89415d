"""Gates: byte strings that data must contain before anything in it can satisfy a condition."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

_MAX_ALTERNATIVES = 32


@dataclass(frozen=True, slots=True)
class Gate:
    """Alternatives, each a set of byte strings; a gate admits data that contains all of one alternative.

    Gates only ever rule out: `admits` is False when nothing inside the data can make the condition true, and True
    otherwise or when in doubt. A gate that is shut does not say whether evaluation would have raised EvaluationError.
    """

    alternatives: tuple[frozenset[bytes], ...]

    def admits(self, data: bytes) -> bool:
        """Whether something in this serialised data may satisfy the condition."""
        for alternative in self.alternatives:
            for literal in alternative:
                if literal not in data:
                    break
            else:
                return True
        return False

    def compiled(self) -> Callable[[bytes], bool]:
        """`admits` as a function, faster for the gates that most conditions have."""
        if len(self.alternatives) != 1 or not 1 <= len(self.alternatives[0]) <= 2:
            return self.admits
        first, *rest = sorted(self.alternatives[0], key=len)
        if not rest:
            return lambda data: first in data
        (second,) = rest
        return lambda data: first in data and second in data

    def __or__(self, other: "Gate") -> "Gate":
        return _simplified(self.alternatives + other.alternatives)

    def __and__(self, other: "Gate") -> "Gate":
        if len(self.alternatives) * len(other.alternatives) > _MAX_ALTERNATIVES:
            return min(self, other, key=lambda gate: len(gate.alternatives))
        return _simplified(a | b for a in self.alternatives for b in other.alternatives)


def requires(literals: Iterable[bytes]) -> Gate:
    """The gate that needs all of these."""
    return _simplified([frozenset(literals)])


def _simplified(alternatives: Iterable[frozenset[bytes]]) -> Gate:
    """Drops literals that others contain, and alternatives that are stricter than others."""
    unique = dict.fromkeys(map(_without_parts, alternatives))
    kept = tuple(a for a in unique if not any(b < a for b in unique))
    return Gate(kept) if len(kept) <= _MAX_ALTERNATIVES else ANYTHING


def _without_parts(literals: frozenset[bytes]) -> frozenset[bytes]:
    return frozenset(a for a in literals if a and not any(a != b and a in b for b in literals))


ANYTHING = Gate((frozenset(),))
NOTHING = Gate(())
