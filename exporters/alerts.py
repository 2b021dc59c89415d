"""The alerts exporter: watches evaluations by rules, and tells people when something is wrong."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any

from otelevals.alerts.alert import Alert, Message
from otelevals.alerts.config import AlertsConfig
from otelevals.alerts.doubts import AFTER, doubts
from otelevals.alerts.engine import Engine
from otelevals.alerts.rules import rules_of
from otelevals.alerts.text import title
from otelevals.alerts.unknown import unknown_scorers
from otelevals.api.batch import Batch
from otelevals.api.component import Context, Exporter
from otelevals.api.errors import ConfigError
from otelevals.api.places import Place
from otelevals.exporters.alerts_budgets import Budgets
from otelevals.exporters.alerts_mail import Mail
from otelevals.exporters.alerts_memory import Memory
from otelevals.genai.evaluations import evaluations_in
from otelevals.otlp.signals import Signal
from otelevals.store.errors import CannotOpen, Unavailable

PERIOD = 60.0


class AlertsExporter(Exporter):
    type = "alerts"
    signals = frozenset({Signal.EVALS})

    class Config(AlertsConfig):
        pass

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._engine = Engine(rules_of(config.rules, config.slis), config.settings)
        self._lock = threading.Lock()
        self._memory: Memory | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="alerts", daemon=True)
        telemetry, id_ = context.telemetry, str(context.id)
        try:
            self._mail = Mail(config, context)
        except ValueError as error:
            raise ConfigError(str(error), ("notify",)) from error
        self._came = telemetry.counter(
            "otelevals_alerts_evaluations", "Evaluations that came to rules.", ["exporter", "result"]
        )
        self._on = telemetry.gauge("otelevals_alerts_firing", "Alerts that are on.", ["exporter", "rule", "band"])
        self._slices = telemetry.gauge("otelevals_alerts_slices", "Slices that a rule watches.", ["exporter", "rule"])
        self._watching = telemetry.gauge(
            "otelevals_alerts_watching", "Whether this process watches, rather than another one.", ["exporter"]
        ).labels(id_)
        self._looked = telemetry.gauge(
            "otelevals_alerts_last_look_timestamp_seconds", "When rules were looked at last.", ["exporter"]
        )
        self._watches = False
        self._doubt_at: float | None = None
        """When to say which rules watch nothing; None before they watch, infinite when it was said."""
        self._compared = False
        """With the rules of the one that watches."""
        self._budgets = Budgets(telemetry, id_)
        self._id = id_

    @classmethod
    def warnings(cls, config: Any, places: Sequence[Place]) -> Iterable[str]:
        yield from unknown_scorers(config, places[0].processors)

    def start(self) -> None:
        try:
            self._memory = Memory(self.context, self.config.timeout or 5.0)
            if not self._begin(self._memory):
                self.context.log.info("these alerts are watched already, evaluations are handed over")
        except (CannotOpen, Unavailable) as error:
            raise ConfigError(str(error)) from error
        self._thread.start()

    def _begin(self, memory: Memory) -> bool:
        """Watch, if nobody else does that remembers at the same place; whether it does."""
        if not self._watches and memory.claim():
            waiting = memory.waiting()
            with self._lock:
                memory.restore(self._engine, self._now())
            self._mail.start(memory, waiting)
            self._forget_gone_rules()
            self._watches = True
            self._looked.labels(self._id).set(self._now())
        self._watching.set(self._watches)
        return self._watches

    def export(self, batch: Batch) -> None:
        memory = self._memory
        if memory is not None and not self._watches:
            memory.hand_over(batch.body(), self._now())
            self._came.labels(self._id, "handed_over").inc(batch.items)
        else:
            self._take(batch.body())

    def _take(self, request: bytes) -> None:
        evaluations, unreadable = evaluations_in(request)
        with self._lock:
            repeated = self._engine.take(evaluations, self._now())
        for result, count in (
            ("taken", len(evaluations) - repeated),
            ("repeated", repeated),
            ("unreadable", unreadable),
        ):
            if count:
                self._came.labels(self._id, result).inc(count)

    def look(self) -> None:
        """What is done every minute."""
        memory = self._memory
        if memory is None:
            return
        try:
            watched = self._watches
            if not self._begin(memory):
                self._compare(memory)
                return
            if not watched:
                self.context.log.info("these alerts are watched here now")
        except Unavailable as error:
            memory.failed(error)
            return
        for request in memory.handed_over():
            self._take(request)
        now = self._now()
        silences = [*self.config.fixed_silences, *memory.silences(now)]
        with self._lock:
            messages = self._engine.look(now, silences)
            self._mail.post(memory.save(self._engine, self._mail.letters(messages), now))
            alerts = [*self._engine.book.on, *self._engine.book.over]
            self._measure(self._engine.book.on)
            self._doubt(now)
            self._budgets.measure(self._engine, now)
        for message in messages:
            self._say(message)
        self._mail.tell_alertmanagers(alerts, now)
        self._looked.labels(self._id).set(now)

    def shutdown(self) -> None:
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._memory is not None and self._watches:
            with self._lock:
                self._memory.save(self._engine, [], self._now())
        self._mail.stop()
        self._watching.set(0)
        self._budgets.hide()
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    def _now(self) -> float:
        return self.context.clock.unix_nano() / 1e9

    def _work(self) -> None:
        while not self._stopping.wait(PERIOD):
            try:
                self.look()
            except Exception:  # a defect must not end the watching: it is reported, and the last look gets old
                self.context.log.exception("rules were not looked at")

    def _compare(self, memory: Memory) -> None:
        """Say once if what this one would watch is not what is watched."""
        agrees = None if self._compared else memory.agrees(self._engine)
        if agrees is not None:
            self._compared = True
        if agrees is False:
            self.context.log.warning(
                "these alerts are watched already, by other rules, and those of this process wait: "
                "give the exporter another name, or the service another store"
            )

    def _doubt(self, now: float) -> None:
        """Say once which rules watch nothing."""
        if self._doubt_at is None:
            self._doubt_at = now + AFTER
        elif now >= self._doubt_at:
            self._doubt_at = inf
            for rule, why in doubts(self._engine):
                self.context.log.warning("a rule does not watch what it is to watch", rule=rule, why=why)

    def _measure(self, on: list[Alert]) -> None:
        for name, rule in self._engine.rules.items():
            if not rule.looked:
                continue
            for band in ("review", "page"):
                those = [each for each in on if each.key.rule == name and each.band == band]
                self._on.labels(self._id, name, band).set(len(those))
            self._slices.labels(self._id, name).set(len(self._engine.feeds[rule.source].parts))

    def _forget_gone_rules(self) -> None:
        """After a reload nobody says of a rule that is gone that its alerts are not on any more."""
        for gauge in (self._on, self._slices):
            for labels in [sample.labels for metric in gauge.collect() for sample in metric.samples]:
                if labels["exporter"] == self._id and labels["rule"] not in self._engine.rules:
                    gauge.remove(*labels.values())

    def _say(self, message: Message) -> None:
        say = self.context.log.info if message.resolved else self.context.log.warning
        said: Mapping[str, Any] = {"alerts": [each.key.text for each in message.alerts]}
        say(title(message), **said)
