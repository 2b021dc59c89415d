"""What components are made of: a class with a nested Config and one method that does the work.

The engine counts, times, queues, retries and reports; a component does its one thing. Write a subclass, name it in an
entry point, and it is configured by its `type`.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self, runtime_checkable

import structlog

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.clock import Clock, SystemClock
from otelevals.api.config import Config
from otelevals.api.decisions import DecisionKeeper
from otelevals.api.health import Health
from otelevals.api.places import Place
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.signals import TELEMETRY, Signal

ALL_SIGNALS = frozenset(TELEMETRY)
DEFAULT_STORE = "sqlite:///otelevals.db"


@dataclass(frozen=True, order=True)
class ComponentId:
    """`type[/name]`, as written in the configuration."""

    type: str
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        kind, _, name = text.partition("/")
        return cls(kind, name)

    def __str__(self) -> str:
        return f"{self.type}/{self.name}" if self.name else self.type


@dataclass(frozen=True)
class Context:
    """What the engine lends a component."""

    id: ComponentId
    telemetry: Telemetry
    health: Health = field(default_factory=Health)
    clock: Clock = field(default_factory=SystemClock)
    base_dir: Path = field(default_factory=Path)
    """Where relative paths start: the folder of the configuration file."""
    store: str = DEFAULT_STORE
    """The URL of the store of the service; its path may be relative to `base_dir`."""
    run: str = ""
    """The offline run that evaluations belong to; empty for live traffic."""
    extensions: Mapping[ComponentId, "Extension"] = field(default_factory=dict)
    """The extensions that the service runs."""
    report: Callable[[str], None] = print
    """Tells the service of a failure that the component cannot mend (a listener that died): it ends the process."""
    shared: dict[str, Any] = field(default_factory=dict)
    """One dictionary for all instances of this component: a processor has one in each of its pipelines."""
    evaluations: Callable[[Payload, Metadata], bool] | None = None
    """Hands evaluations, a payload of EVALS, to the pipelines that are for them, and says whether there was room; it
    never waits. For processors, on the thread that calls them; None where nobody wants evaluations."""
    decisions: DecisionKeeper | None = None
    """Keeps why scorers did or did not run. For processors; None where nobody does."""
    wake: Callable[[], None] = lambda: None
    """Has `due` of a holding processor looked at now. From any thread."""

    @property
    def log(self) -> structlog.typing.FilteringBoundLogger:
        logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(component=str(self.id))
        return logger


class Component:
    """The common part. `start` may raise; `shutdown` is called once, also when `start` never was."""

    type: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    signals: ClassVar[frozenset[Signal]] = ALL_SIGNALS

    class Config(Config):
        """No options."""

    def __init__(self, config: Any, context: Context) -> None:
        self.config = config
        self.context = context

    @classmethod
    def warnings(cls, config: Any, places: Sequence[Place]) -> Iterable[str]:
        """Of a processor or an exporter with this configuration: what will hardly be meant in these places, which are
        all of its own, each a sentence that says what to do."""
        return ()

    def start(self) -> None:
        """Open what must be open before data comes."""

    def shutdown(self) -> None:
        """Close everything. Data that was accepted has left by then."""


class Sink(Protocol):
    """Where a receiver puts what it took."""

    def submit(self, payload: Payload, metadata: Metadata = ()) -> Future[None] | None:
        """Take responsibility for a payload, or raise Retryable or Permanent and take none.

        A future says that it is not decided yet: it ends with None or with one of these errors.
        """


class Receiver(Component):
    """Takes telemetry from outside and submits it."""

    def __init__(self, config: Any, context: Context, sinks: Mapping[Signal, Sink]) -> None:
        super().__init__(config, context)
        self.sinks = sinks
        """By signal; a signal that no pipeline takes from this receiver is not in it. The engine may swap what is
        behind a sink while the receiver runs."""

    def stop_intake(self, grace: float) -> None:
        """Refuse new work and answer what was begun within `grace` seconds; `shutdown` follows when all is empty."""


class Processor(Component):
    """Changes, drops or passes on batches. Runs in the pipeline thread: no waiting, no input or output."""

    passes_unsound: ClassVar[bool] = False
    """Whether spans that it cannot decode (`process` raises MalformedRequest) pass by it; otherwise they are dropped,
    since a processor may be there to keep something back."""

    @abstractmethod
    def process(self, batch: Batch) -> Batch | None:
        """The batch as it goes on: itself when nothing changed, None when nothing is left."""


class HoldingProcessor(Component):
    """A processor that keeps data for a while. The engine calls `tick` when `due` has come, `drain` before the end."""

    follows_up: bool = False
    """Whether a request that has gone through concerns the processor until it calls `followed_up`. With a journal at
    its receiver, such a request comes again after a restart, even when every exporter has it."""
    followed_up: Callable[[Any, int], None] = staticmethod(lambda account, items: None)
    """Set by the engine: so many items of the request with this account do not concern the processor any more."""

    @property
    def longest_hold(self) -> float:
        """For how many seconds it may keep data. Clients that wait for delivery wait as long."""
        return 0.0

    @abstractmethod
    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        """Take a batch in; give what goes on at once."""

    @abstractmethod
    def due(self) -> float | None:
        """When `tick` has work to do, None while nothing is held."""

    @abstractmethod
    def tick(self, now: float) -> Iterable[Batch]:
        """What has waited long enough."""

    def finish(self, seconds: float) -> None:
        """Wait for what others are still to say of what is held, but no longer than that: `drain` follows."""

    @abstractmethod
    def drain(self) -> Iterable[Batch]:
        """Everything that is held, now."""

    def still_follows(self, account: Any) -> Callable[[bytes], bool]:
        """Which of the serialised items of a request with this account concern a processor that follows it, when it
        has been drained."""
        return lambda item: True

    def rest(self) -> Iterable[Batch]:
        """What `drain` did not give because it comes again: only what has an account that is durable."""
        return ()


class Exporter(Component):
    """Sends batches somewhere. `export` runs in sender threads, several at once when `num_consumers` allows it."""

    signals: ClassVar[frozenset[Signal]] = frozenset(Signal)
    max_request_bytes: ClassVar[int | None] = None
    """How large a merged batch may get; None for no limit."""

    @abstractmethod
    def export(self, batch: Batch) -> None:
        """Deliver the whole batch and return, or raise Retryable or Permanent."""


class Extension(Component):
    """Serves the service or other components rather than data."""


@runtime_checkable
class Middleware(Protocol):
    """An extension that may refuse requests at a receiver's door, before they are decoded."""

    def admit(self, size: int) -> None:
        """Raise Retryable to refuse a request of so many bytes."""


@runtime_checkable
class Authenticator(Protocol):
    """An extension that decides who may send to a receiver, before anything but the headers of a request is read."""

    def authenticate(self, headers: Mapping[str, str]) -> None:
        """Raise Unauthenticated to refuse a request with these headers (names in lower case). Called on the threads
        that serve every client: it must be quick, and safe to call from several at once."""


@runtime_checkable
class Guard(Protocol):
    """A processor that may refuse payloads before they are accepted into its pipelines."""

    def guard(self, payload: Payload) -> None:
        """Raise Retryable to refuse a payload."""


class HeaderSource(Protocol):
    """An extension that decides headers of outgoing requests."""

    def headers(self, metadata: Metadata) -> list[tuple[str, str]]:
        """The headers to send with data that came with this metadata."""
