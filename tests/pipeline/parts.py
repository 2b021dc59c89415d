"""A service of small components that a test can reach into: where data enters, what fails, what was delivered."""

import socket
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from otelevals.api.batch import Batch, Metadata
from otelevals.api.component import Component, Context, Extension, HoldingProcessor, Processor, Receiver
from otelevals.api.config import Config
from otelevals.api.errors import ConfigError, Retryable
from otelevals.api.export_config import ExporterConfig, QueueConfig, RetryConfig
from otelevals.api.registry import Registry
from otelevals.config import Loaded, load
from otelevals.otlp.signals import Signal
from otelevals.pipeline.service import Service
from otelevals.processors.group_by_trace import GroupByTraceProcessor
from otelevals.processors.scorer import ScorerProcessor
from otelevals.testing import MemoryExporter, named_payload, names_in


class Common(Config):
    port: int = 0
    """Listen there while running."""
    fail: bool = False
    """Refuse to start."""
    uses: str = ""
    """An extension to hold on to."""
    label: str = ""
    """Something to change; `eager` receivers submit when they start, `broken` components cannot be built."""


class Tracked(Component):
    """Remembers how it was called, and listens as configured."""

    class Config(Common):
        pass

    def __init__(self, config: Any, context: Context, *sinks: Any) -> None:
        super().__init__(config, context, *sinks)
        if config.label == "broken":
            raise ConfigError("it is broken", ("label",))
        self.calls: list[str] = []
        self.socket: socket.socket | None = None
        for id_ in context.extensions:
            if str(id_) == config.uses:
                self.used = context.extensions[id_]

    def start(self) -> None:
        self.note("start")
        if self.config.port:
            self.socket = socket.create_server(("127.0.0.1", self.config.port))
        if self.config.fail:
            raise OSError("it does not want to")

    def shutdown(self) -> None:
        self.note("shutdown")
        if self.socket is not None:
            self.socket.close()

    def note(self, call: str) -> None:
        self.calls.append(call)
        _JOURNAL.append((self, call))


class Entrance(Tracked, Receiver):
    type = "entrance"

    def send(self, *names: str, signal: Signal = Signal.TRACES, metadata: Metadata = ()) -> None:
        self.sinks[signal].submit(named_payload(signal, *names), metadata)

    def start(self) -> None:
        super().start()
        if self.config.label == "eager":
            self.send("at the start")

    def stop_intake(self, grace: float) -> None:
        self.note("stop_intake")


class Passing(Tracked, Processor):
    type = "passing"
    signals = frozenset(Signal)

    def process(self, batch: Batch) -> Batch | None:
        return batch


class Slow(Passing):
    type = "slow"

    def __init__(self, config: Any, context: Context) -> None:
        super().__init__(config, context)
        self.wait: Callable[[Batch], None] = lambda batch: None

    def process(self, batch: Batch) -> Batch | None:
        self.wait(batch)
        return batch


class Holding(Tracked, HoldingProcessor):
    """Keeps everything until the end."""

    type = "holding"
    signals = frozenset(Signal)

    def __init__(self, config: Any, context: Context) -> None:
        super().__init__(config, context)
        self.held: list[Batch] = []

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        self.held.append(batch)
        return ()

    def due(self) -> float | None:
        return self.context.clock.now() + 3600 if self.held else None

    def tick(self, now: float) -> Iterable[Batch]:
        return ()

    def drain(self) -> Iterable[Batch]:
        held, self.held = self.held, []
        return held


class Evaluating(Passing):
    """Makes an evaluation of every item; `taken` says whether there was room for each."""

    type = "evaluating"

    def __init__(self, config: Any, context: Context) -> None:
        super().__init__(config, context)
        self.taken: list[bool] = []

    def process(self, batch: Batch) -> Batch | None:
        for name in names_in(batch.signal, batch.body()):
            assert self.context.evaluations is not None
            payload = named_payload(Signal.EVALS, f"{self.config.label}{name} is good")
            self.taken.append(self.context.evaluations(payload, batch.metadata))
        return batch


class Exit(Tracked, MemoryExporter):
    """Its `outcome` may raise; what it got is in `names`."""

    type = "exit"

    class Config(Common, ExporterConfig):
        sending_queue: QueueConfig = QueueConfig()
        retry_on_failure: RetryConfig = RetryConfig(initial_interval=0.001, max_interval=0.01)

    @property
    def names(self) -> list[str]:
        return [name for batch in list(self.batches) for name in names_in(batch.signal, batch.body())]


class Desk(Tracked, Extension):
    type = "desk"


_JOURNAL: list[tuple[Tracked, str]] = []


def journal(service: Service) -> list[tuple[Tracked, str]]:
    """What happened to the components of a service, in order."""
    return [(component, call) for component, call in _JOURNAL if component.context.telemetry is service.telemetry]


def registry() -> Registry:
    result = Registry(points=[])
    for kind, cls in (
        ("receivers", Entrance),
        ("processors", Passing),
        ("processors", Slow),
        ("processors", Holding),
        ("processors", Evaluating),
        ("processors", GroupByTraceProcessor),
        ("processors", ScorerProcessor),
        ("exporters", Exit),
        ("extensions", Desk),
    ):
        result.add(kind, cls)
    return result


def configuration(
    *,
    receivers: Mapping[str, Any] | None = None,
    processors: Mapping[str, Any] | None = None,
    exporters: Mapping[str, Any] | None = None,
    extensions: Mapping[str, Any] | None = None,
    signals: Iterable[str] = ("traces",),
    drain_timeout: str = "30s",
) -> Loaded:
    """One pipeline for each signal, through everything that is named."""
    sections: dict[str, Any] = {
        "receivers": receivers or {"entrance": {}},
        "processors": processors or {},
        "exporters": exporters or {"exit": {}},
    }
    pipeline = {kind: list(each) for kind, each in sections.items()}
    service = {
        "pipelines": dict.fromkeys(signals, pipeline),
        "extensions": list(extensions or {}),
        "drain_timeout": drain_timeout,
    }
    text = repr({**sections, "extensions": extensions or {}, "service": service})
    text = text.replace("True", "true").replace("False", "false")  # Python's notation is YAML then
    return load(["env:c"], [], registry(), {"c": text})


def entrance(service: Service, name: str = "entrance") -> Entrance:
    found = [inlet.receiver for id_, inlet in service.graph.inlets.items() if str(id_) == name]
    assert isinstance(found[0], Entrance)
    return found[0]


def exit_(service: Service, name: str = "exit") -> Exit:
    found = [outlet.exporter for id_, outlet in service.graph.outlets.items() if str(id_) == name]
    assert isinstance(found[0], Exit)
    return found[0]


def desk(service: Service, name: str = "desk") -> Desk:
    found = [extension for id_, (_, extension) in service.graph.extensions.items() if str(id_) == name]
    assert isinstance(found[0], Desk)
    return found[0]


def later(batch: Batch) -> None:
    """An outcome of exporters: not now."""
    raise Retryable("down", after=60)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
