"""The scorer type `python`: a function or a class of the user's own."""

import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, PrivateAttr, ValidationInfo, model_validator

from otelevals.api.config import Duration
from otelevals.api.errors import ConfigError
from otelevals.scoring.names import choices
from otelevals.scoring.options import CommonOptions
from otelevals.scoring.scorer import DEFAULT_TIMEOUT, Scorer, mark_of, source_of
from otelevals.scoring.user_code import CannotLoad, load_file, load_installed


class PythonScorer(Scorer):
    """Calls a function, or builds a Scorer class from the options that are not known here."""

    model_config = ConfigDict(extra="allow")

    path: str
    """`checks.py:function`, relative to the configuration file, or `package.module:function`."""
    isolation: Annotated[Literal["process", "inline"], Field(exclude=True)] = "process"
    """Where it is called: in an evaluator process, which is killed when the scorer hangs; or inline, on the thread that
    takes telemetry on: for code that is fast and that you trust, since all telemetry waits for it."""
    timeout: Annotated[Duration, Field(gt=0, exclude=True)] = DEFAULT_TIMEOUT
    """How long a call in an evaluator process may take."""

    _target: Callable[..., object] | Scorer = PrivateAttr()
    _module: ModuleType = PrivateAttr()

    @model_validator(mode="after")
    def _load(self, info: ValidationInfo) -> "PythonScorer":
        base_dir = (info.context or {}).get("base_dir", Path())
        place, _, name = self.path.rpartition(":")
        if not place or not name:
            raise _wrong("expected path to be file.py:function or package.module:function")
        self._module = _loaded(place, base_dir)
        self._target = self._build(_find(self._module, place, name))
        return self

    def _build(self, found: object) -> Callable[..., object] | Scorer:
        options = self.model_extra or {}
        if isinstance(found, type) and issubclass(found, Scorer):
            if taken := sorted({"path", "isolation", "timeout"}.intersection(found.model_fields)):
                raise _wrong(f"{self.path} has an option {taken[0]!r}, which is one of the type python; rename it")
            _refuse_unknown(options, found.model_fields)
            built = found.model_validate(options)
            self._refuse_async(built.function())
            return built
        if isinstance(found, type) or not callable(found):
            raise _wrong(f"{self.path} is neither a function nor a class derived from otelevals.Scorer")
        self._refuse_async(found)
        _refuse_unknown(options, ())
        return found

    def _refuse_async(self, function: Callable[..., object]) -> None:
        if inspect.isasyncgenfunction(function):
            raise _wrong(f"{self.path} yields: a scorer returns its verdict")
        if self.isolation == "inline" and inspect.iscoroutinefunction(function):
            raise _wrong(f"{self.path} is async: inline it would hold up telemetry; leave out isolation: inline")

    @property
    def isolated(self) -> bool:
        return self.isolation == "process"

    @property
    def call_timeout(self) -> float:
        return self.timeout

    def function(self) -> Callable[..., object]:
        return self._target.function() if isinstance(self._target, Scorer) else self._target

    def code(self) -> bytes:
        return source_of(self._module)

    def option_defaults(self) -> dict[str, Any]:
        if isinstance(self._target, Scorer):
            return self._target.option_defaults()
        mark = mark_of(self._target)
        return mark.options if mark is not None else {}


def _wrong(message: str) -> ConfigError:
    return ConfigError(message, ("path",))


def _refuse_unknown(options: dict[str, Any], valid: Any) -> None:
    for key in options:
        if key not in valid:
            known = (*valid, "path", *CommonOptions.model_fields)
            raise ConfigError(f"unknown option{choices(key, known)}", (key,))


def _loaded(place: str, base_dir: Path) -> ModuleType:
    file = base_dir / place
    if place.endswith(".py") and not file.is_file():
        raise _wrong(f"{place} is not a file in {file.parent.absolute()}")
    try:
        return load_file(file, place, "scorer") if place.endswith(".py") else load_installed(place)
    except CannotLoad as error:
        raise _wrong(str(error)) from error


def _find(module: ModuleType, place: str, name: str) -> object:
    found = getattr(module, name, None)
    if found is None:
        own = [key for key, value in vars(module).items() if getattr(value, "__module__", None) == module.__name__]
        public = [key for key in own if not key.startswith("_")]
        raise _wrong(f"{place} has no {name!r}{choices(name, public)}")
    return found
