"""The sections that define components: each entry an id and the options of its class."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from otelevals.api.component import ComponentId
from otelevals.api.config import Config
from otelevals.api.registry import KINDS, Registry, UnknownType
from otelevals.config.ids import BadId, parse_component_id
from otelevals.config.installed import CANNOT_LOAD
from otelevals.config.judges import Judges
from otelevals.config.nodes import Map, child, is_null, locate, plain, show
from otelevals.config.problem import Location, Problem, join, shorten
from otelevals.config.validate import validate


@dataclass(frozen=True, eq=False)
class ComponentSpec:
    """One configured component."""

    id: ComponentId
    cls: type[Any]
    config: Config
    location: Location
    options: Any = field(repr=False)
    """As written, substitutions made; it may hold secrets."""

    def __eq__(self, other: object) -> bool:
        """Whether both would behave the same: equal options, or options that differ only in how they are written."""
        if not isinstance(other, ComponentSpec):
            return NotImplemented
        same = self.id == other.id and self.cls is other.cls
        return same and (self.options == other.options or self.config == other.config)

    def __hash__(self) -> int:
        return hash(self.id)


Specs = dict[str, dict[ComponentId, ComponentSpec]]
"""By section and id."""


@dataclass
class Defined:
    """What the sections define. `classes` has the ids as written, also those whose options are wrong."""

    specs: Specs
    classes: dict[str, dict[str, type[Any] | None]]
    problems: list[Problem]


def read_components(root: Map, registry: Registry, base_dir: Path, judges: Judges) -> Defined:
    """Every component of every section, and everything that is wrong with any of them."""
    result = Defined({kind: {} for kind in KINDS}, {kind: {} for kind in KINDS}, [])
    for kind in KINDS:
        for text in _entries(root, kind, result.problems):
            cls = result.classes[kind][text] = _find(root, kind, text, registry, result.problems)
            if cls is None:
                continue
            config, problems = validate(cls.Config, root, (kind, text), base_dir, judges)
            result.problems.extend(problems)
            if config is not None:
                found = parse_component_id(text)
                options = plain(child(root.entries[kind], text))
                result.specs[kind][found] = ComponentSpec(found, cls, config, locate(root, (kind, text)), options)
    for text in _entries(root, "connectors", result.problems):
        where = locate(root, ("connectors", text))
        result.problems.append(Problem(where, join("connectors", text), text, "there are no connectors yet"))
    return result


def _entries(root: Map, section: str, problems: list[Problem]) -> list[str]:
    node = root.entries.get(section)
    if isinstance(node, Map):
        return list(node.entries)
    if node is not None and not is_null(node):
        problems.append(Problem(locate(root, (section,)), section, show(node), "expected a map of components by id"))
    return []


def _find(root: Map, kind: str, text: str, registry: Registry, problems: list[Problem]) -> type[Any] | None:
    """The class of a component, None when it has none."""
    where, path, singular = locate(root, (kind, text)), join(kind, text), kind.removesuffix("s")
    try:
        found = parse_component_id(text)
    except BadId as error:
        problems.append(Problem(where, kind, shorten(text), f"not an id: {error}"))
        return None
    try:
        return registry.find(kind, found.type)
    except UnknownType as error:
        problems.append(Problem(where, path, found.type, f"unknown {singular} type", tuple(error.choices)))
    except CANNOT_LOAD as error:
        message = f"the {singular} {found.type} is installed but cannot be loaded: {error}"
        problems.append(Problem(where, path, found.type, message))
    return None
