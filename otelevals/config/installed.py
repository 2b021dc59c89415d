"""Every installed component, also those that cannot be loaded, such as one whose extra is not installed."""

from collections.abc import Iterator
from typing import Any

from otelevals.api.registry import Registry

CANNOT_LOAD = (ImportError, AttributeError)


def installed(registry: Registry, kind: str) -> Iterator[tuple[str, type[Any] | Exception]]:
    """Each type and alias of a kind with its class, or with why there is none."""
    for name in registry.types(kind):
        try:
            yield name, registry.find(kind, name)
        except CANNOT_LOAD as error:
            yield name, error
