"""Makes components as the engine would, from options as they are written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from otelevals.api.clock import Clock
from otelevals.api.component import Component, Context
from otelevals.testing.fakes import context

Options = Mapping[str, Any] | BaseModel
"""As in YAML, or the component's Config."""


class Plan:
    """How to build one component again and again."""

    def __init__(self, cls: type[Any], options: Options | None, base_dir: Path | None) -> None:
        self.cls = cls
        self.base_dir = base_dir or Path()
        self.config = (
            options
            if isinstance(options, BaseModel)
            else cls.Config.model_validate(dict(options or {}), context={"base_dir": self.base_dir})
        )

    @property
    def name(self) -> str:
        return str(self.cls.type)

    def context(self, clock: Clock) -> Context:
        return context(f"{self.name}/contract", clock, base_dir=self.base_dir)

    def build(self, clock: Clock, *more: Any, config: Any = None) -> Any:
        """A new component; it must not have opened anything yet."""
        component: Component = self.cls(self.config if config is None else config, self.context(clock), *more)
        return component
