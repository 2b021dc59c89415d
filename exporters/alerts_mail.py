"""Hands messages of alerts to the places that they go to, each of which delivers in a thread of its own."""

from collections.abc import Callable, Iterable, Sequence

from otelevals.alerts.alert import Alert, Message
from otelevals.alerts.alertmanager import Alertmanager
from otelevals.alerts.config import AlertsConfig
from otelevals.alerts.delivery import DELIVERED, FAILED, RESULTS, Delivery, Done, Letter
from otelevals.alerts.places import encode, places_of
from otelevals.api.component import Context
from otelevals.api.errors import Permanent, Retryable
from otelevals.exporters.alerts_memory import Memory

_TIMEOUT = 10.0
_TOLD = DELIVERED, FAILED


class Mail:
    def __init__(self, config: AlertsConfig, context: Context) -> None:
        """ValueError when a place cannot be told anything as it is configured."""
        self._context = context
        timeout = config.timeout or _TIMEOUT
        self._alertmanagers = {name: Alertmanager(each, timeout) for name, each in config.notify.alertmanager.items()}
        self._memory: Memory | None = None
        self._deliveries = {
            place.name: Delivery(place, context.clock, self._done_at(place.name), self._failed_at(place.name))
            for place in places_of(config.notify, timeout)
        }
        self._results = context.telemetry.counter(
            "otelevals_alerts_notifications", "Messages of alerts.", ["exporter", "place", "result"]
        )
        places = {**dict.fromkeys(self._deliveries, RESULTS), **dict.fromkeys(map(_told, self._alertmanagers), _TOLD)}
        for name, results in places.items():
            for result in results:  # a counter that begins with 1 has not increased, to Prometheus
                self._results.labels(str(context.id), name, result)

    def start(self, memory: Memory, waiting: Sequence[tuple[str, Letter]]) -> None:
        """What waits for a place that is gone is forgotten."""
        self._memory = memory
        for name, letter in waiting:
            if name not in self._deliveries:
                memory.delivered(letter)
        self.post(waiting)
        for delivery in self._deliveries.values():
            delivery.start()

    def stop(self) -> None:
        for delivery in self._deliveries.values():
            delivery.stop()

    def letters(self, messages: Iterable[Message]) -> list[tuple[str, bytes]]:
        """What each place is told."""
        return [
            (name, encode(wanted))
            for message in messages
            for name, delivery in self._deliveries.items()
            if (wanted := delivery.place.wants(message)) is not None
        ]

    def post(self, letters: Sequence[tuple[str, Letter]]) -> None:
        for name, letter in letters:
            if name in self._deliveries:
                self._deliveries[name].add(letter)

    def tell_alertmanagers(self, alerts: Sequence[Alert], now: float) -> None:
        """It is told again in a minute anyway: nothing waits."""
        for name, alertmanager in self._alertmanagers.items():
            try:
                told = alertmanager.tell(alerts, now)
            except (Retryable, Permanent) as error:
                self._count(_told(name), FAILED)
                self._context.log.warning("an Alertmanager was not told of alerts", place=name, error=str(error))
            else:
                if told:
                    self._count(_told(name), DELIVERED)

    def _done_at(self, name: str) -> Done:
        def done(letter: Letter, result: str, why: str) -> None:
            assert self._memory is not None
            self._memory.delivered(letter)
            self._count(name, result)
            if result != DELIVERED:
                self._context.log.error("a message of alerts was not delivered", place=name, error=why)

        return done

    def _failed_at(self, name: str) -> Callable[[str], None]:
        def failed(why: str) -> None:
            self._count(name, FAILED)
            self._context.log.warning("a message of alerts is tried again", place=name, error=why)

        return failed

    def _count(self, place: str, result: str) -> None:
        self._results.labels(str(self._context.id), place, result).inc()


def _told(alertmanager: str) -> str:
    """What its place is called."""
    return f"alertmanager/{alertmanager}"
