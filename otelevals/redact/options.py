"""Options of the `redaction` processor: those of the Collector's, and ours."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from otelevals.api.config import Config, Secret
from otelevals.api.errors import ConfigError
from otelevals.api.patterns import compile_pattern
from otelevals.detect.engine import Detector

_KEY_BYTES = {"hmac-sha256": 32, "hmac-sha512": 64}
_NOT_SUPPORTED = ("url_sanitizer", "db_sanitizer")


def _checked(pattern: str) -> str:
    compile_pattern(pattern)
    return pattern


def _lower(value: Any) -> Any:
    return value.lower() or "none" if isinstance(value, str) else value


def _silent(value: Any) -> Any:
    return "silent" if value == "" else value


ALL_KINDS = "all"
Pattern = Annotated[str, AfterValidator(_checked)]
HashFunction = Literal["none", "md5", "sha1", "sha3", "hmac-sha256", "hmac-sha512"]
Action = Literal["replace", "mask", "hash", "tokenize"]


class RedactionOptions(Config):
    allow_all_keys: bool = False
    """Keep all attributes. Without it those that are not in allowed_keys are removed."""
    allowed_keys: list[str] = Field(default_factory=list)
    """Attributes to keep; their values are checked. With an empty list none is kept."""
    ignored_keys: list[str] = Field(default_factory=list)
    """Attributes that pass as they are, whatever else is configured."""
    ignored_key_patterns: list[Pattern] = Field(default_factory=list)
    """The same for keys that match one of these regular expressions."""
    blocked_key_patterns: list[Pattern] = Field(default_factory=list)
    """Values under keys that match one of these regular expressions are masked whole."""
    blocked_values: list[Pattern] = Field(default_factory=list)
    """What of a value matches one of these regular expressions is masked."""
    allowed_values: list[Pattern] = Field(default_factory=list)
    """Values that match one of these are not masked; of what kinds finds, what itself matches one stays."""
    redact_all_types: bool = False
    """Check numbers and booleans, too, as texts. What is found in one makes it a text."""
    hash_function: Annotated[HashFunction, BeforeValidator(_lower)] = "none"
    """Write the hash of a value instead of masking it."""
    hmac_key: Secret = Secret("")
    """The key of hmac-sha256, hmac-sha512 and tokenize."""
    summary: Annotated[Literal["debug", "info", "silent"], BeforeValidator(_silent)] = "silent"
    """Attributes that say what was done: debug with numbers and keys, info with numbers, silent writes none."""
    kinds: list[str] | Literal["all"] = Field(default_factory=list)
    """The kinds of private data to look for, or all."""
    regions: list[str] | None = None
    """The countries whose numbers are looked for, as de or us; all that are known without it."""
    action: Action = "replace"
    """What stands in place of private data that kinds found: replace writes its kind, mask asterisks, hash what
    hash_function gives, tokenize a token that is the same for equal values under one hmac_key."""
    hash_keys: list[str] = Field(default_factory=list)
    """Attributes whose whole value is hashed with hash_function, such as the ids of users."""

    @model_validator(mode="before")
    @classmethod
    def _supported(cls, value: Any) -> Any:
        for name in _NOT_SUPPORTED:
            if isinstance(value, dict) and name in value:
                raise ConfigError(f"{name} is not supported", (name,))
        return value

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name, kinds, regions in (("kinds", self.kinds, None), ("regions", (), self.regions)):
            try:
                Detector(None if kinds == ALL_KINDS else kinds, regions)
            except ValueError as error:
                raise ConfigError(str(error), (name,)) from None
        return self

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if self.hash_function == "none":
            if self.action == "hash":
                raise ConfigError("hash needs hash_function", ("action",))
            if self.hash_keys:
                raise ConfigError("hash_keys needs hash_function", ("hash_keys",))
        if self.action != "replace" and not self.kinds:
            raise ConfigError(f"{self.action} needs kinds", ("action",))
        needed = _KEY_BYTES.get(self.hash_function, 0)
        wanting = self.hash_function if needed else "tokenize"
        needed = needed or (_KEY_BYTES["hmac-sha256"] if self.action == "tokenize" else 0)
        if len(self.hmac_key.reveal().encode()) < needed:
            raise ConfigError(f"{wanting} needs an hmac_key of at least {needed} bytes", ("hmac_key",))
        return self
