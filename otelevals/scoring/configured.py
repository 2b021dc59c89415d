"""A scorer as a configuration has it: built, with its options, its needs and its version."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from otelevals.conditions import Condition
from otelevals.genai.interaction import Interaction
from otelevals.scoring.condition import compile_condition
from otelevals.scoring.names import check_name, choices
from otelevals.scoring.needs import Need, needs_of
from otelevals.scoring.options import CommonOptions
from otelevals.scoring.registry import find_scorer
from otelevals.scoring.scorer import Scorer
from otelevals.scoring.targets import TARGETS

_COMMON = frozenset(CommonOptions.model_fields)
_VERSION_LENGTH = 12


@dataclass(frozen=True)
class ConfiguredScorer:
    """Everything that the runner needs to know of one scorer."""

    name: str
    options: CommonOptions
    scorer: Scorer
    function: Callable[..., object]
    needs: tuple[Need, ...]
    version: str
    matches: Callable[[Interaction], bool]
    """Whether an interaction is of a kind that the scorer is for."""
    when: Condition | None
    written: object
    """The entry as it stands in the configuration."""

    @property
    def rate(self) -> float:
        return self.options.sampling.rate


def configure(name: str, written: object, base_dir: Path | None = None) -> ConfiguredScorer:
    """A scorer from its entry in a configuration: nothing, the name of a type, or a mapping of options.

    ValidationError or ValueError when it cannot be built.
    """
    check_name(name)
    entry = _entry(name, written)
    kind = find_scorer(entry["type"])
    own = {key: value for key, value in entry.items() if key not in _COMMON}
    _check_keys(kind, own)
    scorer = kind.model_validate(own, context={"base_dir": base_dir or Path()})
    options = CommonOptions.model_validate(
        {**scorer.option_defaults(), **{key: value for key, value in entry.items() if key in _COMMON}}
    )
    return bind(name, scorer, options, written)


def bind(name: str, scorer: Scorer, options: CommonOptions, written: object = None) -> ConfiguredScorer:
    """A scorer with its options; ValueError when they do not fit together."""
    function = scorer.function()
    return ConfiguredScorer(
        name,
        options,
        scorer,
        function,
        needs_of(function, f"scorer {name!r}"),
        options.version or _version(scorer, options),
        TARGETS[options.on],
        _when(options),
        written,
    )


def _entry(name: str, written: object) -> dict[str, Any]:
    if written is None:
        return {"type": name}
    if isinstance(written, str):
        return {"type": written}
    if not isinstance(written, Mapping):
        raise ValueError("expected nothing, the name of a scorer type, or a mapping of options")
    entry = {"type": name, **written}
    if not isinstance(entry["type"], str):
        raise ValueError("expected `type` to be the name of a scorer type")
    return entry


def _check_keys(kind: type[Scorer], own: Mapping[str, object]) -> None:
    """Unknown options, told with the choices of this type."""
    if kind.model_config.get("extra") == "allow":
        return
    valid = _COMMON | set(kind.model_fields)
    problems = [
        InitErrorDetails(type=_problem(f"unknown option{choices(str(key), valid)}"), loc=(key,), input=value)
        for key, value in own.items()
        if key not in valid
    ]
    if problems:
        raise ValidationError.from_exception_data(kind.__name__, problems)


def _when(options: CommonOptions) -> Condition | None:
    if options.when is None:
        return None
    try:
        return compile_condition(options.when)
    except ValueError as error:
        detail = InitErrorDetails(type=_problem(str(error)), loc=("when",), input=options.when)
        raise ValidationError.from_exception_data("scorer", [detail]) from error


def _problem(message: str) -> PydanticCustomError:
    return PydanticCustomError("value_error", "{message}", {"message": message})


def _version(scorer: Scorer, options: CommonOptions) -> str:
    settings = {"type": options.type, "threshold": options.threshold, "options": scorer.model_dump(mode="json")}
    text = json.dumps(settings, sort_keys=True, default=str).encode()
    return sha256(scorer.code() + b"\0" + text).hexdigest()[:_VERSION_LENGTH]
