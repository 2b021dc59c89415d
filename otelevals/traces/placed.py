"""What is hardly meant when traces are gathered in some place of a pipeline."""

from collections.abc import Iterator, Sequence

from otelevals.api.component import HoldingProcessor
from otelevals.api.places import Neighbour, Place

_GATHERS, _SCORES = "group_by_trace", "scorer"


def warnings(holds: bool, places: Sequence[Place]) -> Iterator[str]:
    for place in places:
        yield from _before(place)
        if not holds:
            yield from _after(place)


def _before(place: Place) -> Iterator[str]:
    for each in place.before:
        if each.cls.type == _GATHERS:
            yield f"{each.id} gathers the traces of {place.pipeline} already: leave one of them out"
        if each.cls.type == _SCORES:
            yield f"{each.id} stands before it in {place.pipeline} and does not see whole traces: put it after it"


def _after(place: Place) -> Iterator[str]:
    scorers = [number for number, each in enumerate(place.after) if each.cls.type == _SCORES]
    if not scorers:
        yield f"with hold: none it does nothing in {place.pipeline} without a scorer after it: add one"
        return
    if not place.evaluations:
        yield "with hold: none scores need a pipeline of evals: add one, or use hold: all"
    for each in filter(_holds, place.after[: scorers[-1]]):
        yield f"{each.id} in {place.pipeline} delays spans, and scores with them: put it after the scorer"


def _holds(neighbour: Neighbour) -> bool:
    """Whether it may hold data back."""
    cls = neighbour.cls
    return issubclass(cls, HoldingProcessor) and cls.type not in (_GATHERS, _SCORES)
