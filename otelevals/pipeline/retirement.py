"""The end of a graph: what it holds is delivered, and what no other graph has taken over is shut down."""

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import Clock
from otelevals.api.component import Component, Receiver
from otelevals.api.health import Health
from otelevals.pipeline.graph import Graph
from otelevals.pipeline.sender import Leftover, Sender

log = structlog.get_logger()

INTAKE_GRACE = 5.0
"""How long a receiver may take to answer what it has begun, in seconds, when it stops."""


class Retirement:
    """Ends a graph, but not those of its parts that its successor has. No receiver may submit to it any more, except
    those whose submissions a closed lane sends on to the successor."""

    def __init__(
        self,
        graph: Graph,
        successor: Graph | None,
        deadline: float,
        clock: Clock,
        health: Health | None = None,
        earlier: Sequence["Retirement"] = (),
    ) -> None:
        """`earlier` ones may still feed exporters that end with this one."""
        self.left: list[Leftover] = []
        """What could not be delivered; complete when the retirement is."""
        self._graph = graph
        self._deadline = deadline
        self._clock = clock
        self._health = health
        self._earlier = earlier
        self._kept_senders = [] if successor is None else successor.senders
        self._kept_parts = set() if successor is None else {id(part) for part in successor.inside()}
        self._kept_ledgers = [] if successor is None else successor.ledgers
        self._emptied = threading.Event()
        self._thread = threading.Thread(target=self.run, name="retire")

    def run(self) -> None:
        self.empty()
        self.end()

    def start(self) -> None:
        """Run in a thread of its own."""
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    def empty(self) -> None:
        """Move what waits in lanes and processors into the queues of exporters."""
        graph = self._graph
        for inlet in graph.inlets.values():
            for lane in inlet.lanes.values():
                lane.close()
        graph.runner.drain(self._deadline)
        if graph.evaluations is not None:
            graph.evaluations.close()
        self.left += _account(graph)
        for sender in graph.senders:
            sender.on_room.discard(graph.runner.wake)
        self._emptied.set()

    def end(self) -> None:
        """Deliver what is in the queues of exporters that end, and shut down every part that ends."""
        for retirement in self._earlier:
            retirement._emptied.wait(max(0.0, self._deadline - self._clock.now()))
        if ending := [sender for sender in self._graph.senders if sender not in self._kept_senders]:
            with ThreadPoolExecutor(len(ending)) as pool:
                results = pool.map(lambda sender: sender.drain(self._deadline), ending)
                self.left += [leftover for leftover in results if leftover]
            if self._health is not None:
                for sender in ending:
                    self._health.recovered(sender.name, sender.signal.value)
        for leftover in self.left:
            log.error(
                "not delivered before the deadline",
                exporter=leftover.exporter,
                signal=leftover.signal.value,
                requests=leftover.requests,
                items=leftover.items,
            )
        for part in reversed(list(self._graph.inside())):
            if id(part) not in self._kept_parts:
                shut_down(part)
        for ledger in self._graph.ledgers:
            if ledger not in self._kept_ledgers:
                ledger.close()


def close_receivers(receivers: Iterable[Receiver]) -> None:
    """End running receivers, each with time to answer what it has begun."""
    ending = list(receivers)
    if ending:
        with ThreadPoolExecutor(len(ending)) as pool:
            list(pool.map(_stop_intake, ending))
    for receiver in ending:
        shut_down(receiver)


def shut_down(component: Component) -> None:
    try:
        component.shutdown()
    except Exception:  # a defect of one component must not keep others from ending
        log.exception("shutdown failed", component=str(component.context.id))


def _stop_intake(receiver: Receiver) -> None:
    try:
        receiver.stop_intake(INTAKE_GRACE)
    except Exception:  # as above
        log.exception("stopping the intake failed", component=str(receiver.context.id))


def _account(graph: Graph) -> list[Leftover]:
    """What never reached an exporter's queue, taken out and counted as lost."""
    left: dict[Sender, list[Batch]] = {}
    for chain in graph.runner.chains:
        for sender, batch in chain.left():
            left.setdefault(sender, []).append(batch)
    for route in graph.runner.routes:
        if payloads := [payload for payload in route.lane.left() if not _comes_again(payload)]:
            for sender in dict.fromkeys(sender for chain in route.chains for sender in chain.senders):
                left.setdefault(sender, []).append(Batch(route.lane.signal, tuple(payloads)))
    return [_lose(sender, batches) for sender, batches in left.items()]


def _comes_again(payload: Payload) -> bool:
    if payload.account is not None:
        payload.account.miss_all()
    return payload.account is not None


def _lose(sender: Sender, batches: list[Batch]) -> Leftover:
    for batch in batches:
        sender.lost(batch, "the time to stop was over")
    requests = sum(len(batch.payloads) for batch in batches)
    return Leftover(sender.name, sender.signal, requests, sum(batch.items for batch in batches))
