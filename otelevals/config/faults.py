"""Errors of pydantic, placed in a configuration; of a union only the branch that the user meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    place: Place
    tags: tuple[tuple[Place, str], ...]
    """The branches of unions that were tried on the way, each with the place of its union."""
    error: Any


def without_union_noise(faults: Iterable[Fault], level: int = 0) -> list[Fault]:
    """Of each union the branch whose shape fits what was written; all of them when none fits."""
    kept: list[Fault] = []
    unions: dict[tuple[Place, tuple[Any, ...]], dict[str, list[Fault]]] = {}
    for fault in faults:
        if len(fault.tags) <= level:
            kept.append(fault)
        else:
            place, branch = fault.tags[level]
            unions.setdefault((place, fault.tags[:level]), {}).setdefault(branch, []).append(fault)
    for (place, _), branches in unions.items():
        fitting = [found for found in branches.values() if all(_fits(fault, place) for fault in found)]
        chosen = [min(fitting, key=len)] if fitting else list(branches.values())
        for found in chosen:
            kept.extend(without_union_noise(found, level + 1))
    return kept


def _fits(fault: Fault, place: Place) -> bool:
    """Whether an error is about the content of a branch, rather than that it is another kind of value."""
    return fault.place != place or fault.error["type"] in ("value_error", "assertion_error")
