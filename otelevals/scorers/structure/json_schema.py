"""Is the answer JSON as a schema says."""

from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from pydantic import Field, PrivateAttr, ValidationInfo, model_validator

from otelevals.api.errors import ConfigError
from otelevals.scorers.schemas import BadSchema, Schema, TooComplex
from otelevals.scorers.structure.json_valid import JsonScorer, not_json
from otelevals.scoring.score import NoVerdict, Score


class JsonSchema(JsonScorer):
    """Passes when the whole output is JSON that is valid under a JSON Schema."""

    schema_: dict[str, Any] | None = Field(default=None, alias="schema")
    """The schema. Its `$schema` says the draft, 2020-12 when it does not."""
    path: str | None = None
    """A JSON file with the schema instead, relative to the configuration file."""

    _compiled: Schema = PrivateAttr()
    _source: bytes = PrivateAttr(b"")

    @model_validator(mode="after")
    def _compile(self, info: ValidationInfo) -> "JsonSchema":
        if (self.schema_ is None) is (self.path is None):
            raise ConfigError("expected either `schema` or `path`", ("schema",))
        place = "schema" if self.path is None else "path"
        base_dir: Path = (info.context or {}).get("base_dir", Path())
        try:
            self._compiled = Schema(self.schema_ if self.path is None else self._read(base_dir / self.path))
        except BadSchema as error:
            raise ConfigError(f"it is no schema to check against: {error}", (place,)) from error
        return self

    def _read(self, file: Path) -> Any:
        try:
            self._source = file.read_bytes()
            return orjson.loads(self._source)
        except OSError as error:
            raise ConfigError(f"{self.path} cannot be read: {error.strerror}", ("path",)) from error
        except orjson.JSONDecodeError as error:
            raise ConfigError(f"{self.path} is not valid JSON: {error}", ("path",)) from error

    def code(self) -> bytes:
        return super().code() + b"\0" + self._source

    @cached_property
    def _problem(self) -> Any:
        return self._compiled.problem

    def score(self, output: str) -> Score | NoVerdict | bool:
        try:
            problem = self._problem(self.value(output))
        except orjson.JSONDecodeError as error:
            return not_json(error)
        except TooComplex:
            return Score.unscored("the output is nested too deeply to be checked against the schema")
        return problem is None or Score.failing(f"the output does not match the schema: {problem}")
