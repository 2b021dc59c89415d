"""The JSON Schema of a whole configuration, for editors: sections, components by id, and the service."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from otelevals.api.judge_config import JudgeConfig
from otelevals.api.registry import KINDS, Registry
from otelevals.config.installed import installed
from otelevals.config.service import ServiceConfig
from otelevals.otlp.signals import TELEMETRY, Signal

_DEFINITIONS = "#/$defs/{model}"
_SUBSTITUTED = {"$ref": "#/$defs/substituted"}
_TEXT = {"type": "string"}
_SUBSTITUTION: dict[str, Any] = {
    "description": "a value from the environment or a file: ${env:NAME:-default}, ${file:path}",
    "type": "string",
    "pattern": r"^\$\{.*\}$",
}


def build_schema(registry: Registry) -> dict[str, Any]:
    """A schema that takes what `load` takes, as far as a schema can say it."""
    classes = {
        kind: {name: cls for name, cls in installed(registry, kind) if not isinstance(cls, Exception)} for kind in KINDS
    }
    models: set[type[BaseModel]] = {cls.Config for found in classes.values() for cls in found.values()}
    models |= {ServiceConfig, JudgeConfig}
    ordered = sorted(models, key=lambda model: (model.__module__, model.__qualname__))
    references, definitions = models_json_schema(
        [(model, "validation") for model in ordered], ref_template=_DEFINITIONS
    )
    defs = {name: _relax(found) for name, found in definitions["$defs"].items()}
    defs["substituted"] = _SUBSTITUTION
    service = defs[references[ServiceConfig, "validation"]["$ref"].rpartition("/")[2]]
    _restrict_pipelines(service)
    sections: dict[str, Any] = {
        kind: _section({name: references[cls.Config, "validation"] for name, cls in found.items()})
        for kind, found in classes.items()
    }
    sections["connectors"] = _section({})
    sections["judges"] = {
        "type": ["object", "null"],
        "additionalProperties": references[JudgeConfig, "validation"],
    }
    sections["service"] = references[ServiceConfig, "validation"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "otelevals configuration",
        "type": "object",
        "properties": sections,
        "required": ["service"],
        "additionalProperties": False,
        "$defs": defs,
    }


def _section(references: dict[str, Any]) -> dict[str, Any]:
    patterns = {f"^{name}(/.+)?$": _optional(reference) for name, reference in sorted(references.items())}
    return {"type": ["object", "null"], "patternProperties": patterns, "additionalProperties": False}


def _restrict_pipelines(service: dict[str, Any]) -> None:
    (pipelines,) = [part for part in service["properties"]["pipelines"]["anyOf"] if "additionalProperties" in part]
    fed = "|".join(signal.value for signal in TELEMETRY)
    pipeline = pipelines["additionalProperties"]
    pipelines["patternProperties"] = {
        f"^({fed})(/.+)?$": pipeline,
        f"^{Signal.EVALS.value}(/.+)?$": {"allOf": [pipeline, {"properties": {"receivers": {"maxItems": 0}}}]},
    }
    pipelines["additionalProperties"] = False
    pipelines["minProperties"] = 1
    service["required"] = ["pipelines"]


def _optional(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, a substitution, or nothing at all: an empty value means the defaults."""
    kept: dict[str, Any] = {key: schema[key] for key in ("description", "default", "examples") if key in schema}
    rest = {key: value for key, value in schema.items() if key not in kept}
    if rest == _TEXT:
        return {**kept, "type": ["string", "null"]}
    return {**kept, "anyOf": [rest, _SUBSTITUTED, {"type": "null"}]}


def _relax(schema: Any) -> Any:
    """Lets a substitution or nothing stand in for every option, and a substitution for every entry of a list."""
    if not isinstance(schema, dict):
        return schema
    result = {key: value for key, value in schema.items() if key != "title"}
    if "properties" in schema:
        required = set(schema.get("required", ()))
        result["properties"] = {
            name: _either(_relax(option)) if name in required else _optional(_relax(option))
            for name, option in schema["properties"].items()
        }
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            result[key] = _either(_relax(schema[key]))
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            result[key] = [_relax(option) for option in schema[key]]
    return result


def _either(schema: dict[str, Any]) -> dict[str, Any]:
    return schema if schema == _TEXT else {"anyOf": [schema, _SUBSTITUTED]}
