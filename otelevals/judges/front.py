"""The front matter of a rubric's file: YAML between two lines of `---`."""

from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator

from otelevals.api.config import Config
from otelevals.judges.inputs import INPUTS
from otelevals.judges.scale import Scale
from otelevals.scoring.names import choices
from otelevals.scoring.options import On

_MARK = "---"
_BOOL, _DATE = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"


class _Loader(yaml.SafeLoader):
    """Reads `on`, `yes` and dates as the texts that they are in YAML 1.2, as configurations are read."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in found if tag != _DATE and (tag != _BOOL or first in "tTfF")]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class BadFront(ValueError):
    """The front matter is wrong; says how."""


def _as_version(written: Any) -> Any:
    return str(written) if isinstance(written, int) and not isinstance(written, bool) else written


def _as_changes(written: Any) -> Any:
    return {_as_version(key): value for key, value in written.items()} if isinstance(written, dict) else written


class Front(Config):
    name: Annotated[str, Field(max_length=100)] = ""
    """What it is called; the name of its file when not given."""
    version: Annotated[str, BeforeValidator(_as_version), Field(max_length=50)] = ""
    """What its results are told apart by; a hash of its content when not given."""
    description: str = ""
    """What it asks, in a sentence."""
    needs: list[str] = Field(default_factory=list)
    """The inputs that it cannot do without; those that the text names, or input and output, when not given."""
    optional: list[str] = Field(default_factory=list)
    """Inputs that are shown to the judge where they are there."""
    on: On = "llm"
    """Which spans it is for."""
    scale: Scale | None = None
    """Which verdicts there are; boolean when not given."""
    threshold: float | None = None
    """The least score that passes."""
    examples: list[Any] = Field(default_factory=list)
    """Inputs, with the explanation and the verdict that they should have."""
    changes: Annotated[dict[str, str], BeforeValidator(_as_changes)] = Field(default_factory=dict)
    """What each version brought, by version."""

    @field_validator("needs", "optional")
    @classmethod
    def _are_inputs(cls, names: list[str]) -> list[str]:
        for name in names:
            if name not in INPUTS:
                raise ValueError(f"{name[:100]!r} is nothing that a judge is shown{choices(name, INPUTS)}")
        return names

    @model_validator(mode="after")
    def _once(self) -> "Front":
        if twice := sorted(set(self.needs) & set(self.optional)):
            raise ValueError(f"{twice[0]!r} is in needs and in optional")
        return self


def read_front(text: str) -> tuple[Front, str]:
    """The front matter, which may be missing, and the text after it; BadFront when it is wrong."""
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    if first.rstrip() != _MARK:
        return Front(), text
    lines = rest.splitlines(keepends=True)
    end = next((number for number, line in enumerate(lines) if line.rstrip() == _MARK), None)
    if end is None:
        raise BadFront(f"it has no end: a line of {_MARK}")
    return _checked("".join(lines[:end])), "".join(lines[end + 1 :])


def _checked(written: str) -> Front:
    try:
        found = yaml.load(written, _Loader)  # noqa: S506 -- a safe one
    except yaml.YAMLError as error:
        raise BadFront(_sentence(error)) from None
    if not isinstance(found, dict):
        raise BadFront(f"expected keys and values{choices('', Front.model_fields)}")
    if unknown := [key for key in found if key not in Front.model_fields]:
        raise BadFront(f"unknown key {str(unknown[0])[:100]!r}{choices(str(unknown[0]), Front.model_fields)}")
    try:
        return Front.model_validate({key: value for key, value in found.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(each) for each in first["loc"])
        raise BadFront(": ".join(filter(None, (place, first["msg"].removeprefix("Value error, "))))) from None


def _sentence(error: yaml.YAMLError) -> str:
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    place = f" (line {mark.line + 2})" if mark is not None else ""
    return f"invalid YAML: {problem or 'it cannot be read'}{place}"
