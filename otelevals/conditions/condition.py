"""Conditions: text in, a callable out."""

from dataclasses import dataclass
from typing import Any

from otelevals.conditions.booleans import Booleans
from otelevals.conditions.errors import ConditionError, Problem
from otelevals.conditions.gate import Gate
from otelevals.conditions.operands import Operands
from otelevals.conditions.parser import parse
from otelevals.conditions.paths import Resolver
from otelevals.conditions.values import Test


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition. `test` is what calling it calls; loops may call it directly."""

    text: str
    contexts: frozenset[str]
    gate: Gate
    test: Test

    def __call__(self, ctx: Any) -> bool:
        """Whether the condition holds; raises EvaluationError where OTTL reports an error."""
        return self.test(ctx)


def compile_condition(text: str, resolver: Resolver) -> Condition:
    """Compiles a condition; raises ConditionError."""
    operands = Operands(resolver)
    try:
        compiled = Booleans(operands).compile(parse(text))
    except Problem as problem:
        raise ConditionError(text, problem.column, problem.message, problem.hint) from None
    return Condition(text, frozenset(operands.contexts), compiled.gate, compiled.test)
