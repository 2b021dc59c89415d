"""What the built-in rubrics ask, and what a rubric may say, read from the files and the code."""

from collections.abc import Iterator
from pathlib import Path

from otelevals.judges.front import Front
from otelevals.judges.inputs import INPUTS
from otelevals.judges.rubric import Rubric, built_in, find_rubric
from otelevals.judges.scale import Share

_FILES = "../otelevals/judges/rubrics"


def sections() -> str:
    """A section for each rubric."""
    return "\n".join(line for name in built_in() for line in _section(find_rubric(name, Path())))


def front_table() -> str:
    rows = [f"| `{name}` | {field.description or ''} |" for name, field in Front.model_fields.items()]
    return "\n".join(["| key | meaning |", "|---|---|", *rows, ""])


def input_table() -> str:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in INPUTS.items()]
    return "\n".join(["| input | what it is, as the judge is told |", "|---|---|", *rows, ""])


def _section(rubric: Rubric) -> Iterator[str]:
    yield f"### {rubric.name}"
    yield ""
    yield f"{rubric.description} [The text]({_FILES}/{rubric.name}.md), version {rubric.version}."
    yield ""
    yield f"- Needs {_names(rubric.needs)}" + (
        f"; shown where it is there: {_names(rubric.optional)}." if rubric.optional else "."
    )
    yield f"- For `on: {rubric.on}`."
    yield f"- {_scale(rubric)}"
    for version, change in rubric.changes:
        yield f"- Version {version}: {change}"
    yield ""


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _scale(rubric: Rubric) -> str:
    scale = rubric.scale
    passes = "" if rubric.threshold is None else f" Passes from {rubric.threshold:g} on."
    if isinstance(scale, Share):
        return f"Score: the share of {scale.share_of} that are {scale.that_is}.{passes}"
    if scale.kind == "boolean":
        return "Verdicts: `pass` (1) and `fail` (0)."
    verdicts = ", ".join(f"`{verdict}` ({number:g})" for verdict, number in scale.values.items())
    return f"Verdicts: {verdicts}.{passes}"
