"""Evaluations, rules and engines for tests of alerts."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any, TypeVar

from otelevals.alerts.alert import Message, Silence
from otelevals.alerts.book import Pace
from otelevals.alerts.engine import Engine, Settings
from otelevals.alerts.rule_config import RuleConfig, SliConfig
from otelevals.alerts.rules import Rule, rules_of
from otelevals.alerts.saved import Saved
from otelevals.api.evaluation import EvaluationRecord

START = 1_767_225_600.0
HOUR, DAY = 3600.0, 86_400.0
K = TypeVar("K")
V = TypeVar("V")


def record(number: int, time: float, *, passed: bool | None = True, **more: Any) -> EvaluationRecord:
    said: dict[str, Any] = {"scorer": more.get("name", "tone"), "passed": passed, **more}
    score = said.pop("score", None if passed is None else float(passed))
    name = said.pop("name", "tone")
    return EvaluationRecord(number.to_bytes(16, "big"), b"\1" * 8, int(time * 1e9), name, score, **said)


def rules(slis: dict[str, Any] | None = None, **written: dict[str, Any]) -> list[Rule]:
    """Rules by their names, as they are written; the scorer is tone where there is no SLI."""
    configs = {
        name: RuleConfig.model_validate({**({} if "sli" in each else {"scorer": "tone"}), **each})
        for name, each in written.items()
    }
    return list(rules_of(configs, {name: SliConfig.model_validate(each) for name, each in (slis or {}).items()}))


def engine(made: Iterable[Rule], **settings: Any) -> Engine:
    return Engine(made, Settings(**settings))


class Days:
    """Moves an engine through time, with an evaluation every so many seconds."""

    def __init__(self, watched: Engine, every: float = 60.0) -> None:
        self.engine, self.every, self.now = watched, every, START
        self.dice = Random(7)
        self.count = 0

    def go(
        self, seconds: float, rate: float | None, silences: Sequence[Silence] = (), **more: Any
    ) -> list[tuple[float, Message]]:
        """What is told, and when, with this pass rate; None for no evaluations."""
        told: list[tuple[float, Message]] = []
        begin = self.now
        due = begin
        while self.now < begin + seconds:
            while rate is not None and due <= self.now:
                self.count += 1
                one = record(self.count, self.now, passed=self.dice.random() < rate, **more)
                self.engine.take([one], self.now)
                due += self.every
            self.now += 60
            told += [(self.now - begin, message) for message in self.engine.look(self.now, silences)]
        return told


PACE = Pace(keep_for=0.0, group_interval=0.0, repeat_interval=0.0)


def kept(found: Mapping[K, V | None]) -> dict[K, V]:
    return {key: value for key, value in found.items() if value is not None}


def restarted(before: Engine, after: Engine, now: float) -> Engine:
    parts, hours = Saved().changed(before)
    Saved().restore(after, kept(parts), kept(hours), now)
    return after
