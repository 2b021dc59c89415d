"""Builds what a configuration describes: components, chains, lanes. Nothing here starts anything.

Receivers and exporters with their queues outlive a graph: a new graph takes over those of the old one whose
configuration is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from otelevals.api.clock import Clock
from otelevals.api.component import (
    ComponentId,
    Context,
    Exporter,
    Extension,
    HoldingProcessor,
    Middleware,
    Processor,
    Receiver,
)
from otelevals.api.health import Health
from otelevals.api.telemetry import Telemetry
from otelevals.config import ComponentSpec, Loaded, PipelineSpec
from otelevals.otlp.signals import Signal
from otelevals.pipeline.chain import Chain, Stage
from otelevals.pipeline.intake import Intake, Lane
from otelevals.pipeline.runner import Route, Runner
from otelevals.pipeline.sender import Sender


@dataclass(frozen=True)
class Surroundings:
    """What the service lends to every graph."""

    clock: Clock
    telemetry: Telemetry
    health: Health


@dataclass
class Outlet:
    """An exporter with its queues, one a signal."""

    spec: ComponentSpec
    exporter: Exporter
    senders: dict[Signal, Sender] = field(default_factory=dict)


@dataclass
class Inlet:
    """A receiver with its sinks, one a signal, and the lanes that this graph puts behind them."""

    spec: ComponentSpec
    receiver: Receiver
    intakes: Mapping[Signal, Intake]
    lanes: Mapping[Signal, Lane]


@dataclass
class Graph:
    loaded: Loaded
    extensions: dict[ComponentId, tuple[ComponentSpec, Extension]]
    outlets: dict[ComponentId, Outlet]
    processors: list[Processor | HoldingProcessor]
    inlets: dict[ComponentId, Inlet]
    runner: Runner


class Builder:
    """Builds one graph, beside the one that runs now if there is one."""

    def __init__(self, loaded: Loaded, around: Surroundings, running: Graph | None = None) -> None:
        self._loaded = loaded
        self._around = around
        self._running = running
        self._runner = Runner(around.clock)
        self._processors: list[Processor | HoldingProcessor] = []
        self._extensions: dict[ComponentId, tuple[ComponentSpec, Extension]] = {}
        self._outlets: dict[ComponentId, Outlet] = {}

    def build(self) -> Graph:
        for id_ in self._loaded.service.extensions:
            self._extensions[id_] = self._extension(id_)
        chains = [(spec, self._chain(spec)) for spec in self._loaded.pipelines]
        used = {id_: None for spec in self._loaded.pipelines for id_ in spec.receivers}
        inlets = {id_: self._inlet(id_, chains) for id_ in used}
        self._runner.chains = [chain for _, chain in chains]
        self._runner.routes = [
            Route(lane, [chain for spec, chain in chains if spec.signal is signal and id_ in spec.receivers])
            for id_, inlet in inlets.items()
            for signal, lane in inlet.lanes.items()
        ]
        return Graph(self._loaded, self._extensions, self._outlets, self._processors, inlets, self._runner)

    def _context(self, id_: ComponentId) -> Context:
        return Context(
            id=id_,
            telemetry=self._around.telemetry,
            health=self._around.health,
            clock=self._around.clock,
            base_dir=self._loaded.base_dir,
            extensions={name: extension for name, (_, extension) in self._extensions.items()},
        )

    def _extension(self, id_: ComponentId) -> tuple[ComponentSpec, Extension]:
        spec = self._loaded.sections["extensions"][id_]
        if self._running is not None and (old := self._running.extensions.get(id_)) and old[0] == spec:
            return old
        return spec, spec.cls(spec.config, self._context(id_))

    @property
    def _same_extensions(self) -> bool:
        """Components may hold on to extensions: they are kept only when all of those are."""
        return self._running is not None and self._running.extensions == self._extensions

    def _chain(self, spec: PipelineSpec) -> Chain:
        stages = []
        for id_ in spec.processors:
            component = self._loaded.sections["processors"][id_]
            processor = component.cls(component.config, self._context(id_))
            self._processors.append(processor)
            stages.append(Stage(processor, spec.signal, self._around.telemetry))
        return Chain(str(spec), spec.signal, stages, [self._sender(id_, spec.signal) for id_ in spec.exporters])

    def _sender(self, id_: ComponentId, signal: Signal) -> Sender:
        outlet = self._outlets.get(id_)
        if outlet is None:
            outlet = self._outlets[id_] = self._outlet(id_)
        if signal not in outlet.senders:
            old = self._old_outlet(outlet)
            if old is not None and signal in old.senders:
                outlet.senders[signal] = old.senders[signal]
            else:
                around = self._around
                sender = Sender(outlet.exporter, signal, around.clock, around.telemetry, around.health)
                outlet.senders[signal] = sender
        return outlet.senders[signal]

    def _outlet(self, id_: ComponentId) -> Outlet:
        spec = self._loaded.sections["exporters"][id_]
        if self._running is not None and self._same_extensions:
            old = self._running.outlets.get(id_)
            if old is not None and old.spec == spec:
                return Outlet(spec, old.exporter)
        return Outlet(spec, spec.cls(spec.config, self._context(id_)))

    def _old_outlet(self, outlet: Outlet) -> Outlet | None:
        """The outlet of the running graph that has the same exporter."""
        old = self._running.outlets.get(outlet.spec.id) if self._running is not None else None
        return old if old is not None and old.exporter is outlet.exporter else None

    def _inlet(self, id_: ComponentId, chains: list[tuple[PipelineSpec, Chain]]) -> Inlet:
        spec = self._loaded.sections["receivers"][id_]
        fed = [(pipeline.signal, chain) for pipeline, chain in chains if id_ in pipeline.receivers]
        signals = list(dict.fromkeys(signal for signal, _ in fed))
        lanes = {signal: self._lane(signal, [chain for of, chain in fed if of is signal]) for signal in signals}
        if self._running is not None and self._same_extensions:
            old = self._running.inlets.get(id_)
            if old is not None and old.spec == spec and set(old.intakes) == set(signals):
                return Inlet(spec, old.receiver, old.intakes, lanes)
        intakes = {signal: Intake() for signal in signals}
        for signal, intake in intakes.items():
            intake.lane = lanes[signal]
        return Inlet(spec, spec.cls(spec.config, self._context(id_), intakes), intakes, lanes)

    def _lane(self, signal: Signal, chains: list[Chain]) -> Lane:
        guards = [
            stage.processor for chain in chains for stage in chain.stages if isinstance(stage.processor, Middleware)
        ]
        return Lane(signal, self._runner.wake, guards)
