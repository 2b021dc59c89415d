"""Where processors are in pipelines, for those that have something to say of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from otelevals.otlp.signals import Signal

if TYPE_CHECKING:
    from otelevals.api.component import Component, ComponentId


@dataclass(frozen=True)
class Neighbour:
    """Another processor of the same pipeline."""

    id: "ComponentId"
    cls: "type[Component]"
    config: Any


@dataclass(frozen=True)
class Place:
    """The place of a processor in one pipeline."""

    pipeline: str
    signal: Signal
    before: tuple[Neighbour, ...]
    after: tuple[Neighbour, ...]
    evaluations: bool
    """Whether there is a pipeline for evaluations."""
