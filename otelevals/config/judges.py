"""The section `judges`: models that scorers of type `judge` ask, each with a name."""

from collections.abc import Mapping
from pathlib import Path

from otelevals.api.judge_config import JudgeConfig
from otelevals.config.nodes import Map, child, is_null, locate, show
from otelevals.config.problem import Problem
from otelevals.config.validate import validate

SECTION = "judges"
Judges = Mapping[str, JudgeConfig | None]
"""By their names; None where what is said of one is wrong."""


def read_judges(root: Map, base_dir: Path) -> tuple[Judges, list[Problem]]:
    section = child(root, SECTION)
    if section is None or is_null(section):
        return {}, []
    if not isinstance(section, Map):
        return {}, [Problem(locate(root, (SECTION,)), SECTION, show(section), "expected judges by their names")]
    judges: dict[str, JudgeConfig | None] = {}
    problems: list[Problem] = []
    for name in section.entries:
        judges[name], wrong = validate(JudgeConfig, root, (SECTION, name), base_dir)
        problems.extend(wrong)
    return judges, problems
