"""Validates a tree against a pydantic model and says everything that is wrong, where it was written."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from otelevals.api.errors import ConfigError
from otelevals.config.faults import Fault, Place, without_union_noise
from otelevals.config.messages import either, sentence, valid_values
from otelevals.config.nodes import Map, Node, Scalar, child, descend, is_null, locate, plain, replace_child, show
from otelevals.config.options import mark_secrets, names, step
from otelevals.config.problem import Problem, join

M = TypeVar("M", bound=BaseModel)

_MOST = 100
_WANTS_TEXT = frozenset(("string_type", "string_sub_type", "literal_error", "enum", "value_error", "path_type"))


def validate(
    model: type[M], root: Map, path: tuple[str, ...], base_dir: Path, judges: Mapping[str, Any] | None = None
) -> tuple[M | None, list[Problem]]:
    """The model of the value at `path`, or what is wrong with it.

    Settles what a substitution or an empty value means, in the tree: the text where a string is wanted, the default
    where null is not.
    """
    parent = descend(root, path[:-1])
    assert isinstance(parent, Map)
    if is_null(parent.entries[path[-1]]):
        parent.entries[path[-1]] = Map({}, parent.keys[path[-1]])
    node = parent.entries[path[-1]]
    context = {"base_dir": base_dir, "judges": judges or {}}
    while True:
        mark_secrets(node, [model])
        try:
            return model.model_validate_json(json.dumps(plain(node)), context=context), []
        except ValidationError as error:
            faults = [_place(found, node) for found in error.errors(include_url=False, include_input=False)]
        settled = [_settle(model, node, fault) for fault in faults]
        if not any(settled):
            return None, list(_problems(model, root, path, without_union_noise(faults)))


def _place(error: Any, node: Node) -> Fault:
    """Places an error in the tree: parts of its location that are no keys there name branches of unions."""
    location = error["loc"]
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, ConfigError):
        location = (*location, *cause.path)
    place: list[str | int] = []
    tags: list[tuple[Place, str]] = []
    here: Node | None = node
    for number, part in enumerate(location):
        found = child(here, part)
        if found is not None:
            place.append(part)
            here = found
        elif error["type"] == "missing" and number == len(location) - 1:
            place.append(part)
        else:
            tags.append((tuple(place), str(part)))
    return Fault(tuple(place), tuple(tags), error)


def _settle(model: type[BaseModel], root: Node, fault: Fault) -> bool:
    """Try the other meaning of a value; False when it has none left."""
    node = descend(root, fault.place)
    if node is None or not fault.place:
        return False
    kind, key = fault.error["type"], fault.place[-1]
    if node.text is not None and kind in _WANTS_TEXT and not (isinstance(node, Scalar) and node.value == node.text):
        text = Scalar(node.text, node.where, node.written, node.text)
        replace_child(descend(root, fault.place[:-1]), key, text)
        return True
    if isinstance(node, Scalar) and node.value is None and not node.omitted:
        node.omitted = key in _options(model, fault.error["loc"][:-1]) and kind != "extra_forbidden"
        return node.omitted
    return False


def _problems(model: type[BaseModel], root: Map, path: tuple[str, ...], faults: Sequence[Fault]) -> Iterator[Problem]:
    grouped: dict[Place, list[Fault]] = {}
    for fault in faults:
        grouped.setdefault((*path, *fault.place), []).append(fault)
    for place, found in list(grouped.items())[:_MOST]:
        yield _problem(model, root, place, [fault.error for fault in found])
    if len(grouped) > _MOST:
        yield Problem(locate(root, path), join(*path), "", f"{len(grouped) - _MOST} more mistakes")


def _problem(model: type[BaseModel], root: Map, place: Place, errors: Sequence[Any]) -> Problem:
    where, first = locate(root, place), errors[0]
    if first["type"] == "extra_forbidden":
        return Problem(where, join(*place), str(place[-1]), sentence(first), _options(model, first["loc"][:-1]))
    if first["type"] == "missing":
        return Problem(where, join(*place), "(nothing)", sentence(first))
    node = descend(root, place)
    assert node is not None
    valid = tuple(dict.fromkeys(value for error in errors for value in valid_values(error)))
    problem = Problem(where, join(*place), show(node), either(map(sentence, errors)), valid)
    return _with_hint(problem, node) if isinstance(node, Scalar) else problem


def _with_hint(problem: Problem, node: Scalar) -> Problem:
    if problem.message == "expected a string" and node.value is not None and node.text is None:
        return replace(problem, message=f"{problem.message}: put it in quotes")
    if node.secret:
        return replace(problem, message=problem.message.replace(str(node.value), problem.written), valid=())
    if node.note:
        return replace(problem, message=f"{problem.message} ({node.note})")
    return problem


def _options(model: type[BaseModel], location: Iterable[str | int]) -> tuple[str, ...]:
    """The options where an error of the model was found."""
    kinds: list[Any] = [model]
    for part in location:
        kinds = step(kinds, part) or kinds
    return names(kinds)
