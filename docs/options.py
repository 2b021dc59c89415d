"""The options of a component as a table, read from its pydantic model."""

import json
import re
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ByteSize
from pydantic.fields import FieldInfo

from otelevals.alerts.rule_config import Days
from otelevals.api.config import Duration, Secret
from otelevals.api.export_config import ExporterConfig, QueueConfig, RetryConfig
from otelevals.judges.scale import AnyScale

_ELSEWHERE: dict[type[BaseModel], str] = {
    RetryConfig: "see [Queue and retry](../exporters/otlp_grpc.md#queue-and-retry)",
    QueueConfig: "see [Queue and retry](../exporters/otlp_grpc.md#queue-and-retry)",
}
_NAMES: dict[Any, str] = {
    Any: "any",
    AnyScale: "[scale](../rubrics.md#scales)",
    ByteSize: "size",
    Secret: "secret text",
    bool: "boolean",
    float: "number",
    int: "integer",
    str: "text",
}
_EACH: dict[Any, str] = {list: "[]", dict: ".NAME"}
"""How one of several is written in a path."""
_UNITS = ((3600.0, "h"), (60.0, "m"), (1.0, "s"), (0.001, "ms"))


def table(model: type[BaseModel]) -> str:
    lines = ["| option | type | default | meaning |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in _rows(model, "", dict(_ELSEWHERE))]
    return "\n".join(lines) + "\n"


def option_names(model: type[BaseModel]) -> Iterator[str]:
    """The name of every option inside a model, at any depth."""
    for name, field in _fields(model):
        yield name
        for inner in _models(field.annotation):
            yield from option_names(inner)


def _fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """The options that can be set, those that every exporter has last."""
    fields = [each for each in model.model_fields.items() if not _refused(each[1].annotation)]
    return sorted(fields, key=lambda each: each[0] in ExporterConfig.model_fields)


def _refused(annotation: Any) -> bool:
    """Whether nothing but its default is taken: an option of the Collector that is not supported."""
    return annotation is NoneType or get_args(_bare(annotation)) == (False,)


def _rows(model: type[BaseModel], prefix: str, known: dict[type[BaseModel], str]) -> Iterator[tuple[str, ...]]:
    for name, field in _fields(model):
        inner = next(iter(_models(field.annotation)), None)
        path = prefix + name
        meaning = _phrase(field.description or "")
        if inner in known:
            parts = (meaning, known[inner], *_other_defaults(inner, field.default))
            yield f"`{path}`", _kind(field.annotation, field), "", "; ".join(part for part in parts if part)
            continue
        if inner is None or meaning:
            yield f"`{path}`", _kind(field.annotation, field), _default(field), meaning
        if inner is not None:
            known[inner] = f"the same options as `{path}`"
            yield from _rows(inner, f"{path}{_EACH.get(get_origin(_bare(field.annotation)), '')}.", known)


def _other_defaults(model: type[BaseModel], default: Any) -> Iterator[str]:
    """Where an option has other defaults inside than its model has by itself."""
    for name, field in model.model_fields.items() if isinstance(default, model) else ():
        if getattr(default, name) != field.default:
            yield f"`{name}` is {json.dumps(getattr(default, name))} here"


def _phrase(text: str) -> str:
    """A docstring for a cell: no capital, no full stop after a single sentence, nothing that Markdown obeys."""
    text = re.sub(r"([*<|])", r"\\\1", " ".join(text.split()))
    if "`" not in text:
        text = re.sub(r"\b[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+\b", r"`\g<0>`", text)
    if text[1:2].islower() or text[1:2] == " ":
        text = text[0].lower() + text[1:]
    return text.removesuffix(".") if ". " not in text else text


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _bare(annotation: Any) -> Any:
    """Without `Annotated` and without `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        parts = [part for part in get_args(annotation) if part is not NoneType]
        return _bare(parts[0]) if len(parts) == 1 else annotation
    return annotation


def _is_duration(annotation: Any, field: FieldInfo) -> bool:
    parts = [field.metadata, *(get_args(part) for part in (annotation, *get_args(annotation)))]
    return any(mark in part for part in parts for mark in (get_args(Duration)[1], get_args(Days)[1]))


def _kind(annotation: Any, field: FieldInfo) -> str:
    if _is_duration(annotation, field):
        return "duration"
    if _models(annotation):
        return "list" if get_origin(_bare(annotation)) is list else "group"
    return _name(_bare(annotation))


def _name(annotation: Any) -> str:
    origin = get_origin(annotation)
    if annotation in _NAMES:
        return _NAMES[annotation]
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation) if choice != "")
    if origin in (Union, UnionType):
        names = [_name(_bare(part)) for part in get_args(annotation) if part is not NoneType]
        return " or ".join(name for name in names if name)
    if origin in (list, tuple):
        return f"list of {_name(_bare(get_args(annotation)[0]))}s"
    return "map"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or isinstance(value, BaseModel) or value in ("", [], (), {}):
        return ""
    if _is_duration(field.annotation, field):
        return f"`{duration(value)}`"
    if isinstance(value, ByteSize):
        return f"`{value.human_readable(separator='').replace('.0', '')}`"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def duration(seconds: float) -> str:
    """As a configuration would say it."""
    for size, unit in _UNITS:
        count = seconds / size
        if count >= 1 and count == round(count):
            return f"{round(count)}{unit}"
    return f"{seconds:g}s" if seconds else "0"
