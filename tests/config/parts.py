"""Small components, and shorthand for loading configurations that are made of them."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from otelevals.api.component import Component, ComponentId, Receiver
from otelevals.api.config import Config, Duration, Secret
from otelevals.api.errors import ConfigError
from otelevals.api.registry import Registry
from otelevals.config import InvalidConfiguration, Loaded, load
from otelevals.otlp.signals import Signal
from otelevals.testing import MemoryExporter


class Grpc(Config):
    endpoint: str = "localhost:4317"


class Protocols(Config):
    grpc: Grpc | None = None
    http: Grpc | None = None


class Otlp(Receiver):
    type = "otlp"

    class Config(Config):
        protocols: Protocols


class Batch(Component):
    type = "batch"

    class Config(Config):
        timeout: Duration = 0.2
        """How long to wait."""
        size: Annotated[int, Field(ge=1, le=1000)] = 100
        limit: int = 0
        metadata_keys: tuple[str, ...] = ()

        @model_validator(mode="after")
        def _limit(self) -> Self:
            if 0 < self.limit < self.size:
                raise ValueError("limit must not be less than size")
            return self


class Check(Config):
    type: Literal["regex", "contains"]
    pattern: str
    threshold: float | None = None


class Filter(Component):
    type = "filter"
    signals: ClassVar[frozenset[Signal]] = frozenset((Signal.TRACES,))

    class Config(Config):
        error_mode: Literal["ignore", "silent", "propagate"] = "ignore"
        conditions: list[str] = []  # noqa: RUF012
        script: Path | None = None
        checks: dict[str, str | Check | None] = {}  # noqa: RUF012

        @field_validator("conditions")
        @classmethod
        def _compile(cls, conditions: list[str]) -> list[str]:
            for number, condition in enumerate(conditions):
                if "=" not in condition:
                    raise ConfigError(f"not a condition: {condition!r}", (number,))
            return conditions

        @field_validator("script")
        @classmethod
        def _exists(cls, script: Path | None, info: ValidationInfo) -> Path | None:
            assert info.context is not None
            if script is not None and not (info.context["base_dir"] / script).exists():
                raise ValueError("there is no such file")
            return script


class Auth(Config):
    token: Secret


class Debug(MemoryExporter):
    type = "debug"
    aliases = ("logging",)

    class Config(Config):
        endpoint: str = "localhost"
        verbosity: Literal["basic", "normal", "detailed"] = "basic"
        headers: dict[str, Secret] = {}  # noqa: RUF012
        api_key: Secret | None = None
        auth: Auth | None = None
        enabled: bool = True
        ratio: float = 1.0
        extra: Any = None


class Health(Component):
    type = "health_check"


def registry() -> Registry:
    result = Registry(points=[])
    result.add("receivers", Otlp)
    result.add("processors", Batch)
    result.add("processors", Filter)
    result.add("exporters", Debug)
    result.add("extensions", Health)
    return result


MINIMAL = """
receivers: {otlp: {protocols: {grpc: }}}
exporters: {debug: }
service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
"""


def load_text(text: str, *sets: str, environ: Mapping[str, str] | None = None) -> Loaded:
    """Load a text as if it was the file c.yaml."""
    return load(["env:c.yaml"], sets, registry(), {**(environ or {}), "c.yaml": text})


def problems(text: str, *sets: str, environ: Mapping[str, str] | None = None) -> list[str]:
    """What is wrong with a text, each as it is shown, without the source's name."""
    try:
        load_text(text, *sets, environ=environ)
    except InvalidConfiguration as error:
        return [str(problem).removeprefix("env:c.yaml:") for problem in error.problems]
    return []


_KINDS = {"otlp": "receivers", "batch": "processors", "filter": "processors", "debug": "exporters"}


def configured(options: str, component: str = "debug", environ: Mapping[str, str] | None = None) -> Any:
    """The checked options of a component."""
    loaded = load_text(_around(options, component), environ=environ)
    return loaded.sections[_KINDS[component]][ComponentId(component)].config


def mistakes(options: str, component: str = "debug", environ: Mapping[str, str] | None = None) -> list[str]:
    """What is wrong with the options of a component, line 3 being the first of them; only problems, not their path."""
    prefix = f" :: {_KINDS[component]}::{component}"
    return [problem.replace(prefix, "", 1) for problem in problems(_around(options, component), environ=environ)]


def _around(options: str, component: str) -> str:
    kind = _KINDS[component]
    block = textwrap.indent(options.strip(), "    ")
    rest = "".join(line + "\n" for line in MINIMAL.splitlines() if not line.startswith(kind))
    used = rest.replace("[otlp]", f"[otlp], processors: [{component}]") if kind == "processors" else rest
    return f"{kind}:\n  {component}:\n{block}\n{used}"
