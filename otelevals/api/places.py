"""Where processors and exporters are in pipelines, for those that have something to say of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from otelevals.otlp.signals import Signal

if TYPE_CHECKING:
    from otelevals.api.component import Component, ComponentId


@dataclass(frozen=True)
class Neighbour:
    """Another component."""

    id: "ComponentId"
    cls: "type[Component]"
    config: Any


@dataclass(frozen=True)
class Place:
    """The place of a component in one pipeline, between processors of it."""

    pipeline: str
    signal: Signal
    before: tuple[Neighbour, ...]
    after: tuple[Neighbour, ...]
    evaluations: tuple[Neighbour, ...]
    """The exporters that evaluations go to; without any there is no pipeline for them."""
    processors: tuple[Neighbour, ...]
    """Those of all pipelines."""
