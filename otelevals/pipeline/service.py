"""The life of a running collector: start, reload, stop, each in an order that loses nothing that was accepted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from otelevals.api.clock import Clock, SystemClock
from otelevals.api.component import Component
from otelevals.api.health import Health, Phase
from otelevals.api.telemetry import Telemetry
from otelevals.config import Loaded
from otelevals.otlp.signals import Signal
from otelevals.pipeline.graph import Builder, Graph, Inlet, Surroundings
from otelevals.pipeline.runner import Runner
from otelevals.pipeline.sender import Leftover, Sender

log = structlog.get_logger()

INTAKE_GRACE = 5.0
"""How long a receiver may take to answer what it has begun, in seconds, when it stops."""


class StartError(Exception):
    """A component could not be started; nothing runs that did not run before."""


@dataclass(frozen=True)
class Stopped:
    """How a drain ended: what could not be delivered, by exporter and signal."""

    left: tuple[Leftover, ...]

    @property
    def items(self) -> int:
        return sum(leftover.items for leftover in self.left)


class Service:
    def __init__(self, loaded: Loaded, clock: Clock | None = None) -> None:
        self.telemetry = Telemetry()
        self.health = Health()
        self._clock = clock or SystemClock()
        self._around = Surroundings(self._clock, self.telemetry, self.health)
        self._lock = threading.Lock()
        self._retiring: list[threading.Thread] = []
        self.graph = Builder(loaded, self._around).build()

    # Start

    def start(self) -> None:
        """Start everything, receivers last; StartError when something cannot, and then nothing is left running."""
        graph = self.graph
        started = _Started()
        try:
            self._start_inside(graph, None, started)
            for inlet in graph.inlets.values():
                started.run(inlet.receiver)
        except StartError:
            started.undo()
            raise
        self.health.phase = Phase.READY

    def _start_inside(self, graph: Graph, running: Graph | None, started: _Started) -> None:
        """Everything but the receivers, unless it runs already."""
        for spec, extension in graph.extensions.values():
            if running is None or running.extensions.get(spec.id, (None, None))[1] is not extension:
                started.run(extension)
        for id_, outlet in graph.outlets.items():
            if running is None or id_ not in running.outlets or running.outlets[id_].exporter is not outlet.exporter:
                started.run(outlet.exporter)
        known = _senders(running)
        for sender in _senders(graph):
            if sender not in known:
                sender.start()
                started.also(partial(self._end, sender))
            sender.on_room.add(graph.runner.wake)
            started.also(partial(sender.on_room.discard, graph.runner.wake))
        for processor in graph.processors:
            started.run(processor)
        graph.runner.start()
        started.also(partial(self._end, graph.runner))

    def _end(self, part: Sender | Runner) -> None:
        """End the threads of a part that has nothing to do yet."""
        part.drain(self._clock.now())

    # Reload

    def reload(self, loaded: Loaded) -> None:
        """Run another configuration instead; StartError or ConfigError when it cannot, and then nothing changed.

        The new graph stands beside the old one before the first payload goes to it. The old one then delivers what it
        holds under its own configuration, in a thread of its own.
        """
        with self._lock:
            old, new = self.graph, Builder(loaded, self._around, self.graph).build()
            started = _Started()
            replaced: list[Inlet] = []
            try:
                self._start_inside(new, old, started)
                for id_, inlet in new.inlets.items():
                    before = old.inlets.get(id_)
                    if before is not None and before.receiver is inlet.receiver:
                        continue
                    if before is not None:
                        replaced.append(before)
                        self._end_receiver(before)
                    started.run(inlet.receiver)
            except StartError:
                started.undo()
                self._revive(replaced)
                raise
            self.graph = new
            for id_, inlet in old.inlets.items():
                after = new.inlets.get(id_)
                if after is not None and after.receiver is inlet.receiver:
                    for signal, intake in inlet.intakes.items():
                        intake.lane = after.lanes[signal]
                elif inlet not in replaced:
                    self._end_receiver(inlet)
            deadline = self._clock.now() + old.loaded.service.drain_timeout
            thread = threading.Thread(target=self._retire, args=(old, new, deadline), name="retire")
            self._retiring = [other for other in self._retiring if other.is_alive()] + [thread]
            thread.start()

    def settle(self) -> None:
        """Wait until every graph that a reload replaced has ended."""
        for thread in self._retiring:
            thread.join()

    def _revive(self, inlets: Iterable[Inlet]) -> None:
        """Start receivers anew that were stopped for a configuration that then failed."""
        for inlet in inlets:
            inlet.receiver = inlet.spec.cls(inlet.spec.config, inlet.receiver.context, inlet.intakes)
            inlet.receiver.start()

    def _end_receiver(self, inlet: Inlet) -> None:
        inlet.receiver.stop_intake(INTAKE_GRACE)
        inlet.receiver.shutdown()

    def _retire(self, old: Graph, new: Graph | None, deadline: float) -> Stopped:
        """Drain a graph that gets nothing any more, and end those of its parts that the new one did not take over."""
        for inlet in old.inlets.values():
            for lane in inlet.lanes.values():
                lane.close()
        old.runner.drain(deadline)
        left = self._account(old)
        kept = _senders(new)
        ending = [sender for sender in _senders(old) if sender not in kept]
        for sender in kept:
            sender.on_room.discard(old.runner.wake)
        if ending:
            with ThreadPoolExecutor(len(ending)) as pool:
                left += [result for result in pool.map(lambda sender: sender.drain(deadline), ending) if result]
        for leftover in left:
            log.error(
                "not delivered before the deadline",
                exporter=leftover.exporter,
                signal=leftover.signal.value,
                requests=leftover.requests,
                items=leftover.items,
            )
        for component in self._ending(old, new):
            component.shutdown()
        return Stopped(tuple(left))

    def _account(self, graph: Graph) -> list[Leftover]:
        """What never reached an exporter's queue."""
        counts: dict[tuple[str, Signal], list[int]] = {}
        for chain in graph.runner.chains:
            for batch, senders in chain.left():
                for sender in senders:
                    count = counts.setdefault((sender.name, sender.signal), [0, 0])
                    count[0] += len(batch.payloads)
                    count[1] += batch.items
        for route in graph.runner.routes:
            payloads = route.lane.left()
            for sender in {sender for chain in route.chains for sender in chain.senders} if payloads else ():
                count = counts.setdefault((sender.name, sender.signal), [0, 0])
                count[0] += len(payloads)
                count[1] += sum(payload.items for payload in payloads)
        return [Leftover(name, signal, *count) for (name, signal), count in counts.items()]

    def _ending(self, old: Graph, new: Graph | None) -> Iterable[Component]:
        kept = {id(part) for part in _shared_parts(new)}
        yield from old.processors
        yield from (part for part in _shared_parts(old) if id(part) not in kept)

    # Stop

    def stop(self) -> Stopped:
        """Refuse new work, deliver what was accepted until `drain_timeout`, and end everything."""
        with self._lock:
            self.health.phase = Phase.DRAINING
            graph = self.graph
            deadline = self._clock.now() + graph.loaded.service.drain_timeout
            receivers = [inlet.receiver for inlet in graph.inlets.values()]
            if receivers:
                with ThreadPoolExecutor(len(receivers)) as pool:
                    list(pool.map(lambda receiver: receiver.stop_intake(INTAKE_GRACE), receivers))
            for receiver in receivers:
                receiver.shutdown()
            self.settle()
            stopped = self._retire(graph, None, deadline)
            self.health.phase = Phase.STOPPED
            return stopped


class _Started:
    """What has been started in this attempt, to undo it in reverse when the attempt fails."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], Any]] = []

    def run(self, component: Component) -> None:
        try:
            component.start()
        except Exception as error:  # whatever a component raises, the attempt has failed and is undone
            component.shutdown()
            raise StartError(f"{component.context.id}: {error}") from error
        self.also(component.shutdown)

    def also(self, undo: Callable[[], Any]) -> None:
        self._undo.append(undo)

    def undo(self) -> None:
        while self._undo:
            self._undo.pop()()


def _senders(graph: Graph | None) -> list[Sender]:
    return [] if graph is None else [sender for outlet in graph.outlets.values() for sender in outlet.senders.values()]


def _shared_parts(graph: Graph | None) -> Iterable[Component]:
    """Exporters, then extensions: the order in which they end."""
    if graph is not None:
        yield from (outlet.exporter for outlet in graph.outlets.values())
        yield from (extension for _, extension in graph.extensions.values())
