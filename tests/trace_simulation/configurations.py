"""Configurations of services that gather traces and score them."""

import json
import random
from dataclasses import dataclass, replace
from typing import Any

from otelevals.config import Loaded, load
from tests.trace_simulation.components import registry

MIB = 1024 * 1024
IDLE = 10.0
CONTENT_WAIT = 10.0
MAX_AGE = 300.0
HOLDS = ("all", "all", "none", "none", "")


@dataclass(frozen=True)
class Setting:
    """What distinguishes the service of one seed from that of another."""

    hold: str
    """`all`, `none`, or empty where nobody gathers traces."""
    doors: tuple[str, ...]
    """The receivers that get requests: `kept` has a journal, `plain` has none."""
    max_wait: float
    group_limits: tuple[int, int, int] | None
    """Traces, spans and bytes, where they are small."""
    scorer_limits: tuple[int, int, int] | None
    queue_size: int = 100_000
    """Requests that may wait for an exporter. It misses what there is no room for, and the journal gives it again."""
    version: int = 1
    elsewhere: bool = False
    """Whether one of the scorers runs in an evaluator process, so that spans are held for it."""

    @property
    def pressed(self) -> bool:
        return self.group_limits is not None or self.scorer_limits is not None

    @property
    def tight(self) -> bool:
        return self.queue_size < 100

    @property
    def forgetful(self) -> bool:
        """Whether scorers may have forgotten a trace of which more comes."""
        return self.scorer_limits is not None or self.tight

    def changed(self, chance: random.Random) -> "Setting":
        hold = chance.choice([self.hold, self.hold, self.hold, *HOLDS])
        return replace(self, hold=hold, version=self.version + 1)

    def loaded(self) -> Loaded:
        return load(["env:c"], [], registry(), {"c": json.dumps(self._tree())})

    def _tree(self) -> dict[str, Any]:
        group: dict[str, Any] = {"hold": self.hold or "all", "idle": f"{IDLE:g}s", "max_wait": f"{self.max_wait:g}s"}
        memory: dict[str, Any] = {"max_age": f"{MAX_AGE:g}s"}
        if self.group_limits is not None:
            group |= dict(zip(("num_traces", "max_spans", "max_bytes"), self.group_limits, strict=True))
        if self.scorer_limits is not None:
            memory |= dict(zip(("num_traces", "max_spans", "max_bytes"), self.scorer_limits, strict=True))
        own, flaky = "tests.trace_simulation.scorers", {"isolation": "process"} if self.elsewhere else {}
        scorers = {
            name: {"type": "python", "path": f"{own}:{name}", "isolation": "inline", "version": str(self.version)}
            | more
            for name, more in (("seen", {}), ("top", {"on": "root"}), ("flaky", flaky))
        }
        gathering = ["group_by_trace"] if self.hold else []
        doors = ["door/kept", "door/plain"]
        return {
            "receivers": {"door/kept": {"journal": {"directory": "unused", "max_size": 16 * MIB}}, "door/plain": {}},
            "processors": {
                "group_by_trace": group,
                "scorer": {"scorers": scorers, "content_wait": f"{CONTENT_WAIT:g}s", "memory": memory},
            },
            "exporters": {
                "sink/one": {"sending_queue": {"queue_size": self.queue_size}},
                "sink/two": {"sending_queue": {"queue_size": 100_000}},
                "sink/evals": {"sending_queue": {"queue_size": 100_000}},
            },
            "service": {
                "pipelines": {
                    "traces": {
                        "receivers": doors,
                        "processors": [*gathering, "scorer"],
                        "exporters": ["sink/one", "sink/two"],
                    },
                    "logs": {"receivers": doors, "processors": ["scorer"], "exporters": ["sink/one", "sink/two"]},
                    "evals": {"exporters": ["sink/evals"]},
                },
                "drain_timeout": "5s",
            },
        }


def random_setting(chance: random.Random) -> Setting:
    hold = chance.choice(HOLDS)
    pressed = chance.random() < 0.3
    small = (chance.choice([4, 15, 10_000]), chance.choice([60, 400, 10_000]), chance.choice([40_000, 200_000, 10**9]))
    doors = chance.choice([("kept",), ("kept",), ("plain",), ("kept", "plain")])
    return Setting(
        hold,
        doors,
        chance.choice([600.0, 600.0, 120.0]),
        small if pressed and hold and chance.random() < 0.6 else None,
        small if pressed and chance.random() < 0.6 else None,
        chance.choice([1, 4]) if doors == ("kept",) and chance.random() < 0.2 else 100_000,
        elsewhere=chance.random() < 0.5,
    )
