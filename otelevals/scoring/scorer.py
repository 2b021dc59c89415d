"""What scorers are made of: a class whose fields are its options, or a function marked with `@scorer`."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, NamedTuple, TypeVar, overload

from otelevals.api.config import Config
from otelevals.scoring.needs import needs_of
from otelevals.scoring.options import CommonOptions

F = TypeVar("F", bound=Callable[..., object])
_MARK = "__otelevals_scorer__"
DEFAULT_TIMEOUT = 5.0


class Scorer(Config):
    """A configurable scorer: its fields are its YAML, the parameters of its `score` method are what it needs.

    It is built once and called for many interactions, so `score` changes nothing.
    """

    defaults: ClassVar[dict[str, Any]] = {}
    """Options that every scorer has (`on`, `version`, ...) where this one's defaults differ."""
    instead_of_threshold: ClassVar[str] = ""
    """The options that say what passes where less is better, and a threshold would pass what it should not."""
    inline: ClassVar[bool] = False
    """Whether it is called on the thread that takes telemetry on: for what is fast, bounded and trusted."""
    engine: ClassVar[str] = ""
    """`module:class` of the Engine that calls such scorers, many at once, in a process of their own; empty where they
    are called one after the other."""
    score: ClassVar[Callable[..., object]]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        taken = sorted(set(cls.model_fields) & set(CommonOptions.model_fields))
        if taken:
            raise TypeError(f"{cls.__name__}: every scorer has an option {taken[0]!r} already; rename the field")

    def function(self) -> Callable[..., object]:
        """What is called with the things that its parameters name."""
        if not hasattr(self, "score"):
            raise ValueError(f"{type(self).__name__} has no method 'score'")
        return self.score

    def code(self) -> bytes:
        """What tells one version of the code from another."""
        return source_of(sys.modules.get(type(self).__module__))

    def version_name(self) -> str:
        """What its version begins with, for people."""
        return ""

    def check_threshold(self, threshold: float) -> None:
        """ValueError when this is no limit of what it gives."""

    def depends_on(self) -> Iterable[str]:
        """The scorers whose evaluations this one reads: they run before it."""
        return ()

    @property
    def isolated(self) -> bool:
        """Whether it is called in an evaluator process, which may be ended."""
        return not self.inline

    @property
    def comes_later(self) -> bool:
        """Whether calls that are not answered when their process ends are kept there, to be answered another time."""
        return False

    @property
    def call_timeout(self) -> float:
        """How many seconds a call may take there."""
        return DEFAULT_TIMEOUT

    def option_defaults(self) -> dict[str, Any]:
        return self.defaults


class Mark(NamedTuple):
    """What `@scorer` leaves on a function."""

    options: dict[str, Any]


@overload
def scorer(function: F, /) -> F: ...
@overload
def scorer(*, on: str | None = ..., version: str | None = ..., threshold: float | None = ...) -> Callable[[F], F]: ...
def scorer(
    function: F | None = None,
    /,
    *,
    on: str | None = None,
    version: str | None = None,
    threshold: float | None = None,
) -> F | Callable[[F], F]:
    """Mark a function as a scorer, checking its parameters; the options are defaults for its configuration.

    The function stays what it was and can be called as before.
    """
    options = {"on": on, "version": version, "threshold": threshold}

    def mark(target: F) -> F:
        if isinstance(target, type):
            raise TypeError(f"{target.__name__}: a class is made a scorer by deriving it from otelevals.Scorer")
        needs_of(target, getattr(target, "__name__", "the scorer"))
        setattr(target, _MARK, Mark({key: value for key, value in options.items() if value is not None}))
        return target

    return mark if function is None else mark(function)


def mark_of(function: object) -> Mark | None:
    """The options that `@scorer` was given, None for a function that it did not mark."""
    mark = getattr(function, _MARK, None)
    return mark if isinstance(mark, Mark) else None


def source_of(module: ModuleType | None) -> bytes:
    """The source of a module, or nothing when it has none."""
    file = getattr(module, "__file__", None)
    path = Path(file) if isinstance(file, str) else None
    return path.read_bytes() if path is not None and path.is_file() else b""
