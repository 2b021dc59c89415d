"""The syntax tree. `str(node)` is a condition that parses to the same tree."""

from dataclasses import dataclass, field
from typing import TypeAlias

from otelevals.conditions.paths import Path
from otelevals.conditions.strings import quote

Keys: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a condition; `column` is where it starts."""

    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    value: str | int | float | bool | bytes | None

    def __str__(self) -> str:
        match self.value:
            case None:
                return "nil"
            case bool():
                return "true" if self.value else "false"
            case bytes():
                return f"0x{self.value.hex()}"
            case str():
                return quote(self.value)
            case float():
                digits, e, exponent = repr(self.value).partition("e")
                return f"{digits}{'' if '.' in digits else '.0'}{e}{exponent}"
            case _:
                return str(self.value)


@dataclass(frozen=True, slots=True)
class Enum(Node):
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Reference(Node):
    path: Path

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.items))}]"


@dataclass(frozen=True, slots=True)
class MapOf(Node):
    items: tuple[tuple[str, Node], ...]

    def __str__(self) -> str:
        return "{" + ", ".join(f"{quote(key)}: {value}" for key, value in self.items) + "}"


@dataclass(frozen=True, slots=True)
class Argument(Node):
    name: str
    value: Node

    def __str__(self) -> str:
        return f"{self.name} = {self.value}" if self.name else str(self.value)


@dataclass(frozen=True, slots=True)
class Call(Node):
    name: str
    arguments: tuple[Argument, ...]
    keys: Keys = ()

    def __str__(self) -> str:
        keys = "".join(f"[{quote(key) if isinstance(key, str) else key}]" for key in self.keys)
        return f"{self.name}({', '.join(map(str, self.arguments))}){keys}"


@dataclass(frozen=True, slots=True)
class Signed(Node):
    sign: str
    operand: Node

    def __str__(self) -> str:
        return self.sign + _inside(self.operand, 7)


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Operands joined from left to right by operators of one precedence: `+ -` or `* /`."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def __str__(self) -> str:
        level = _level(self) + 1
        return _inside(self.first, level) + "".join(f" {op} {_inside(node, level)}" for op, node in self.rest)


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    left: Node
    operator: str
    right: Node

    def __str__(self) -> str:
        return f"{_inside(self.left, 4)} {self.operator} {_inside(self.right, 4)}"


@dataclass(frozen=True, slots=True)
class Not(Node):
    operand: Node

    def __str__(self) -> str:
        return f"not {_inside(self.operand, 3)}"


@dataclass(frozen=True, slots=True)
class And(Node):
    operands: tuple[Node, ...]

    def __str__(self) -> str:
        return " and ".join(_inside(operand, 2) for operand in self.operands)


@dataclass(frozen=True, slots=True)
class Or(Node):
    operands: tuple[Node, ...]

    def __str__(self) -> str:
        return " or ".join(_inside(operand, 1) for operand in self.operands)


def _level(node: Node) -> int:
    """How tightly the node holds together; a node of a lower level needs parentheses inside one of a higher."""
    match node:
        case Or():
            return 0
        case And():
            return 1
        case Not():
            return 2
        case Comparison():
            return 3
        case Arithmetic(rest=((op, _), *_)):
            return 4 if op in "+-" else 5
        case Signed():
            return 6
        case _:
            return 7


def _inside(node: Node, level: int) -> str:
    return f"({node})" if _level(node) < level else str(node)
