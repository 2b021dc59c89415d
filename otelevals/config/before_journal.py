"""Checks the processors that receivers name to go before their journals."""

from collections.abc import Iterator

from otelevals.api.component import ComponentId, Processor
from otelevals.api.receive_config import JournaledConfig
from otelevals.config.components import ComponentSpec, Specs
from otelevals.config.nodes import Map, locate
from otelevals.config.problem import Problem, join

_OPTION = "redact_before_journal"


def before_journal(spec: ComponentSpec) -> ComponentId | None:
    """The processor that requests of a receiver go through before they are written to disk."""
    config = spec.config
    if not isinstance(config, JournaledConfig) or config.redact_before_journal is None:
        return None
    return ComponentId.parse(config.redact_before_journal)


def unfit(root: Map, specs: Specs) -> Iterator[Problem]:
    for id_, spec in specs["receivers"].items():
        named = before_journal(spec)
        if named is None:
            continue
        path = ("receivers", str(id_), _OPTION)
        processor = specs["processors"].get(named)
        if processor is None:
            known = tuple(sorted(map(str, specs["processors"])))
            message = f'references processor "{named}" which is not configured'
            yield Problem(locate(root, path), join(*path), str(named), message, known)
        elif not issubclass(processor.cls, Processor):
            message = "holds data: only a processor that answers at once can be there"
            yield Problem(locate(root, path), join(*path), str(named), message)
