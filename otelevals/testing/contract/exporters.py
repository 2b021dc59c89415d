"""The contract of exporters: whatever happens, everything arrives once that is not refused for good."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import SystemClock
from otelevals.api.component import Exporter
from otelevals.api.errors import Permanent, Retryable
from otelevals.api.export_config import ExporterConfig, QueueConfig, RetryConfig
from otelevals.api.health import Health
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.signals import Signal
from otelevals.pipeline.sender import Sender
from otelevals.testing.contract.build import Options, Plan
from otelevals.testing.contract.concurrency import at_once
from otelevals.testing.contract.leaks import PATIENCE
from otelevals.testing.contract.lifecycle import check_lifecycle
from otelevals.testing.telemetry import named_payload, names_in

_EACH = 20
_BAD = "bad"
Outcome = Callable[[Signal, bytes], None]


class Backend(Protocol):
    """What an exporter under test sends to."""

    outcome: Outcome | None
    """Called with each request before it is taken; what it raises, Retryable or Permanent, the backend answers in its
    own protocol. None takes everything; a backend that cannot refuse, such as a file, never looks at it."""

    def received(self) -> list[tuple[Signal, bytes]]:
        """The requests that were taken."""


def check_exporter(
    cls: type[Any],
    options: Options | None = None,
    backend: Backend | None = None,
    *,
    base_dir: Path | None = None,
    refuses: bool = True,
) -> None:
    """Lifecycle, several threads at once, and every kind of failure. Without a backend nobody looks at what arrives;
    `refuses=False` is for a backend that takes everything."""
    plan = Plan(cls, options, base_dir)
    check_lifecycle(lambda: plan.build(SystemClock()), plan.name)
    for signal in sorted(cls.signals, key=lambda each: str(each.value)):
        _check_threads(plan, signal, backend)
        for outcome in (None, _Busy(), _Refusing(), _Moody()) if refuses and backend is not None else (None,):
            _check_sender(plan, signal, backend, outcome)
        _check_odd_payloads(plan, signal)


class _Busy:
    """Refuses every other request for now."""

    def __init__(self) -> None:
        self._random = random.Random(1)  # noqa: S311 - any sequence will do

    def __call__(self, signal: Signal, raw: bytes) -> None:
        if self._random.random() < 0.5:
            raise Retryable("refused by the check for now", after=0.001)


class _Refusing:
    """Refuses requests that have a bad item in them."""

    def __call__(self, signal: Signal, raw: bytes) -> None:
        if any(name.startswith(_BAD) for name in names_in(signal, raw)):
            raise Permanent("refused by the check")


class _Moody(_Busy, _Refusing):
    """Does both."""

    def __call__(self, signal: Signal, raw: bytes) -> None:
        _Busy.__call__(self, signal, raw)
        _Refusing.__call__(self, signal, raw)


def _check_threads(plan: Plan, signal: Signal, backend: Backend | None) -> None:
    """Several threads call `export` at once."""
    with _Running(plan, backend, None) as running:
        names = [f"{signal.value} {number}" for number in range(4 * _EACH)]

        def export(number: int) -> None:
            for name in names[number::4]:
                running.exporter.export(_batch(signal, name))

        at_once(export)
        running.expect(signal, names)


def _check_sender(plan: Plan, signal: Signal, backend: Backend | None, outcome: Outcome | None) -> None:
    """Data comes as in a pipeline, from a queue that merges, retries and bisects."""
    refuses = isinstance(outcome, _Refusing)
    with _Running(plan, backend, outcome) as running:
        telemetry, clock = Telemetry(), SystemClock()
        sender = Sender(running.exporter, signal, clock, telemetry, Health())
        good = [f"{signal.value} {number}" for number in range(2 * _EACH)]
        bad = [f"{_BAD} {number}" for number in range(3)]
        for number, name in enumerate(good):
            sender.offer(_batch(signal, name))
            if number < len(bad):
                sender.offer(_batch(signal, bad[number]))
        sender.start()
        left = sender.drain(clock.now() + PATIENCE)
        assert left is None, f"{plan.name} does not deliver: {left}"
        running.expect(signal, good if refuses else good + bad)
        items, exporter = signal.wire.items, str(running.exporter.context.id)
        lost = telemetry.value(f"otelcol_exporter_send_failed_{items}_total", exporter=exporter)
        expected = len(bad) if refuses else 0
        assert lost == expected, f"{plan.name} says that {lost:g} items were refused for good, not {expected}"


def _check_odd_payloads(plan: Plan, signal: Signal) -> None:
    """What is empty or not valid inside is delivered or refused, and nothing else happens."""
    with _Running(plan, None, None) as running:
        for raw in (b"", b"\x0a\x00", b"\x0a\x06\x12\x04\x12\x02\xff\xff"):
            try:
                running.exporter.export(Batch(signal, (Payload(signal, raw, items=0),)))
            except (Retryable, Permanent) as error:
                if not str(error):
                    raise AssertionError(f"{plan.name} fails without saying why") from error


class _Running:
    """An exporter that runs with quick retries, and what its backend gets from it."""

    def __init__(self, plan: Plan, backend: Backend | None, outcome: Outcome | None) -> None:
        self.exporter: Exporter = plan.build(SystemClock(), config=_with_quick_retries(plan.config))
        self._name = plan.name
        self._backend = backend
        self._lock = threading.Lock()
        if backend is not None:
            self._before = len(backend.received())
            backend.outcome = None if outcome is None else lambda signal, raw: self._one_at_a_time(outcome, signal, raw)

    def _one_at_a_time(self, outcome: Outcome, signal: Signal, raw: bytes) -> None:
        with self._lock:
            outcome(signal, raw)

    def __enter__(self) -> "_Running":
        self.exporter.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.exporter.shutdown()
        if self._backend is not None:
            self._backend.outcome = None

    def expect(self, signal: Signal, names: list[str]) -> None:
        if self._backend is None:
            return
        requests = self._backend.received()[self._before :]
        arrived = Counter(name for of, raw in requests if of is signal.otlp for name in names_in(signal, raw))
        expected = Counter(names)
        assert not expected - arrived, f"{self._name} lost {sorted(expected - arrived)}"
        assert not arrived - expected, f"{self._name} delivered once too often {sorted(arrived - expected)}"


def _with_quick_retries(config: Any) -> Any:
    if not isinstance(config, ExporterConfig):
        return config
    retry = RetryConfig(initial_interval=0.001, max_interval=0.01, max_elapsed_time=PATIENCE)
    return config.model_copy(update={"retry_on_failure": retry, "sending_queue": QueueConfig(num_consumers=4)})


def _batch(signal: Signal, *names: str) -> Batch:
    return Batch(signal, (named_payload(signal, *names),))
