"""Conditions in the OpenTelemetry Transformation Language, compiled to closures over an injected resolver of paths."""

from otelevals.conditions.condition import Condition, compile_condition
from otelevals.conditions.errors import ConditionError, EvaluationError
from otelevals.conditions.gate import Gate
from otelevals.conditions.paths import Access, Field, Path, Resolver, UnknownPath

__all__ = [
    "Access",
    "Condition",
    "ConditionError",
    "EvaluationError",
    "Field",
    "Gate",
    "Path",
    "Resolver",
    "UnknownPath",
    "compile_condition",
]
