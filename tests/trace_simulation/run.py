"""Runs one seed of the simulation to its end."""

from unittest.mock import patch

from tests.trace_simulation.invariants import check_bounds, check_counts, check_empty
from tests.trace_simulation.oracle import Violation
from tests.trace_simulation.world import World

_EVERY = 10


def simulate(seed: int, events: int) -> dict[str, int]:
    """What happened; Violation that says how to see it again when something is not as it must be."""
    world = World(seed)
    try:
        with patch("otelevals.pipeline.stage.log", world.oracle), patch("otelevals.pipeline.sender.log", world.oracle):
            _run(world, events)
    except Exception as error:
        again = f"python -m tests.trace_simulation --seed {seed} --seeds 1 --events {events}"
        raise Violation(f"{error}; with {world.setting}; see it again with: {again}") from error
    return {"events": world.events, "traces": len(world.oracle.stories), **world.oracle.happened}


def _run(world: World, events: int) -> None:
    steps = 0
    while world.events < events:
        world.step()
        steps += 1
        if steps % _EVERY == 0:
            check_bounds(world.processors())
            world.check_over()
    world.come_to_rest()
    check_bounds(world.processors())
    check_empty(world.processors(), world.ledger)
    if not world.reloaded:  # else one graph has left some to another
        check_counts(world.around.telemetry, world.oracle.counted)
