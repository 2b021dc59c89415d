"""What a pydantic model says about a place in a configuration: the options there, and what is secret."""

import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from otelevals.api.config import Secret
from otelevals.config.nodes import List, Map, Node, Scalar, items

_HEADER_VALUES = ("value", "default_value")


def branches(annotation: Any) -> Iterator[Any]:
    """The types of a union, without what is around them."""
    annotation = getattr(annotation, "__value__", annotation)
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from branches(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from branches(part)
    else:
        yield annotation


def step(annotations: Iterable[Any], key: str | int) -> list[Any]:
    """The types that the value of `key` may have in values of these types."""
    return [found for annotation in annotations for branch in branches(annotation) for found in _inside(branch, key)]


def names(annotations: Iterable[Any]) -> tuple[str, ...]:
    """The options of the models among these types, without those that take nothing."""
    models = [branch for annotation in annotations for branch in branches(annotation) if _is_model(branch)]
    fields = [each for model in models for each in model.model_fields.items()]
    return tuple(sorted({_name(name, field) for name, field in fields if field.annotation is not types.NoneType}))


def mark_secrets(node: Node, annotations: Iterable[Any]) -> None:
    """Mark every value that an option of type Secret or a header gets, also where its shape is wrong."""
    kinds = [branch for annotation in annotations for branch in branches(annotation)]
    if isinstance(node, Scalar) and node.value is not None:
        text = isinstance(node.value, str) or node.text is not None
        node.secret |= (text and any(_holds_secret(kind, ()) for kind in kinds)) or Secret in kinds
    elif Secret in kinds and not any(_inside(kind, key) for kind in kinds for key, _ in items(node)):
        _mark_all(node)
    for key, value in items(node):
        if key == "headers":
            _mark_headers(value)
        elif key == "api_key":
            _mark_all(value)
        mark_secrets(value, step(kinds, key))


def _mark_headers(node: Node) -> None:
    if isinstance(node, List):
        for item in node.items:
            if isinstance(item, Map):
                for key in _HEADER_VALUES:
                    if key in item.entries:
                        _mark_all(item.entries[key])
    else:
        _mark_all(node)


def _mark_all(node: Node) -> None:
    if isinstance(node, Scalar):
        node.secret = node.value is not None
    for _, value in items(node):
        _mark_all(value)


def _inside(kind: Any, key: str | int) -> list[Any]:
    if _is_model(kind):
        return [field.annotation for name, field in kind.model_fields.items() if _name(name, field) == key]
    origin, parts = get_origin(kind), get_args(kind)
    if not isinstance(origin, type) or not parts:
        return []
    if issubclass(origin, Mapping):
        return [parts[1]] if isinstance(key, str) else []
    if not isinstance(key, int):
        return []
    if origin is tuple and parts[-1] is not Ellipsis:
        return [parts[key]] if key < len(parts) else []
    return [parts[0]]


def _holds_secret(kind: Any, above: tuple[Any, ...]) -> bool:
    if kind is Secret:
        return True
    if kind in above:
        return False
    inside = [field.annotation for field in kind.model_fields.values()] if _is_model(kind) else get_args(kind)
    return any(_holds_secret(branch, (*above, kind)) for part in inside for branch in branches(part))


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _name(name: str, field: FieldInfo) -> str:
    return field.alias or name
