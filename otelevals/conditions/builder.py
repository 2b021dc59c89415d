"""Turns what the parser recognises into tree nodes."""

from typing import TypeAlias

from lark import Token, Transformer, v_args

from otelevals.conditions.errors import Problem
from otelevals.conditions.paths import Field, Path
from otelevals.conditions.strings import BadString, unquote
from otelevals.conditions.tree import (
    And,
    Argument,
    Arithmetic,
    Call,
    Comparison,
    Enum,
    ListOf,
    Literal,
    MapOf,
    Node,
    Not,
    Or,
    Reference,
    Signed,
)
from otelevals.conditions.values import INT64

_Key: TypeAlias = tuple[str | int]


@v_args(inline=True)
class Builder(Transformer[Token, Node]):
    """One method a grammar rule or alias."""

    def disjunction(self, *operands: Node) -> Node:
        return Or(operands, column=operands[0].column)

    def conjunction(self, *operands: Node) -> Node:
        return And(operands, column=operands[0].column)

    def negated(self, word: Token, operand: Node) -> Node:
        return Not(operand, column=_column(word))

    def compared(self, left: Node, operator: Token, right: Node) -> Node:
        return Comparison(left, str(operator), right, column=left.column)

    def addition(self, first: Node, *rest: Token | Node) -> Node:
        steps = zip(map(str, rest[::2]), (node for node in rest[1::2] if isinstance(node, Node)), strict=True)
        return Arithmetic(first, tuple(steps), column=first.column)

    multiplication = addition

    def with_sign(self, sign: Token, operand: Node) -> Node:
        return Signed(str(sign), operand, column=_column(sign))

    def literal(self, token: Token) -> Node:
        return Literal(_value(token), column=_column(token))

    def enum(self, name: Token) -> Node:
        return Enum(str(name), column=_column(name))

    def path(self, *fields: tuple[Field, int]) -> Node:
        column = fields[0][1]
        return Reference(Path(tuple(field for field, _ in fields), column), column=column)

    def field(self, name: Token, *keys: _Key) -> tuple[Field, int]:
        return Field(str(name), tuple(key for (key,) in keys)), _column(name)

    def key(self, token: Token) -> _Key:
        value = _value(token)
        assert isinstance(value, str | int)
        return (value,)

    def call(self, name: Token, *parts: Argument | _Key | None) -> Node:
        arguments = tuple(part for part in parts if isinstance(part, Argument))
        keys = tuple(part[0] for part in parts if isinstance(part, tuple))
        return Call(str(name), arguments, keys, column=_column(name))

    def argument(self, value: Node) -> Node:
        return Argument("", value, column=value.column)

    def named_argument(self, name: Token, value: Node) -> Node:
        return Argument(str(name), value, column=_column(name))

    def list_value(self, bracket: Token, *items: Node | None) -> Node:
        return ListOf(tuple(item for item in items if item is not None), column=_column(bracket))

    def map_value(self, brace: Token, *pairs: tuple[str, Node] | None) -> Node:
        return MapOf(tuple(pair for pair in pairs if pair is not None), column=_column(brace))

    def pair(self, key: Token, value: Node) -> tuple[str, Node]:
        return _string(key), value


def _column(token: Token) -> int:
    assert token.start_pos is not None
    return token.start_pos + 1


def _string(token: Token) -> str:
    try:
        return unquote(token)
    except BadString as error:
        raise Problem(_column(token) + error.offset, error.message, error.hint) from None


def _value(token: Token) -> str | int | float | bool | bytes | None:
    match token.type:
        case "STRING":
            return _string(token)
        case "INT":
            return _integer(token)
        case "FLOAT":
            if (number := float(token)) == float("inf"):
                raise Problem(_column(token), "this number is too large for a double")
            return number
        case "BYTES":
            if len(token) % 2:
                raise Problem(_column(token), "bytes need an even number of hexadecimal digits")
            return bytes.fromhex(token[2:])
        case "NIL":
            return None
        case _:
            return token.type == "TRUE"


def _integer(token: Token) -> int:
    if len(token) > 100 or (number := int(token)) >= INT64:
        raise Problem(_column(token), "this number is too large for a 64-bit integer")
    return number
