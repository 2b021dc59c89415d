"""The way from a request's bytes into the pipeline, counted: the same for every transport."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from otelevals.api.batch import Metadata, Payload
from otelevals.api.component import ComponentId, Context, Sink
from otelevals.api.errors import ConfigError, Permanent, Retryable
from otelevals.otlp.signals import Signal
from otelevals.receivers.auth import Authenticate, ServerAuthConfig, counted_authenticator

# Called with the size of a request on the wire before it is decoded; raises Retryable to refuse it.
Admit = Callable[[int], None]


class Intake:
    """Takes the requests of one signal that come by one transport."""

    def __init__(self, context: Context, transport: str, signal: Signal, sink: Sink) -> None:
        self.signal = signal
        self._submit = sink.submit
        telemetry, items = context.telemetry, signal.wire.items
        labels = ("receiver", "transport")
        values = (str(context.id), transport)
        accepted = telemetry.counter(f"otelcol_receiver_accepted_{items}", "Taken into the pipeline.", labels)
        refused = telemetry.counter(f"otelcol_receiver_refused_{items}", "Refused by the pipeline.", labels)
        failed = telemetry.counter(f"otelcol_receiver_failed_{items}", "Not taken: an internal error.", labels)
        self._accepted = accepted.labels(*values)
        self._refused = refused.labels(*values)
        self._failed = failed.labels(*values)

    def take(self, raw: bytes, metadata: Metadata = ()) -> Future[None] | None:
        """Submit a request. MalformedRequest, Retryable or Permanent, now or from the future: it was not taken."""
        if not raw:
            return None
        payload = Payload.received(self.signal, raw)
        try:
            decision = self._submit(payload, metadata)
        except Exception as error:
            self._count(payload.items, error)
            raise
        if decision is None:
            self._accepted.inc(payload.items)
        else:
            decision.add_done_callback(lambda done: self._count(payload.items, done.exception()))
        return decision

    def _count(self, items: int, error: BaseException | None) -> None:
        if error is None:
            self._accepted.inc(items)
        elif isinstance(error, (Retryable, Permanent)):
            self._refused.inc(items)
        else:
            self._failed.inc(items)


def malformed_counter(context: Context, transport: str) -> Callable[[str], None]:
    """Counts a request that is refused for what it is, by reason."""
    labels = ("receiver", "transport", "reason")
    counter = context.telemetry.counter(
        "otelevals_receiver_malformed_requests", "Requests refused as malformed.", labels
    )
    return lambda reason: counter.labels(str(context.id), transport, reason).inc()


@dataclass(frozen=True)
class Door:
    """Where the requests of one protocol come in."""

    intakes: Mapping[Signal, Intake]
    middlewares: Sequence[Admit]
    authenticate: Authenticate | None
    count_malformed: Callable[[str], None]


def open_door(
    context: Context,
    protocol: str,
    sinks: Mapping[Signal, Sink],
    middlewares: Sequence[str] = (),
    auth: ServerAuthConfig | None = None,
) -> Door:
    """The door of a protocol with the extensions that these options name; ConfigError when one is not there."""
    intakes = {signal: Intake(context, protocol, signal, sink) for signal, sink in sinks.items()}
    admits = [
        _find_middleware(context, text, ("protocols", protocol, "middlewares", number, "id"))
        for number, text in enumerate(middlewares)
    ]
    authenticate = counted_authenticator(context, protocol, auth)
    return Door(intakes, admits, authenticate, malformed_counter(context, protocol))


def _find_middleware(context: Context, text: str, path: tuple[str | int, ...]) -> Admit:
    extension = context.extensions.get(ComponentId.parse(text))
    admit: Admit | None = getattr(extension, "admit", None)
    if admit is None:
        what = "is not a middleware" if extension else "is not running: list it in service.extensions"
        raise ConfigError(f"the extension {text} {what}", path)
    return admit
