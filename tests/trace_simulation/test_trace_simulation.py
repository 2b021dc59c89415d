"""Whatever befalls a service, and in whatever order spans come, each span leaves and each target is evaluated once."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.trace_simulation.components import Scorer
from tests.trace_simulation.configurations import Setting
from tests.trace_simulation.world import World

ROOT = Path(__file__).parents[2]
SEEDS, EVENTS = 8, 1250


@pytest.mark.parametrize("first", range(1, 17, SEEDS))
def test_each_span_leaves_and_each_target_is_evaluated_once(first: int) -> None:
    options = ["--seed", str(first), "--seeds", str(SEEDS), "--events", str(EVENTS), "--processes", "1"]
    command = [sys.executable, "-m", "tests.trace_simulation", *options]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    figures = {
        what: int(count) for count, _, what in (line.strip().partition("  ") for line in result.stdout.splitlines())
    }
    assert figures["events"] >= SEEDS * EVENTS
    assert figures["evaluations that arrived"] > 0


def test_a_service_ends_though_what_it_held_does_not_fit_into_a_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting("all", ("kept",), 600.0, None, None, queue_size=1, elsewhere=True)
    monkeypatch.setattr("tests.trace_simulation.world.random_setting", lambda chance: setting)
    world = World(1)
    for _ in range(100):
        world.step()
    assert sum(len(processor._held) for processor in world.processors() if isinstance(processor, Scorer)) > 100
    world.restart()
    assert not world.oracle.wrong
