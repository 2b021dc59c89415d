"""A scorer as a configuration has it: built, with its options, its needs and its version."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from otelevals.api.errors import ConfigError
from otelevals.conditions import Condition
from otelevals.genai.interaction import Interaction
from otelevals.scoring.condition import When, compile_condition, compile_pass_condition
from otelevals.scoring.dimensions import parse_dimensions
from otelevals.scoring.names import check_name, choices
from otelevals.scoring.needs import Need, needs_of
from otelevals.scoring.options import CommonOptions, Sampling
from otelevals.scoring.registry import find_scorer
from otelevals.scoring.sampling import EVERYTHING, Rules
from otelevals.scoring.scorer import Scorer
from otelevals.scoring.targets import TARGETS

T = TypeVar("T")
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
    when: When | None
    pass_if: Condition | None
    after: frozenset[str]
    """The scorers whose evaluations it asks for."""
    written: object = field(repr=False)
    """The entry as it stands in the configuration; it may hold secrets."""
    base_dir: Path = Path()
    rules: Rules = EVERYTHING
    """How it draws."""
    judges: Mapping[str, Any] = field(default_factory=dict)
    """What the configuration says of judges, by their names."""

    @property
    def isolated(self) -> bool:
        """Whether it is called in an evaluator process."""
        return self.scorer.isolated

    def depends_on_any(self, names: Collection[str]) -> bool:
        """Whether it may ask for the evaluations of one of these."""
        if self.after:
            return not self.after.isdisjoint(names)
        return any(need.name == "evals" for need in self.needs)


def configure(
    name: str, written: object, base_dir: Path | None = None, judges: Mapping[str, Any] | None = None
) -> ConfiguredScorer:
    """A scorer from its entry in a configuration: nothing, the name of a type, or a mapping of options.

    ValidationError or ValueError when it cannot be built.
    """
    check_name(name)
    entry = _entry(name, written)
    kind = _kind(entry["type"])
    common, own, problems = _sorted(entry, kind)
    context = {"base_dir": base_dir or Path(), "judges": judges or {}, "name": name}
    scorer = _collected(problems, lambda: kind.model_validate(own, context=context))
    defaults = {} if scorer is None else scorer.option_defaults()
    options = _collected(problems, lambda: CommonOptions.model_validate({**defaults, **common}))
    if options is not None and options.threshold is not None and kind.instead_of_threshold:
        message = f"a threshold is the least that passes: write {kind.instead_of_threshold}, or `pass_if`"
        problems.append(_problem(message, "threshold", options.threshold))
    if options is not None and options.threshold is not None and scorer is not None:
        try:
            scorer.check_threshold(options.threshold)
        except ValueError as error:
            problems.append(_problem(str(error), "threshold", options.threshold))
    when = None if options is None else _collected(problems, lambda: _compiled("when", options.when, compile_condition))
    pass_if, rules = None, EVERYTHING
    if options is not None:
        rules = _rules(options.sampling, problems)
        pass_if = _collected(problems, lambda: _compiled("pass_if", options.pass_if, compile_pass_condition))
    if scorer is None or options is None or problems:
        raise ValidationError.from_exception_data(kind.__name__, problems)
    return bind(name, scorer, options, when, pass_if, written, base_dir, judges, rules)


def bind(
    name: str,
    scorer: Scorer,
    options: CommonOptions,
    when: When | None = None,
    pass_if: Condition | None = None,
    written: object = None,
    base_dir: Path | None = None,
    judges: Mapping[str, Any] | None = None,
    rules: Rules | None = None,
) -> ConfiguredScorer:
    """A scorer with its options; ValueError when they do not fit together."""
    function, rules = scorer.function(), rules or Rules(options.sampling)
    return ConfiguredScorer(
        name,
        options,
        scorer,
        function,
        needs_of(function, f"scorer {name!r}"),
        options.version or _version(scorer, options),
        TARGETS[options.on],
        when,
        pass_if,
        frozenset((*scorer.depends_on(), *(when.scorers if when is not None else ()), *rules.scorers)),
        written,
        base_dir or Path(),
        rules,
        judges or {},
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


def _kind(name: str) -> type[Scorer]:
    try:
        return find_scorer(name)
    except ValueError as error:
        raise ConfigError(str(error), ("type",)) from error


def _sorted(
    entry: Mapping[str, Any], kind: type[Scorer]
) -> tuple[dict[str, Any], dict[str, Any], list[InitErrorDetails]]:
    """The options that every scorer has, those of this type, and what is wrong with the rest."""
    valid = _COMMON | {field.alias or name for name, field in kind.model_fields.items()}
    takes_all = kind.model_config.get("extra") == "allow"
    common: dict[str, Any] = {}
    own: dict[str, Any] = {}
    problems = []
    for key, value in entry.items():
        if key in _COMMON:
            common[key] = value
        elif takes_all or key in valid:
            own[key] = value
        else:
            problems.append(_problem(f"unknown option{choices(str(key), valid)}", key, value))
    return common, own, problems


def _collected(problems: list[InitErrorDetails], build: Callable[[], T]) -> T | None:
    """What is built; None when that fails, and then the problems are added."""
    try:
        return build()
    except ValidationError as error:
        problems.extend(
            InitErrorDetails(type=found["type"], loc=found["loc"], input=found["input"], ctx=found.get("ctx", {}))
            for found in error.errors()
        )
        return None


def _rules(options: Sampling, problems: list[InitErrorDetails]) -> Rules:
    """What is wrong with a policy is added to the problems."""
    found: dict[str, list[When]] = {"always": [], "never": []}
    for policy, compiled in found.items():
        for number, text in enumerate(getattr(options, policy)):
            try:
                compiled.append(compile_condition(text))
            except ValueError as error:
                problems.append(_problem(str(error), "sampling", text, policy, number))
    by = None
    if options.strata is not None:
        try:
            (by,) = parse_dimensions([options.strata.by])
        except ValueError as error:
            problems.append(_problem(str(error), "sampling", options.strata.by, "strata", "by"))
    return Rules(options, tuple(found["always"]), tuple(found["never"]), by)


def _compiled(key: str, text: str | None, compile_: Callable[[str], T]) -> T | None:
    if text is None:
        return None
    try:
        return compile_(text)
    except ValueError as error:
        problem = _problem(str(error), key, text)
        raise ValidationError.from_exception_data("scorer", [problem]) from error


def _problem(message: str, key: str, value: object, *inside: str | int) -> InitErrorDetails:
    return InitErrorDetails(type="value_error", loc=(key, *inside), input=value, ctx={"error": ValueError(message)})


def _version(scorer: Scorer, options: CommonOptions) -> str:
    passing = {"threshold": options.threshold, **({} if options.pass_if is None else {"pass_if": options.pass_if})}
    settings = {"type": options.type, **passing, "options": scorer.model_dump(mode="json")}
    text = json.dumps(settings, sort_keys=True, default=str).encode()
    digest = sha256(scorer.code() + b"\0" + text).hexdigest()[:_VERSION_LENGTH]
    name = scorer.version_name()
    return f"{name}+{digest}" if name else digest
