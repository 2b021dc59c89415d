"""The option `scorers`: what is written for each, checked and built while the configuration is validated."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, SchemaValidator, core_schema

from otelevals.scoring.configured import ConfiguredScorer, configure
from otelevals.scoring.options import CommonOptions
from otelevals.scoring.order import in_order
from otelevals.scoring.registry import find_scorer, scorer_types


def build_all(value: object, info: ValidationInfo) -> dict[str, ConfiguredScorer]:
    """Every scorer of a configuration; all errors at once, each where it was written."""
    if not isinstance(value, Mapping) or not value:
        raise ValueError("expected at least one scorer by its name")
    schema = core_schema.typed_dict_schema(
        {str(name): core_schema.typed_dict_field(_entry_schema(str(name))) for name in value}
    )
    entries = {str(name): written for name, written in value.items()}
    built: dict[str, ConfiguredScorer] = SchemaValidator(schema).validate_python(entries, context=info.context)
    return in_order(built)


def _entry_schema(name: str) -> CoreSchema:
    def build(written: object, info: ValidationInfo) -> ConfiguredScorer:
        context = info.context or {}
        return configure(name, written, context.get("base_dir", Path()), context.get("judges"))

    return core_schema.with_info_plain_validator_function(build)


def _written(scorers: Mapping[str, ConfiguredScorer]) -> dict[str, Any]:
    return {name: scorer.written for name, scorer in scorers.items()}


class _Entries:
    """A mapping of names to entries that validates to built scorers and is shown as it was written."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            build_all, serialization=core_schema.plain_serializer_function_ser_schema(_written)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        types = scorer_types()
        by_type = [_json_schema(name, handler) for name in types]
        by_name = {"type": "object", "not": {"required": ["type"]}}  # the entry's name says the type
        return {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"anyOf": [{"type": "null"}, {"enum": types}, *by_type, by_name]},
        }


def _json_schema(name: str, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    """The options of one type, those that every scorer has included."""
    find: Callable[[Any], JsonSchemaValue] = handler.resolve_ref_schema
    common = find(handler(CommonOptions.__pydantic_core_schema__))
    own = find(handler(find_scorer(name).__pydantic_core_schema__))
    return {
        "type": "object",
        "properties": {**common["properties"], **own.get("properties", {}), "type": {"const": name}},
        "required": ["type", *own.get("required", [])],
        "additionalProperties": own.get("additionalProperties", True),
    }


ScorerEntries = Annotated[Mapping[str, ConfiguredScorer], _Entries]
