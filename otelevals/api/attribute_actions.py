"""Changes to attributes as configurations write them: insert, update, upsert, delete, hash, extract, convert."""

from typing import Any, Literal, Self

from pydantic import model_validator

from otelevals.api.config import Config
from otelevals.api.errors import ConfigError
from otelevals.api.patterns import compile_pattern

_SOURCES = ("value", "from_attribute", "from_context")
_OPTIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("insert", "update", "upsert"), (*_SOURCES, "default_value")),
    "delete": ("pattern",),
    "hash": ("pattern",),
    "extract": ("pattern",),
    "convert": ("converted_type",),
}
_NAMES = sorted({name for names in _OPTIONS.values() for name in names})
_METADATA = "metadata."


class AttributeAction(Config):
    key: str = ""
    """The attribute to act on."""
    action: Literal["insert", "update", "upsert", "delete", "hash", "extract", "convert"]
    """insert sets an attribute that is missing, update one that is there, upsert both; delete removes it, hash replaces
    its value by the SHA-256 of it, extract makes attributes of parts of it, convert changes its type."""
    value: Any = None
    """insert, update, upsert: the value."""
    from_attribute: str = ""
    """insert, update, upsert: the attribute whose value to take. When it is missing nothing happens."""
    from_context: str = ""
    """insert, update, upsert: the request header whose value to take, as metadata.<name>."""
    default_value: Any = None
    """insert, update, upsert: the value when there is no other."""
    pattern: str = ""
    """delete, hash: a regular expression for further keys. extract: one whose named groups become attributes."""
    converted_type: Literal["int", "double", "string"] | None = None
    """convert: the type."""

    @property
    def header(self) -> str:
        """The name of the request header of from_context."""
        return self.from_context.removeprefix(_METADATA).lower()

    @property
    def has_source(self) -> bool:
        return any(self._has(name) for name in _SOURCES)

    def _has(self, name: str) -> bool:
        return getattr(self, name) not in (None, "") or (name == "value" and self.value == "")

    @model_validator(mode="before")
    @classmethod
    def _in_lower_case(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("action"), str):
            return {**value, "action": value["action"].lower()}
        return value

    @model_validator(mode="after")
    def _needs(self) -> Self:
        optional_key = self.action in ("delete", "hash")
        if not self.key and not (optional_key and self.pattern):
            raise ValueError(f"{self.action} needs {'key or pattern' if optional_key else 'key'}")
        if self.action in ("insert", "update", "upsert") and not self.has_source and self.default_value is None:
            raise ValueError(f"{self.action} needs value, from_attribute, from_context or default_value")
        if self.action == "extract" and not self.pattern:
            raise ValueError("extract needs pattern")
        if self.action == "convert" and not self.converted_type:
            raise ValueError("convert needs converted_type")
        return self

    @model_validator(mode="after")
    def _uses(self) -> Self:
        for name in _NAMES:
            if self._has(name) and name not in _OPTIONS[self.action]:
                raise ConfigError(f"{self.action} does not use {name}", (name,))
        sources = [name for name in _SOURCES if self._has(name)]
        if len(sources) > 1:
            raise ValueError(f"{' and '.join(sources)} cannot be used together")
        if self.from_context == "client.address" or self.from_context.startswith("auth."):
            message = f"{self.from_context} is not supported: write metadata.<name of a request header>"
            raise ConfigError(message, ("from_context",))
        return self

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        if self.pattern:
            try:
                compiled = compile_pattern(self.pattern)
            except ValueError as error:
                raise ConfigError(str(error), ("pattern",)) from None
            if self.action == "extract" and not 0 < compiled.groups == len(compiled.groupindex):
                raise ConfigError("extract needs a pattern whose groups all have names", ("pattern",))
        return self
