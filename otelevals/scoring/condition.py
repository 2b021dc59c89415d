"""Conditions of scorers: paths into the interaction and into its span, scope and resource."""

from otelevals.api.span_paths import SpanPaths
from otelevals.conditions import Access, Condition, Path
from otelevals.conditions import compile_condition as compile_with
from otelevals.genai.interaction import Interaction
from otelevals.genai.paths import access


def _itself(interaction: Interaction) -> Interaction:
    return interaction


def _genai(path: Path) -> Access:
    return access(path, _itself)


_PATHS = SpanPaths(roots={"genai": _genai})


def compile_condition(text: str) -> Condition:
    """A condition that takes an Interaction; ConditionError when it is none."""
    return compile_with(text, _PATHS)
