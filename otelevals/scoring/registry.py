"""The scorer types that are installed: found through entry points, loaded when a configuration names them."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from otelevals.scoring.names import choices
from otelevals.scoring.scorer import Scorer

GROUP = "otelevals.scorers"


@cache
def _points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def scorer_types() -> list[str]:
    return sorted(_points())


def find_scorer(name: str) -> type[Scorer]:
    """The class of a type; ValueError when there is none or it is not a scorer."""
    point = _points().get(name)
    if point is None:
        raise ValueError(f"unknown scorer type {name!r}{choices(name, _points())}")
    try:
        found = point.load()
    except (ImportError, AttributeError) as error:
        raise ValueError(f"scorer type {name!r} is installed but cannot be loaded: {error}") from error
    if not (isinstance(found, type) and issubclass(found, Scorer)):
        raise ValueError(f"the entry point of scorer type {name!r} is no Scorer class: {point.value}")
    return found
