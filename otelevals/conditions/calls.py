"""Calls of converters: their arguments, the results they index and the data they need."""

from collections.abc import Callable, Sequence
from functools import partial, reduce
from operator import and_
from typing import Any

from otelevals.conditions.converters import CONVERTERS, Converter
from otelevals.conditions.converters.kinds import ANSWERS, FAILS, REQUIRED, Check, Parameter
from otelevals.conditions.errors import EvaluationError, Problem, suggest
from otelevals.conditions.gate import ANYTHING, Gate, requires
from otelevals.conditions.operand import Operand, checked, constant, fold, occurrences
from otelevals.conditions.tree import Argument, Call, Keys
from otelevals.conditions.values import Getter, describe


def find(call: Call) -> Converter:
    """The converter of this name."""
    try:
        return CONVERTERS[call.name]
    except KeyError:
        raise Problem(call.column, f"unknown converter {call.name}", suggest(call.name, CONVERTERS)) from None


def bind(call: Call, converter: Converter) -> list[Argument | None]:
    """The call's arguments in the order of the parameters; None where a default stands."""
    names = [parameter.name for parameter in converter.parameters]
    bound: dict[str, Argument] = {}
    for position, argument in enumerate(call.arguments):
        if not argument.name and any(other.name for other in call.arguments[:position]):
            raise Problem(argument.column, "an argument without a name cannot follow one with a name")
        if not argument.name and position >= len(names):
            raise Problem(argument.column, f"{call.name} takes no further argument", f"write {converter.signature}")
        name = argument.name or names[position]
        if name not in names:
            raise Problem(argument.column, f"{call.name} has no parameter {name}", suggest(name, names))
        if name in bound:
            raise Problem(argument.column, f"{call.name} was given {name} twice")
        bound[name] = argument
    for parameter in converter.parameters:
        if parameter.default is REQUIRED and parameter.name not in bound:
            raise Problem(call.column, f"{call.name} needs {parameter.name}", f"write {converter.signature}")
    return [bound.get(name) for name in names]


def invoke(call: Call, converter: Converter, arguments: Sequence[Operand]) -> Operand:
    """The value of a call."""
    if call.keys and not converter.returns.startswith(("map", "list", "any")):
        raise Problem(call.column, f"{call.name} returns {converter.returns}, which cannot be indexed")
    get = _getter(converter, arguments)
    if call.keys:
        get = _indexed(get, call.keys)
    pairs = zip(converter.parameters, arguments, strict=False)
    needs = (argument.needs for parameter, argument in pairs if parameter.nil == FAILS)
    return fold(get, call.column, arguments, reduce(and_, needs, ANYTHING))


def truth(converter: Converter, arguments: Sequence[Operand]) -> Gate:
    """The gate of a call that must be true."""
    pairs = list(zip(converter.parameters, arguments, strict=False))
    gate = reduce(and_, (argument.needs for parameter, argument in pairs if parameter.nil != ANSWERS), ANYTHING)
    if not converter.contains:
        return gate
    whole, part = arguments
    if part.constant and whole.verbatim:
        return gate & requires(occurrences(part.value))
    if part.verbatim and whole.constant and type(whole.value) is list:
        return gate & part.needs & _any_of(whole.value) if None not in whole.value else gate
    return gate


def _any_of(values: list[Any]) -> Gate:
    gates = [requires(occurrences(value)) for value in values]
    return reduce(Gate.__or__, gates) if gates else ANYTHING


def _getter(converter: Converter, arguments: Sequence[Operand]) -> Getter:
    """Reads, checks and converts; constants are checked once, here."""
    parameters = converter.parameters or (Parameter("span"),)
    sources = [_source(converter, p, a) for p, a in zip(parameters, arguments, strict=True)]
    function = converter.function
    last = arguments[-1]
    if converter.curry is not None and last.constant:
        return _apply(checked(last.column, converter.curry, last.value), sources[0])
    if len(sources) == 1:
        return _apply(function, sources[0])
    if len(sources) == 2:
        first, second = sources
        if last.constant:
            return _apply_with(function, first, last.value)
        return lambda ctx: function(first(ctx), second(ctx))
    return lambda ctx: function(*[source(ctx) for source in sources])


def _source(converter: Converter, parameter: Parameter, argument: Operand) -> Getter:
    check = parameter.kind.check(f"{converter.name}: {parameter.name}")
    if parameter.literal and not argument.constant:
        raise Problem(argument.column, f"{converter.name}: {parameter.name} must be a literal")
    if check is None:
        return argument.get
    if argument.constant:
        return constant(checked(argument.column, check, argument.value), argument.column).get
    return partial(_checked, check, argument.get)


def _checked(check: Check, get: Getter, ctx: Any) -> Any:
    return check(get(ctx))


def _apply(function: Callable[[Any], Any], get: Getter) -> Getter:
    return lambda ctx: function(get(ctx))


def _apply_with(function: Callable[[Any, Any], Any], get: Getter, value: Any) -> Getter:
    return lambda ctx: function(get(ctx), value)


def _indexed(get: Getter, keys: Keys) -> Getter:
    def indexed(ctx: Any) -> Any:
        value = get(ctx)
        for key in keys:
            value = _item(value, key)
        return value

    return indexed


def _item(value: Any, key: str | int) -> Any:
    if isinstance(key, str):
        if type(value) is not dict:
            raise EvaluationError(f"{describe(value)} cannot be indexed by a string")
        if key not in value:
            raise EvaluationError("the key is not in the map")
        return value[key]
    if type(value) is not list:
        raise EvaluationError(f"{describe(value)} cannot be indexed by an int")
    if key >= len(value):
        raise EvaluationError(f"index {key} is out of bounds")
    return value[key]
