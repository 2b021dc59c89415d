"""The components that are installed: found through entry points, loaded when a configuration names them."""

from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from otelevals.api.component import Component

KINDS = ("receivers", "processors", "exporters", "extensions")


class UnknownType(LookupError):
    """No component of that type is installed."""

    def __init__(self, kind: str, name: str, choices: list[str]) -> None:
        super().__init__(f"unknown {kind.removesuffix('s')} type {name!r}")
        self.choices = choices


class Registry:
    """Component classes by kind (receivers, processors, exporters, extensions) and type.

    An entry point is named like the component's type or one of its aliases and loads its class.
    """

    def __init__(self, points: Iterable[EntryPoint] | None = None) -> None:
        found = points if points is not None else [p for kind in KINDS for p in entry_points(group=f"otelevals.{kind}")]
        self._points = {(p.group.removeprefix("otelevals."), p.name): p for p in found}
        self._classes: dict[tuple[str, str], type[Any]] = {}

    def add(self, kind: str, component: type[Component]) -> None:
        """Make a class known without an entry point: for tests and embedding."""
        for name in (component.type, *component.aliases):
            self._classes[kind, name] = component

    def find(self, kind: str, name: str) -> type[Any]:
        """The class for a type or alias; UnknownType when there is none."""
        key = (kind, name)
        if key not in self._classes:
            if key not in self._points:
                raise UnknownType(kind, name, self.types(kind))
            self._classes[key] = self._points[key].load()
        return self._classes[key]

    def types(self, kind: str) -> list[str]:
        """Every name that `find` takes, aliases included."""
        return sorted({name for group, name in (*self._points, *self._classes) if group == kind})

    def classes(self, kind: str) -> Iterator[type[Any]]:
        """Every class once, loaded."""
        found = {self.find(kind, name) for name in self.types(kind)}
        yield from sorted(found, key=_type_of)

    def source(self, kind: str, name: str) -> str:
        """The distribution that provides a component."""
        point = self._points.get((kind, name))
        return point.dist.name if point is not None and point.dist is not None else "otelevals"


def _type_of(component: type[Component]) -> str:
    return component.type
