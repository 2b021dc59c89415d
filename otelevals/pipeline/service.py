"""The life of a running collector: start, reload, stop, each in an order that loses nothing that was accepted."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from otelevals.api.clock import Clock, SystemClock
from otelevals.api.component import Component, ComponentId
from otelevals.api.health import Health, Phase
from otelevals.api.telemetry import Telemetry
from otelevals.config import Loaded
from otelevals.pipeline.builder import Builder, Surroundings
from otelevals.pipeline.graph import Graph, Inlet
from otelevals.pipeline.launch import Launch, StartError, start
from otelevals.pipeline.retirement import Retirement, close_receivers, shut_down
from otelevals.pipeline.sender import Leftover

__all__ = ["Service", "StartError", "Stopped"]


@dataclass(frozen=True)
class Stopped:
    """How a drain ended: what could not be delivered, by exporter and signal."""

    left: tuple[Leftover, ...]

    @property
    def items(self) -> int:
        return sum(leftover.items for leftover in self.left)


class Service:
    def __init__(self, loaded: Loaded, clock: Clock | None = None, report: Callable[[str], None] = print) -> None:
        """`report` hears of failures that no component can mend: the service should end then."""
        self.telemetry = Telemetry()
        self.health = Health()
        self._clock = clock or SystemClock()
        self._around = Surroundings(self._clock, self.telemetry, self.health, report)
        self._lock = threading.Lock()
        self._retiring: list[Retirement] = []
        self.graph = Builder(loaded, self._around).build()

    def start(self) -> None:
        """Start everything, receivers last; StartError when something cannot, and then nothing is left running."""
        launch = Launch(self.graph, None)
        try:
            launch.start_inside()
            launch.start_receivers()
        except StartError:
            launch.undo(self._deadline(self.graph), self._clock)
            raise
        self.health.phase = Phase.READY

    def reload(self, loaded: Loaded) -> None:
        """Run another configuration instead; StartError or InvalidConfiguration when it cannot, and then nothing
        changed.

        The new graph stands beside the old one before the first payload goes to it. The old one then delivers what it
        holds under its own configuration, in a thread of its own. Only what listens ends before its successor begins,
        as both may want the same port.
        """
        with self._lock:
            old, new = self.graph, Builder(loaded, self._around, self.graph).build()
            launch = Launch(new, old)
            replaced = _replaced_listeners(old, new)
            closed: list[Inlet] = []
            for id_ in replaced:
                shut_down(old.extensions[id_][1])
            try:
                launch.start_inside()
                closed = _ending_inlets(old, new)
                close_receivers(inlet.receiver for inlet in closed)
                launch.start_receivers()
            except StartError:
                launch.undo(self._deadline(new), self._clock)
                self._revive(old, replaced, closed)
                raise
            self.graph = new
            for id_, inlet in old.inlets.items():
                if inlet not in closed:
                    for signal, intake in inlet.intakes.items():
                        intake.lane = new.inlets[id_].lanes[signal]
                        intake.sieve = new.inlets[id_].sieves.get(signal)
            for inlet in new.inlets.values():
                if inlet.ledger is not None:
                    inlet.ledger.doors = inlet.intakes
                    inlet.ledger.reconcile()
            for id_ in replaced:
                del old.extensions[id_]
            self._retire(old, new)

    def stop(self) -> Stopped:
        """Refuse new work, deliver what was accepted until `drain_timeout`, and end everything."""
        with self._lock:
            self.health.phase = Phase.DRAINING
            deadline = self._deadline(self.graph)
            close_receivers(inlet.receiver for inlet in self.graph.inlets.values())
            for ledger in self.graph.ledgers:
                ledger.pause()
            replaced = self._still_retiring()
            ending = Retirement(self.graph, None, deadline, self._clock, earlier=replaced)
            ending.run()
            for retirement in replaced:
                retirement.join()
            self.health.phase = Phase.STOPPED
            return Stopped(tuple(leftover for each in (*replaced, ending) for leftover in each.left))

    def settle(self) -> None:
        """Wait until every graph that a reload replaced has ended."""
        for retirement in self._retiring:
            retirement.join()

    def _deadline(self, graph: Graph) -> float:
        return self._clock.now() + graph.loaded.service.drain_timeout

    def _retire(self, old: Graph, new: Graph) -> None:
        earlier = self._still_retiring()
        retirement = Retirement(old, new, self._deadline(old), self._clock, self.health, earlier)
        self._retiring = [*earlier, retirement]
        retirement.start()

    def _still_retiring(self) -> list[Retirement]:
        return [retirement for retirement in self._retiring if not retirement.over]

    def _revive(self, graph: Graph, extensions: list[ComponentId], inlets: list[Inlet]) -> None:
        """Start anew what was ended for a configuration that then failed."""
        for id_ in extensions:
            spec, ended = graph.extensions[id_]
            extension = spec.cls(spec.config, ended.context)
            graph.extensions[id_] = (spec, extension)
            self._restart(extension)
        for inlet in inlets:
            inlet.receiver = inlet.spec.cls(inlet.spec.config, inlet.receiver.context, inlet.intakes)
            self._restart(inlet.receiver)

    def _restart(self, component: Component) -> None:
        try:
            start(component)
        except StartError as error:
            self._around.report(f"the old configuration cannot go on: {error}")


def _replaced_listeners(old: Graph, new: Graph) -> list[ComponentId]:
    """Extensions that get a successor, and that no component holds on to: those serve somebody outside."""
    return [
        id_
        for id_, (_, extension) in old.extensions.items()
        if id_ in new.extensions and new.extension(id_) is not extension and id_ not in old.held_extensions
    ]


def _ending_inlets(old: Graph, new: Graph) -> list[Inlet]:
    kept = [inlet.receiver for inlet in new.inlets.values()]
    return [inlet for inlet in old.inlets.values() if inlet.receiver not in kept]
