"""What a configuration has become: exporters with their queues, processors, receivers with their lanes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from otelevals.api.component import (
    Component,
    ComponentId,
    Exporter,
    Extension,
    HoldingProcessor,
    Processor,
    Receiver,
)
from otelevals.config import ComponentSpec, Loaded
from otelevals.otlp.signals import Signal
from otelevals.pipeline.intake import Intake, Lane
from otelevals.pipeline.ledger import Ledger
from otelevals.pipeline.lent import asked
from otelevals.pipeline.runner import Runner
from otelevals.pipeline.sender import Sender
from otelevals.pipeline.sieve import Sieve


@dataclass
class Outlet:
    """An exporter with its queues, one a signal."""

    spec: ComponentSpec
    exporter: Exporter
    senders: dict[Signal, Sender] = field(default_factory=dict)


@dataclass
class Inlet:
    """A receiver with its sinks, one a signal, and the lanes and sieves that this graph puts behind them."""

    spec: ComponentSpec
    receiver: Receiver
    intakes: Mapping[Signal, Intake]
    lanes: dict[Signal, Lane] = field(default_factory=dict)
    sieves: dict[Signal, Sieve] = field(default_factory=dict)
    ledger: Ledger | None = None


@dataclass
class Graph:
    loaded: Loaded
    extensions: dict[ComponentId, tuple[ComponentSpec, Extension]]
    outlets: dict[ComponentId, Outlet]
    processors: list[Processor | HoldingProcessor]
    inlets: dict[ComponentId, Inlet]
    evaluations: Lane | None
    """Where processors put evaluations, if there are pipelines for them."""
    runner: Runner

    def extension(self, id_: ComponentId) -> Extension | None:
        found = self.extensions.get(id_)
        return None if found is None else found[1]

    @property
    def senders(self) -> list[Sender]:
        return [sender for outlet in self.outlets.values() for sender in outlet.senders.values()]

    def inside(self) -> Iterator[Component]:
        """Everything but receivers, in the order in which they start."""
        yield from (extension for _, extension in self.extensions.values())
        yield from (outlet.exporter for outlet in self.outlets.values())
        yield from self.processors

    @property
    def ledgers(self) -> list[Ledger]:
        return [inlet.ledger for inlet in self.inlets.values() if inlet.ledger is not None]

    @property
    def held_extensions(self) -> set[ComponentId]:
        """The extensions that some component asked for."""
        receivers = [inlet.receiver for inlet in self.inlets.values()]
        return {id_ for component in (*self.inside(), *receivers) for id_ in asked(component)}
