"""What a graph lends its components of others: extensions, and a way for evaluations."""

from collections.abc import Iterator, Mapping

from otelevals.api.batch import Metadata, Payload
from otelevals.api.component import Component, ComponentId, Extension
from otelevals.api.errors import Retryable
from otelevals.pipeline.intake import Lane


class Lent(Mapping[ComponentId, Extension]):
    """The extensions as one component sees them: remembers which it asked for, and so may hold on to."""

    def __init__(self, extensions: Mapping[ComponentId, Extension]) -> None:
        self._extensions = extensions
        self.asked: set[ComponentId] = set()

    def __getitem__(self, id_: ComponentId) -> Extension:
        self.asked.add(id_)
        return self._extensions[id_]

    def __iter__(self) -> Iterator[ComponentId]:
        return iter(self._extensions)

    def __len__(self) -> int:
        return len(self._extensions)


def asked(component: Component) -> set[ComponentId]:
    """The extensions that a component of a graph has asked for."""
    lent = component.context.extensions
    return lent.asked if isinstance(lent, Lent) else set()


def offer(lane: Lane, payload: Payload, metadata: Metadata) -> bool:
    """Take a payload, or say False when there is no room. Never waits, and raises nothing."""
    try:
        return lane.submit(payload, metadata)
    except Retryable:
        return False
