"""The start of a graph, beside one that runs or alone, and how an attempt that fails is undone."""

from otelevals.api.clock import Clock
from otelevals.api.component import Component, Receiver
from otelevals.journal.disk import InUse
from otelevals.pipeline.graph import Graph
from otelevals.pipeline.ledger import Ledger
from otelevals.pipeline.retirement import Retirement, close_receivers, shut_down


class StartError(Exception):
    """A component could not be started; nothing runs that did not run before."""


class Launch:
    """Starts those parts of a graph that the running one does not have."""

    def __init__(self, graph: Graph, running: Graph | None) -> None:
        self._graph = graph
        self._running = running
        known = [] if running is None else [inlet.receiver for inlet in running.inlets.values()]
        self._arriving = [inlet.receiver for inlet in graph.inlets.values() if inlet.receiver not in known]
        self._listening: list[Receiver] = []

    def start_inside(self) -> None:
        """Everything but the receivers."""
        graph, running = self._graph, self._running
        known = set() if running is None else {id(part) for part in running.inside()}
        known_senders = [] if running is None else running.senders
        for part in graph.inside():
            if id(part) not in known:
                start(part)
        for sender in graph.senders:
            sender.on_room.add(graph.runner.wake)
            if sender not in known_senders:
                sender.start()
        graph.runner.start()
        known_ledgers = [] if running is None else running.ledgers
        for ledger in graph.ledgers:
            if ledger not in known_ledgers:
                _open(ledger)

    def start_receivers(self) -> None:
        for receiver in self._arriving:
            start(receiver)
            self._listening.append(receiver)

    def undo(self, deadline: float, clock: Clock) -> None:
        """End what was begun. What receivers have taken by then is delivered."""
        close_receivers(self._listening)
        for receiver in self._arriving:
            if receiver not in self._listening:
                shut_down(receiver)
        Retirement(self._graph, self._running, deadline, clock).run()


def _open(ledger: Ledger) -> None:
    try:
        ledger.start()
    except (OSError, InUse) as error:
        raise StartError(f"{ledger.receiver}: cannot open the journal: {error}") from error


def start(component: Component) -> None:
    """StartError says which component could not be started and why."""
    try:
        component.start()
    except Exception as error:  # whatever a component raises, the attempt has failed
        raise StartError(f"{component.context.id}: {error}") from error
