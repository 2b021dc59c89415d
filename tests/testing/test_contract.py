"""The contract suite tells components that break the contract what they did wrong."""

import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.component import Exporter, Extension, HoldingProcessor, Processor, Receiver
from otelevals.api.errors import Permanent, Retryable, Unauthenticated
from otelevals.api.export_config import ExporterConfig
from otelevals.otlp.signals import Signal
from otelevals.testing import MemoryExporter, contract, named_payload
from otelevals.testing.contract import leaks
from otelevals.testing.contract.exporters import Outcome

TRACES = frozenset({Signal.TRACES})


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What never happens is not waited for."""
    monkeypatch.setattr(leaks, "PATIENCE", 0.1)


class LeavesThread(Extension):
    type = "broken"
    over = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self.over.wait, name="forgotten", daemon=True).start()


class LeavesSocket(Extension):
    type = "broken"
    kept: list[socket.socket] = []  # noqa: RUF012

    def start(self) -> None:
        self.kept.append(socket.socket())


class OpensTooEarly(LeavesSocket):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.kept.append(socket.socket())

    def start(self) -> None:
        """Nothing more."""


class NeedsStart(Extension):
    type = "broken"

    def start(self) -> None:
        self.ready = True

    def shutdown(self) -> None:
        if not self.ready:
            raise RuntimeError


class OddHeaders(Extension):
    type = "broken"

    def headers(self, metadata: Metadata) -> list[tuple[str, Any]]:
        return [("x-count", len(metadata))]


class SaysNothing(Extension):
    type = "broken"

    def authenticate(self, headers: Mapping[str, str]) -> None:
        raise Unauthenticated("no", "")


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (LeavesThread, "broken leaves behind: the thread 'forgotten', the thread 'forgotten', the thread 'forgotten'"),
        (LeavesSocket, "broken leaves behind: 3 more of socket"),
        (OpensTooEarly, "broken leaves behind: 1 more of socket"),
        (OddHeaders, "broken gives a header value that is not a string"),
        (SaysNothing, "broken refuses without saying what it asks for"),
    ],
)
def test_extensions(cls: type[Any], message: str) -> None:
    try:
        assert message == told(lambda: contract.check_extension(cls))
    finally:
        LeavesThread.over.set()
        while LeavesSocket.kept:
            LeavesSocket.kept.pop().close()


def test_a_shutdown_without_a_start_must_work() -> None:
    with pytest.raises(AttributeError):
        contract.check_extension(NeedsStart)


def told(check: Callable[[], None]) -> str:
    with pytest.raises(AssertionError) as caught:
        check()
    return str(caught.value).partition("\n")[0]


class Changes(Processor):
    type = "broken"
    signals = TRACES

    def process(self, batch: Batch) -> Batch | None:
        for payload in batch.payloads:
            payload._raw = b""
        return batch


class Invents(Processor):
    type = "broken"
    signals = TRACES

    def process(self, batch: Batch) -> Batch | None:
        return replace(batch, payloads=(*batch.payloads, named_payload(Signal.TRACES, "new")))


class Loses(Processor):
    type = "broken"
    signals = TRACES

    def process(self, batch: Batch) -> Batch | None:
        return None if batch.metadata else batch


class Anonymous(Processor):
    type = "broken"
    signals = TRACES

    def process(self, batch: Batch) -> Batch | None:
        return replace(batch, metadata=())


class Empty(Processor):
    type = "broken"
    signals = TRACES

    def process(self, batch: Batch) -> Batch | None:
        return replace(batch, payloads=())


class Holding(HoldingProcessor):
    type = "broken"
    signals = TRACES

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.held: list[Batch] = []

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        self.held.append(batch)
        return ()

    def due(self) -> float | None:
        return 2000.0 if self.held else None

    def tick(self, now: float) -> Iterable[Batch]:
        return self.drain()

    def drain(self) -> Iterable[Batch]:
        held, self.held = self.held, []
        return held


class Confused(Holding):
    def tick(self, now: float) -> Iterable[Batch]:
        held = self.drain()
        return [replace(Batch.merge(held), metadata=(("x-tenant", "one"),))]


class Impatient(Holding):
    def due(self) -> float | None:
        return 2000.0


class Forgetful(Holding):
    def due(self) -> float | None:
        return None


class Stingy(Holding):
    def drain(self) -> Iterable[Batch]:
        return self.held


def test_processors_that_keep_the_contract_pass() -> None:
    contract.check_processor(Holding, drops=False)


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (Changes, "broken changes payloads that it was given"),
        (Invents, "broken invents items: [('traces', 'new')]"),
        (Loses, "broken loses items: [('traces', 'of tenant 1'), ('traces', 'of tenant 2')]"),
        (Anonymous, "broken loses metadata"),
        (Empty, "broken gives a batch without payloads: None or nothing at all means that none is left"),
        (Confused, "broken gives data the metadata of other data"),
        (Impatient, "broken has something due after it was drained"),
        (Forgetful, "broken holds data although nothing is due"),
        (Stingy, "broken has something due after it was drained"),
    ],
)
def test_processors(cls: type[Any], message: str) -> None:
    assert told(lambda: contract.check_processor(cls, drops=False)) == message


class Memory:
    """A backend in this process; the exporters below send to the last one."""

    current: "Memory"

    def __init__(self) -> None:
        Memory.current = self
        self.outcome: Outcome | None = None
        self.requests: list[tuple[Signal, bytes]] = []

    def received(self) -> list[tuple[Signal, bytes]]:
        return list(self.requests)

    def take(self, batch: Batch) -> None:
        if self.outcome is not None:
            self.outcome(batch.signal, batch.body())
        self.requests.append((batch.signal, batch.body()))


class Sends(Exporter):
    type = "broken"
    signals = TRACES

    class Config(ExporterConfig):
        pass

    def export(self, batch: Batch) -> None:
        Memory.current.take(batch)


class Swallows(Sends):
    def export(self, batch: Batch) -> None:
        try:
            super().export(batch)
        except Retryable:
            return


class Repeats(Sends):
    def export(self, batch: Batch) -> None:
        super().export(batch)
        Memory.current.requests.append(Memory.current.requests[-1])


class GivesUp(Sends):
    def export(self, batch: Batch) -> None:
        try:
            super().export(batch)
        except Retryable:
            raise Permanent("no") from None


class RefusesAll(Sends):
    def export(self, batch: Batch) -> None:
        try:
            super().export(batch)
        except Permanent:
            raise Permanent("no", everything=True) from None


class FallsOver(Sends):
    def export(self, batch: Batch) -> None:
        if b"\xff\xff" in batch.body():
            raise KeyError("utf-8")
        super().export(batch)


def test_exporters_that_keep_the_contract_pass() -> None:
    contract.check_exporter(Sends, {}, Memory())
    contract.check_exporter(MemoryExporter)


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (Swallows, "broken lost "),
        (Repeats, "broken delivered once too often "),
        (GivesUp, "broken lost "),
        (RefusesAll, "broken lost "),
    ],
)
def test_exporters(cls: type[Any], message: str) -> None:
    assert told(lambda: contract.check_exporter(cls, {}, Memory())).startswith(message)


def test_exporters_know_two_kinds_of_failure() -> None:
    with pytest.raises(KeyError):
        contract.check_exporter(FallsOver, {}, Memory())


class Direct(Receiver):
    """Its client is in this process."""

    type = "broken"
    signals = TRACES
    stopped = False

    def receive(self, payload: Payload) -> None:
        if self.stopped:
            raise ConnectionRefusedError
        self.sinks[payload.signal].submit(payload)

    def stop_intake(self, grace: float) -> None:
        self.stopped = True


class Caller:
    def __init__(self, receiver: Direct, *, answers: bool = True) -> None:
        self._receiver = receiver
        self.answers = answers

    def send(self, payload: Payload) -> None:
        self._receiver.receive(payload)

    def close(self) -> None:
        """There is nothing to close."""


class Hides(Direct):
    def receive(self, payload: Payload) -> None:
        try:
            super().receive(payload)
        except Permanent:
            return


class Promises(Direct):
    def receive(self, payload: Payload) -> None:
        try:
            super().receive(payload)
        except Retryable:
            return


class Doubles(Direct):
    def receive(self, payload: Payload) -> None:
        self.sinks[payload.signal].submit(payload)
        super().receive(payload)


class NeverStops(Direct):
    def stop_intake(self, grace: float) -> None:
        """Go on."""


def test_receivers_that_keep_the_contract_pass() -> None:
    contract.check_receiver(Direct, {}, Caller)


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (Hides, "broken does not tell clients what the pipeline refused for good"),
        (Promises, "broken acknowledged and lost "),
        (Doubles, "broken submitted once too often "),
        (NeverStops, "broken acknowledges requests after stop_intake"),
    ],
)
def test_receivers(cls: type[Any], message: str) -> None:
    assert told(lambda: contract.check_receiver(cls, {}, Caller)).startswith(message)


def test_a_receiver_without_answers_submits_everything() -> None:
    def check() -> None:
        contract.check_receiver(Promises, {}, lambda receiver: Caller(receiver, answers=False))

    assert told(check).startswith("broken does not submit: ")


class Fails(Extension):
    type = "broken"

    def start(self) -> None:
        raise OSError


def test_a_failed_start() -> None:
    assert told(lambda: contract.check_failed_start(Fails, {})) == "broken fails to start without saying why"
    assert told(lambda: contract.check_failed_start(OddHeaders, {})) == "broken starts although it should not"
