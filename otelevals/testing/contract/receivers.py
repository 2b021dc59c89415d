"""The contract of receivers: what was acknowledged is in the pipeline once, and what was refused is not."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Protocol

from otelevals.api.batch import Metadata, Payload
from otelevals.api.clock import SystemClock
from otelevals.api.component import Receiver
from otelevals.api.errors import Permanent, Retryable
from otelevals.otlp.signals import Signal
from otelevals.testing.contract.build import Options, Plan
from otelevals.testing.contract.concurrency import at_once
from otelevals.testing.contract.leaks import wait_for
from otelevals.testing.contract.lifecycle import GRACE, check_lifecycle
from otelevals.testing.fakes import MemorySink
from otelevals.testing.telemetry import named_payload, names_in

_EACH = 20
_TRIES = 1000


class Client(Protocol):
    """Sends to a receiver by its own protocol. Several threads use it at once."""

    answers: bool
    """False for protocols without an answer, such as files that a receiver reads: it then tries again by itself."""

    def send(self, payload: Payload) -> None:
        """Send a request and return when it was acknowledged; Retryable or Permanent when it was refused, OSError when
        nobody answered."""

    def close(self) -> None:
        """Close connections."""


def check_receiver(
    cls: type[Any],
    options: Options | None,
    connect: Callable[[Any], Client],
    *,
    base_dir: Path | None = None,
) -> None:
    """Lifecycle, and four clients at once before a pipeline that takes everything, or refuses at random.

    `connect` makes a client of a receiver that runs.
    """
    plan = Plan(cls, options, base_dir)
    for signals in {frozenset(cls.signals), frozenset([min(cls.signals, key=_name)])}:
        check_lifecycle(lambda signals=signals: _build(plan, MemorySink(), signals), plan.name)  # type: ignore[misc]
    for signal in sorted(cls.signals, key=_name):
        for pipeline in (_Taking, _Busy, _Refusing, _Moody):
            _check_load(plan, connect, signal, pipeline())


class _Taking(MemorySink):
    """A pipeline; those below refuse at random, as `_mood` says."""

    mood: ClassVar[tuple[type[Exception], ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self._random = random.Random(1)  # noqa: S311 - any sequence will do
        self._lock = threading.Lock()

    def submit(self, payload: Payload, metadata: Metadata = ()) -> None:
        with self._lock:
            kind = self._random.choice([None, *self.mood])
            if kind is Permanent:
                self.refused += names_in(payload.signal, payload.raw)
                raise Permanent("refused by the check")
            if kind is Retryable:
                raise Retryable("refused by the check for now", after=0.001)
            super().submit(payload, metadata)

    @property
    def names(self) -> list[str]:
        return [name for payload, _ in list(self.taken) for name in names_in(payload.signal, payload.raw)]


class _Busy(_Taking):
    mood = (Retryable,)


class _Refusing(_Taking):
    mood = (Permanent,)


class _Moody(_Taking):
    mood = (Retryable, Permanent)


def _check_load(plan: Plan, connect: Callable[[Any], Client], signal: Signal, sink: _Taking) -> None:
    receiver = _build(plan, sink, frozenset(plan.cls.signals))
    receiver.start()
    try:
        client = connect(receiver)
        try:
            sent = [f"{signal.value} {number}" for number in range(4 * _EACH)]
            refused = [
                name for names in at_once(lambda number: _send(client, signal, sent[number::4])) for name in names
            ]
            if not client.answers:
                wait_for(
                    lambda: len(sink.names) + len(sink.refused) >= len(sent),
                    lambda: f"{plan.name} does not submit: {sorted({*sent} - {*sink.names, *sink.refused})}",
                )
            receiver.stop_intake(GRACE)
            _check_arrivals(plan.name, sent, refused if client.answers else sink.refused, sink)
            if client.answers:
                _check_stopped(plan.name, client, signal, sink)
        finally:
            client.close()
    finally:
        receiver.stop_intake(GRACE)
        receiver.shutdown()


def _send(client: Client, signal: Signal, names: list[str]) -> list[str]:
    """Send what these name one by one, each until it is taken or refused for good; the names of the latter."""
    refused = []
    for name in names:
        payload = named_payload(signal, name)
        for _ in range(_TRIES):
            try:
                client.send(payload)
                break
            except Retryable:
                continue
            except Permanent:
                refused.append(name)
                break
        else:
            raise AssertionError(f"{name} was refused {_TRIES} times")
    return refused


def _check_arrivals(name: str, sent: list[str], refused: list[str], sink: _Taking) -> None:
    assert Counter(refused) == Counter(sink.refused), f"{name} does not tell clients what the pipeline refused for good"
    expected, arrived = Counter(sent) - Counter(refused), Counter(sink.names)
    assert not expected - arrived, f"{name} acknowledged and lost {sorted(expected - arrived)}"
    assert not arrived - expected, f"{name} submitted once too often {sorted(arrived - expected)}"


def _check_stopped(name: str, client: Client, signal: Signal, sink: _Taking) -> None:
    before = len(sink.taken)
    try:
        client.send(named_payload(signal, "late"))
    except (Retryable, Permanent, OSError):
        assert len(sink.taken) == before, f"{name} takes requests after stop_intake and does not acknowledge them"
    else:
        raise AssertionError(f"{name} acknowledges requests after stop_intake")


def _build(plan: Plan, sink: MemorySink, signals: frozenset[Signal]) -> Receiver:
    receiver: Receiver = plan.build(SystemClock(), dict.fromkeys(signals, sink))
    return receiver


def _name(signal: Signal) -> str:
    return str(signal.value)
