"""Configurations that a simulated service is reloaded with."""

import json
import random
from typing import Any

from otelevals.config import Loaded, load
from tests.simulation.components import registry

MIB = 1024 * 1024


def random_configuration(chance: random.Random) -> Loaded:
    """Pipelines of two receivers, one of them with a journal, to two exporters, one of which may be absent or new."""
    second = chance.choice(["exit/ill", "exit/ill", "exit/ill", "exit/other"])
    exporters = chance.choice([["exit/well", second], ["exit/well", second], ["exit/well"], [second]])
    pipelines: dict[str, Any] = {
        "traces": {
            "receivers": ["door/kept", "door/plain"],
            "processors": chance.choice([[], ["sieve"], ["sieve", "batch"], ["batch"], ["sieve", "shelf", "batch"]]),
            "exporters": exporters,
        }
    }
    if chance.random() < 0.6:
        pipelines["traces/more"] = {
            "receivers": ["door/kept"],
            "processors": chance.choice([[], ["sieve"], ["batch"], ["shelf"]]),
            "exporters": chance.choice([[second], ["exit/well"], ["exit/well", second]]),
        }
    if chance.random() < 0.5:
        processors = chance.choice([[], ["batch"]])
        pipelines["metrics"] = {"receivers": ["door/kept"], "processors": processors, "exporters": exporters}
    return _loaded(pipelines, chance)


def _loaded(pipelines: dict[str, Any], chance: random.Random) -> Loaded:
    max_size = chance.choice([0, 0, 5])
    tree = {
        "receivers": {"door/kept": {"journal": {"directory": "unused", "max_size": 16 * MIB}}, "door/plain": {}},
        "processors": {
            "sieve": {"keeps": chance.choice("ab")},
            "shelf": {},
            "batch": {"timeout": "2s", "send_batch_size": max_size or 20, "send_batch_max_size": max_size},
        },
        "exporters": {
            "exit/well": {"sending_queue": {"queue_size": 20}},
            "exit/ill": {
                "sending_queue": {
                    "queue_size": chance.choice([1, 4, 4]),
                    "num_consumers": 2,
                    "block_on_overflow": chance.random() < 0.1,
                }
            },
            "exit/other": {
                "sending_queue": {"queue_size": 2, "batch": {"min_size": 5, "max_size": 5, "flush_timeout": "1s"}}
            },
        },
        "service": {"pipelines": pipelines, "drain_timeout": "5s"},
    }
    return load(["env:c"], [], registry(), {"c": json.dumps(tree)})
