"""The base of every component's configuration, and the value types that configurations share."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, ValidationInfo, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


class Config(BaseModel):
    """Options as in YAML: unknown keys are errors, types are not guessed, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True, use_attribute_docstrings=True)


def parse_duration(value: Any) -> float:
    """Seconds of a duration as Go writes them: 300ms, 1.5s, 1m30s, 0."""
    if isinstance(value, str) and (text := value.strip()):
        sign = -1.0 if text[0] == "-" else 1.0
        text = text.lstrip("+-")
        parts = list(_DURATION.finditer(text))
        if parts and "".join(part.group() for part in parts) == text:
            return sign * sum(float(part[1]) * _SECONDS[part[2]] for part in parts)
        if text == "0":
            return 0.0
    elif isinstance(value, int | float) and not isinstance(value, bool) and value == 0:
        return 0.0
    raise ValueError("expected a duration such as 300ms, 5s or 1m30s")


def _non_negative(value: Any, info: ValidationInfo) -> float:
    in_seconds = info.mode == "python" and isinstance(value, float)  # from code: configurations are read as JSON
    seconds = value if in_seconds else parse_duration(value)
    if seconds < 0:
        raise ValueError("expected a duration that is not negative")
    return seconds


Duration = Annotated[
    float,
    BeforeValidator(_non_negative),
    WithJsonSchema(
        {"type": ["string", "integer"], "description": "a duration such as 300ms, 5s or 1m30s", "examples": ["5s"]}
    ),
]


class Secret(str):
    """A string that no log, error or printed configuration shows. `reveal` gives it to whoever must send it."""

    __slots__ = ()
    SHOWN = "[REDACTED]"

    def __repr__(self) -> str:
        return self.SHOWN

    def __str__(self) -> str:
        return self.SHOWN

    def __format__(self, spec: str) -> str:
        return self.SHOWN

    def reveal(self) -> str:
        return str.__str__(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(), serialization=core_schema.plain_serializer_function_ser_schema(repr)
        )
