"""Compiles the value nodes of a tree."""

from collections.abc import Sequence

from otelevals.conditions import calls
from otelevals.conditions.arithmetic import OPERATORS, negate
from otelevals.conditions.converters import Converter
from otelevals.conditions.errors import Problem, UnknownPath, suggest
from otelevals.conditions.gate import Gate, requires
from otelevals.conditions.operand import Operand, all_needs, constant, fold
from otelevals.conditions.paths import Field, Path, Resolver
from otelevals.conditions.tree import (
    Arithmetic,
    Call,
    Enum,
    ListOf,
    Literal,
    MapOf,
    Node,
    Reference,
    Signed,
)


class Operands:
    """Compiles values, and gathers the contexts they use."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.contexts: set[str] = set()

    def compile(self, node: Node) -> Operand:
        """The operand of a value node."""
        match node:
            case Literal():
                return constant(node.value, node.column)
            case Reference():
                return self._path(node.path)
            case Enum():
                return self._enum(node)
            case Call():
                converter, arguments = self.arguments(node)
                return calls.invoke(node, converter, arguments)
            case ListOf():
                return self._list(node)
            case MapOf():
                return self._map(node)
            case Signed():
                return self._signed(node)
            case Arithmetic():
                return self._arithmetic(node)
            case _:
                raise Problem(node.column, "a value must stand here, not a condition")

    def arguments(self, call: Call) -> tuple[Converter, Sequence[Operand]]:
        """The converter of a call and its compiled arguments."""
        converter = calls.find(call)
        bound = calls.bind(call, converter)
        if converter.reads:
            fields = tuple(map(Field, converter.reads.split(".")))
            return converter, [self._path(Path(fields, call.column))]
        return converter, [
            self.compile(argument.value) if argument else constant(parameter.default, call.column)
            for parameter, argument in zip(converter.parameters, bound, strict=True)
        ]

    def _path(self, path: Path) -> Operand:
        try:
            access = self._resolver.resolve(path)
        except UnknownPath as unknown:
            raise Problem(path.column, unknown.message, suggest(str(path), unknown.choices)) from None
        if context := access.context or path.context:
            self.contexts.add(context)
        needs = requires(access.literals)
        return Operand(access.get, path.column, needs=needs, verbatim=access.verbatim, truth=access.truth)

    def _enum(self, node: Enum) -> Operand:
        enums = self._resolver.enums
        if node.name not in enums:
            raise Problem(node.column, f"unknown enum {node.name}", suggest(node.name, enums))
        return constant(enums[node.name], node.column)

    def _list(self, node: ListOf) -> Operand:
        items = [self.compile(item) for item in node.items]
        getters = [item.get for item in items]
        return fold(lambda ctx: [get(ctx) for get in getters], node.column, items)

    def _map(self, node: MapOf) -> Operand:
        items = {key: self.compile(value) for key, value in node.items}
        getters = [(key, item.get) for key, item in items.items()]
        return fold(lambda ctx: {key: get(ctx) for key, get in getters}, node.column, items.values())

    def _signed(self, node: Signed) -> Operand:
        operand = self.compile(node.operand)
        if node.sign == "+":
            return operand
        get = operand.get
        return fold(lambda ctx: negate(get(ctx)), node.column, [operand], operand.needs)

    def _arithmetic(self, node: Arithmetic) -> Operand:
        result = self.compile(node.first)
        for operator, term in node.rest:
            right = self.compile(term)
            needs = all_needs([result, right])
            result = _apply(operator, result, right, needs)
        return result


def _apply(operator: str, left: Operand, right: Operand, needs: Gate) -> Operand:
    function, first, second = OPERATORS[operator], left.get, right.get
    _check_number(left)
    _check_number(right)

    return fold(lambda ctx: function(first(ctx), second(ctx)), left.column, [left, right], needs)


def _check_number(operand: Operand) -> None:
    """Constants that are no numbers fail when they are compiled, whatever stands next to them."""
    if operand.constant and type(operand.value) not in (int, float):
        raise Problem(operand.column, "arithmetic needs numbers")
