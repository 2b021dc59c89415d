"""Conditions of scorers: paths into the interaction, into its span, scope and resource, and into other evaluations; and
conditions on a verdict."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from otelevals.api.span import Span
from otelevals.api.span_paths import ENUMS, SpanPaths
from otelevals.conditions import Access, Condition, Path, UnknownPath
from otelevals.conditions import compile_condition as compile_with
from otelevals.genai.interaction import Interaction
from otelevals.genai.paths import access
from otelevals.otlp.anyvalue import Value
from otelevals.scoring.outcome import Evaluation
from otelevals.scoring.verdict import Verdicts

_EVALS = "evals"
_OF_EVALUATION = ("score", "label", "passed")


class Subject(NamedTuple):
    """What a condition is about."""

    interaction: Interaction
    evals: dict[str, Evaluation]
    """The evaluations that the target was given before, by their names."""

    @property
    def span(self) -> Span:
        return self.interaction.span


class When(NamedTuple):
    condition: Condition
    scorers: frozenset[str]
    """Those whose evaluations it asks for."""


class _Paths:
    """The paths of one condition."""

    enums = ENUMS

    def __init__(self) -> None:
        self.scorers: set[str] = set()
        self._others = SpanPaths(roots={"genai": _genai})

    def resolve(self, path: Path) -> Access:
        if path.fields[0].name == _EVALS:
            return self._evaluation(path)
        return self._others.resolve(path)

    def _evaluation(self, path: Path) -> Access:
        first, *rest = path.fields
        valid = [f'{_EVALS}["..."].{name}' for name in _OF_EVALUATION]
        if len(first.keys) != 1 or not isinstance(first.keys[0], str) or len(rest) != 1:
            raise UnknownPath(f"{path} does not name an evaluation and what to read of it", valid)
        name, field = first.keys[0], rest[0]
        if field.keys or field.name not in _OF_EVALUATION:
            raise UnknownPath(f"unknown path {path}", valid)
        self.scorers.add(name.partition(".")[0])

        def get(subject: Any) -> Value:
            evaluation = subject.evals.get(name)
            return None if evaluation is None else getattr(evaluation, field.name)

        return Access(get, truth=field.name == "passed")


class _VerdictPaths:
    """The paths of a condition on a verdict."""

    enums: Mapping[str, int] = {}

    def resolve(self, path: Path) -> Access:
        name = str(path)
        if name not in ("score", "label"):
            raise UnknownPath(f"unknown path {path}", ["label", "score"])
        return Access(lambda score: getattr(score, name))


def _itself(subject: Subject) -> Interaction:
    return subject.interaction


def _genai(path: Path) -> Access:
    return access(path, _itself)


def compile_condition(text: str) -> When:
    """A condition that takes a Subject; ConditionError when it is none."""
    paths = _Paths()
    condition = compile_with(text, paths)
    return When(condition, frozenset(paths.scorers))


def compile_pass_condition(text: str) -> Condition:
    """A condition that takes a Score; ConditionError when it is none."""
    return compile_with(text, _VerdictPaths())


def judged(verdicts: Verdicts, condition: Condition) -> Verdicts:
    """The verdicts, passing by the condition alone; EvaluationError when it cannot be evaluated on one."""
    return tuple([(name, replace(score, passed=condition(score))) for name, score in verdicts])
