"""All dialects as one: where each field may be, best place first, and which places a span can have at all."""

from collections.abc import Iterable, Mapping

from otelevals.api.span import Attributes
from otelevals.genai.dialects import DIALECTS
from otelevals.genai.fields import Dialect, Source

_MOST_PLANS = 1024
_MOST_KEYS, _MOST_TEXT = 256, 16 * 1024  # of a span whose plan is kept


def merge_fields(dialects: Iterable[Dialect]) -> Mapping[str, tuple[Source, ...]]:
    known = tuple(dialects)
    merged: dict[str, tuple[Source, ...]] = {}
    for table in (*[dialect.corrections for dialect in known], *[dialect.fields for dialect in known]):
        for name, sources in table.items():
            merged[name] = merged.get(name, ()) + sources
    return merged


SOURCES = merge_fields(DIALECTS)
USUAL = {
    name: sources[0].place for dialect in reversed(DIALECTS) for name, sources in dialect.fields.items() if sources
}
"""Where one looks for a field first."""


class Plan:
    """The places that spans with these attributes can have. One instrumentation writes few different sets of them, so
    what is found out for a span serves those that come after it."""

    __slots__ = ("_keys", "_sources")

    def __init__(self, keys: frozenset[str]) -> None:
        self._keys = keys
        self._sources: dict[str, tuple[Source, ...]] = {}

    def sources(self, name: str) -> tuple[Source, ...]:
        """Where a field may be, without the places that need an attribute that is not there."""
        found = self._sources.get(name)
        if found is None:
            found = self._sources[name] = tuple(filter(self._may_be, SOURCES.get(name, ())))
        return found

    def _may_be(self, source: Source) -> bool:
        return not source.needs or any(map(self._has, source.needs))

    def _has(self, need: str) -> bool:
        if need.endswith("."):
            return any(key.startswith(need) for key in self._keys)
        return need in self._keys


_plans: dict[frozenset[str], Plan] = {}


def plan_for(attributes: Attributes) -> Plan:
    keys = frozenset(attributes)
    if len(keys) > _MOST_KEYS or sum(map(len, keys)) > _MOST_TEXT:
        return Plan(keys)
    plan = _plans.get(keys)
    if plan is None:
        if len(_plans) >= _MOST_PLANS:
            _plans.clear()  # whoever writes attributes of ever new names has to pay for it
        plan = _plans[keys] = Plan(keys)
    return plan
