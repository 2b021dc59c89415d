"""Rules that watch nothing: a name that is misspelt is no mistake that a configuration shows."""

from collections.abc import Iterator

from otelevals.alerts.engine import Engine
from otelevals.alerts.feed import Source

AFTER = 3600.0
"""Seconds after which something should have come."""
_SAYS = {"pass_rate": " that passed or failed", "score": " with a score", "answered": ""}
_SHOWN = 10


def doubts(engine: Engine) -> Iterator[tuple[str, str]]:
    """Rules by their names, and why each has nothing to watch, or not what it is to watch it by."""
    for rule in engine.rules.values():
        why = _doubt(rule.source, engine)
        if why:
            yield rule.name, why


def _doubt(source: Source, engine: Engine) -> str:
    slices = engine.feeds[source].parts
    missing = [name for place, name in enumerate(source.by) if not any(slice_[place] for slice_ in slices)]
    if slices:
        return f"no evaluation of {source.scorer} has the dimension {missing[0]}" if missing else ""
    others = sorted(engine.came - {source.scorer})[:_SHOWN]
    also = f"; there are some of {', '.join(others)}" if others else ""
    return f"no evaluations of {source.scorer} came{_SAYS[source.measure]}{also}"
