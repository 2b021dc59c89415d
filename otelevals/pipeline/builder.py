"""Builds the graph that a configuration describes: components, chains, lanes. Nothing here starts anything.

Receivers and exporters with their queues outlive a graph: a new graph takes over those of the old one whose
configuration is the same.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from otelevals.api.clock import Clock
from otelevals.api.component import (
    Component,
    ComponentId,
    Context,
    Extension,
    Guard,
    HoldingProcessor,
    Processor,
)
from otelevals.api.decisions import DecisionKeeper
from otelevals.api.errors import ConfigError
from otelevals.api.health import Health
from otelevals.api.receive_config import JournalConfig, JournaledConfig
from otelevals.api.telemetry import Telemetry
from otelevals.config import ComponentSpec, InvalidConfiguration, Loaded, PipelineSpec, Problem
from otelevals.config.before_journal import before_journal
from otelevals.otlp.signals import Signal
from otelevals.pipeline.books import open_books
from otelevals.pipeline.chain import Chain
from otelevals.pipeline.confirmation import Confirmation
from otelevals.pipeline.graph import Graph, Inlet, Outlet
from otelevals.pipeline.intake import Accept, Intake, Lane
from otelevals.pipeline.ledger import Ledger
from otelevals.pipeline.lent import Lent, asked, offer
from otelevals.pipeline.runner import Route, Runner
from otelevals.pipeline.sender import Sender
from otelevals.pipeline.sieve import Sieve
from otelevals.pipeline.stage import Stage
from otelevals.pipeline.waits import long_waits

log = structlog.get_logger()


@dataclass(frozen=True)
class Surroundings:
    """What the service lends to every graph."""

    clock: Clock
    telemetry: Telemetry
    health: Health
    report: Callable[[str], None]


class Builder:
    """Builds one graph, beside the one that runs now if there is one."""

    def __init__(self, loaded: Loaded, around: Surroundings, running: Graph | None = None) -> None:
        self._loaded = loaded
        self._around = around
        self._running = running
        self._runner = Runner(around.clock)
        self._problems: list[Problem] = []
        self._extensions: dict[ComponentId, tuple[ComponentSpec, Extension]] = {}
        self._outlets: dict[ComponentId, Outlet] = {}
        self._shared = defaultdict[tuple[str, ComponentId], dict[str, Any]](dict)
        self._evaluations: Lane | None = None

    def build(self) -> Graph:
        """The graph; InvalidConfiguration with everything that components find wrong with their options."""
        # those for evaluations last: when all are drained, the others still make some
        pipelines = sorted(self._loaded.pipelines, key=lambda spec: spec.signal is Signal.EVALS)
        if any(spec.signal is Signal.EVALS for spec in pipelines):
            self._evaluations = Lane(Signal.EVALS, self._runner.wake)
        for id_ in self._loaded.service.extensions:
            self._extensions[id_] = self._extension(id_)
        self._check()  # others may ask for them
        for id_ in dict.fromkeys(id_ for spec in pipelines for id_ in spec.exporters):
            self._outlets[id_] = self._outlet(id_)
        processors = [[self._processor(id_, spec) for id_ in spec.processors] for spec in pipelines]
        used = dict.fromkeys(id_ for spec in pipelines for id_ in spec.receivers)
        inlets = {id_: self._inlet(id_) for id_ in used}
        sifting = {id_: self._make("processors", named) for id_ in used if (named := self._before_journal(id_))}
        self._problems += long_waits(self._loaded, zip(pipelines, processors, strict=True))
        self._check()
        chains = [(spec, self._chain(spec, made)) for spec, made in zip(pipelines, processors, strict=True)]
        for id_, inlet in inlets.items():
            self._connect(
                inlet, sifting.get(id_), [(spec.signal, chain) for spec, chain in chains if id_ in spec.receivers]
            )
        self._runner.chains = [chain for _, chain in chains]
        routes = [
            Route(lane, [chain for spec, chain in chains if spec.signal is signal and id_ in spec.receivers])
            for id_, inlet in inlets.items()
            for signal, lane in inlet.lanes.items()
        ]
        if self._evaluations is not None:
            wanting = [chain for spec, chain in chains if spec.signal is Signal.EVALS]
            routes.append(Route(self._evaluations, wanting))
        self._runner.routes = routes
        everything = [*(processor for made in processors for processor in made), *sifting.values()]
        return Graph(self._loaded, self._extensions, self._outlets, everything, inlets, self._evaluations, self._runner)

    def _processor(self, id_: ComponentId, pipeline: PipelineSpec) -> Any:
        """A new processor. Of evaluations themselves none are made."""
        lane = None if pipeline.signal is Signal.EVALS else self._evaluations
        wake = self._runner.wake
        if lane is None:
            return self._make("processors", id_, wake=wake)
        decisions = self._decision_keeper()
        return self._make("processors", id_, wake=wake, evaluations=partial(offer, lane), decisions=decisions)

    def _decision_keeper(self) -> DecisionKeeper | None:
        """One exporter that keeps decisions: all do so in the store of the service, and once is enough."""
        exporters = [outlet.exporter for outlet in self._outlets.values()]
        return next((exporter for exporter in exporters if isinstance(exporter, DecisionKeeper)), None)

    def _make(self, kind: str, id_: ComponentId, *rest: Any, **lent: Any) -> Any:
        """A new component. One that refuses its options leaves a problem, and nothing that may be used."""
        spec = self._loaded.sections[kind][id_]
        try:
            return spec.cls(spec.config, self._context(kind, id_, **lent), *rest)
        except ConfigError as error:
            self._problems.append(self._loaded.problem(kind, id_, error))
            return None

    def _check(self) -> None:
        if self._problems:
            raise InvalidConfiguration(self._problems)

    def _context(self, kind: str, id_: ComponentId, **lent: Any) -> Context:
        return Context(
            id=id_,
            telemetry=self._around.telemetry,
            health=self._around.health,
            clock=self._around.clock,
            base_dir=self._loaded.base_dir,
            store=self._loaded.service.store.url,
            extensions=Lent({name: extension for name, (_, extension) in self._extensions.items()}),
            report=self._around.report,
            shared=self._shared[kind, id_],
            **lent,
        )

    def _extension(self, id_: ComponentId) -> tuple[ComponentSpec, Extension]:
        spec = self._loaded.sections["extensions"][id_]
        if self._running is not None and (old := self._running.extensions.get(id_)) and self._fits(*old, spec):
            return old
        return spec, self._make("extensions", id_)

    def _fits(self, old: ComponentSpec, component: Component, spec: ComponentSpec) -> bool:
        """Whether a running component can go on: its options are the same, and so are the extensions it asked for."""
        if self._running is None or old != spec:
            return False
        return all(self._running.extension(id_) is self._new_extension(id_) for id_ in asked(component))

    def _new_extension(self, id_: ComponentId) -> Extension | None:
        found = self._extensions.get(id_)
        return None if found is None else found[1]

    def _chain(self, spec: PipelineSpec, processors: Sequence[Processor | HoldingProcessor]) -> Chain:
        stages = [Stage(processor, spec.signal, self._around.telemetry) for processor in processors]
        return Chain(str(spec), spec.signal, stages, [self._sender(id_, spec.signal) for id_ in spec.exporters])

    def _sender(self, id_: ComponentId, signal: Signal) -> Sender:
        outlet = self._outlets[id_]
        if signal not in outlet.senders:
            old = self._old_outlet(outlet)
            if old is not None and signal in old.senders:
                outlet.senders[signal] = old.senders[signal]
            else:
                around = self._around
                sender = Sender(
                    outlet.exporter,
                    signal,
                    around.clock,
                    around.telemetry,
                    around.health,
                    endless=self._is_journaled(id_),
                )
                outlet.senders[signal] = sender
        return outlet.senders[signal]

    def _is_journaled(self, exporter: ComponentId) -> bool:
        receivers = self._loaded.sections["receivers"]
        return any(
            journal_of(receivers[id_]) is not None
            for pipeline in self._loaded.pipelines
            if exporter in pipeline.exporters
            for id_ in pipeline.receivers
        )

    def _outlet(self, id_: ComponentId) -> Outlet:
        spec = self._loaded.sections["exporters"][id_]
        old = self._running.outlets.get(id_) if self._running is not None else None
        store = self._loaded.service.store.url
        if old is not None and self._fits(old.spec, old.exporter, spec) and old.exporter.context.store == store:
            return Outlet(spec, old.exporter)
        return Outlet(spec, self._make("exporters", id_))

    def _old_outlet(self, outlet: Outlet) -> Outlet | None:
        """The outlet of the running graph that has the same exporter."""
        old = self._running.outlets.get(outlet.spec.id) if self._running is not None else None
        return old if old is not None and old.exporter is outlet.exporter else None

    def _inlet(self, id_: ComponentId) -> Inlet:
        spec = self._loaded.sections["receivers"][id_]
        signals = dict.fromkeys(pipeline.signal for pipeline in self._loaded.pipelines if id_ in pipeline.receivers)
        old = self._running.inlets.get(id_) if self._running is not None else None
        if old is not None and old.intakes.keys() == signals.keys() and self._fits(old.spec, old.receiver, spec):
            return Inlet(spec, old.receiver, old.intakes, ledger=old.ledger)
        intakes: dict[Signal, Intake] = {}
        ledger = self._ledger(spec, intakes, old)
        ack = spec.config.ack if isinstance(spec.config, JournaledConfig) else None
        accept: Accept | None = None
        if ledger is not None:
            accept = partial(ledger.accept, ack=ack or "journaled")
        elif ack == "delivered":
            accept = Confirmation(intakes).accept
        intakes |= {signal: Intake(accept) for signal in signals}
        return Inlet(spec, self._make("receivers", id_, intakes), intakes, ledger=ledger)

    def _ledger(self, spec: ComponentSpec, intakes: Mapping[Signal, Intake], old: Inlet | None) -> Ledger | None:
        config = journal_of(spec)
        if config is None:
            return None
        before = None if old is None else journal_of(old.spec)
        if old is not None and old.ledger is not None and before is not None and before.directory == config.directory:
            if before != config:
                log.warning("the options of a journal take effect at the next start", receiver=str(spec.id))
            return old.ledger
        around = self._around
        books = partial(open_books, config, self._loaded.base_dir, around.clock)
        return Ledger(str(spec.id), books, intakes, around.clock, around.telemetry)

    def _before_journal(self, receiver: ComponentId) -> ComponentId | None:
        return before_journal(self._loaded.sections["receivers"][receiver])

    def _connect(self, inlet: Inlet, sifting: Processor | None, fed: Sequence[tuple[Signal, Chain]]) -> None:
        """Make the lanes of a receiver; the intakes of one that runs change to them when the graph has started."""
        for signal, intake in inlet.intakes.items():
            if sifting is not None and signal in sifting.signals:
                inlet.sieves[signal] = Sieve(Stage(sifting, signal, self._around.telemetry))
            inlet.lanes[signal] = self._lane(signal, [chain for of, chain in fed if of is signal])
            if intake.lane is None:
                intake.lane, intake.sieve = inlet.lanes[signal], inlet.sieves.get(signal)

    def _lane(self, signal: Signal, chains: list[Chain]) -> Lane:
        guards = [stage.processor for chain in chains for stage in chain.stages if isinstance(stage.processor, Guard)]
        senders = {target: sender for chain in chains for target, sender in chain.targets.items()}
        followers = {target for chain in chains for target in chain.followers}
        return Lane(signal, self._runner.wake, guards, senders=senders, followers=followers)


def journal_of(spec: ComponentSpec) -> JournalConfig | None:
    """How a receiver wants its requests to be kept."""
    return spec.config.journal if isinstance(spec.config, JournaledConfig) else None
