"""Parameters of converters: what they accept, and what a nil does to the result."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from otelevals.conditions.errors import EvaluationError
from otelevals.conditions.values import describe

Check: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A set of value types; `any` accepts every value."""

    name: str
    types: tuple[type, ...] = ()

    def check(self, where: str) -> Check | None:
        """A function that returns its value or raises, naming the parameter; None when every value will do."""
        if not self.types:
            return None
        expected, types = f"{where} must be {self.name}", self.types

        def check(value: Any) -> Any:
            if type(value) in types:
                return value
            raise EvaluationError(f"{expected}, not {describe(value)}")

        return check


ANY: Final = Kind("any value")
STRING: Final = Kind("a string", (str,))
INT: Final = Kind("an int", (int,))
BOOL: Final = Kind("a bool", (bool,))
LIST: Final = Kind("a list", (list,))
MAP: Final = Kind("a map", (dict,))
SIZED: Final = Kind("a string, bytes, list or map", (str, bytes, list, dict))
TEXT_OR_LIST: Final = Kind("a string or list", (str, list))

REQUIRED: Final = object()

FAILS: Final = "nil or fails"
FALSE: Final = "is false"
ANSWERS: Final = "is a value"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `literal` parameters take no paths; `nil` says what the converter gives when this value is nil."""

    name: str
    kind: Kind = ANY
    default: Any = REQUIRED
    literal: bool = False
    nil: str = FAILS
