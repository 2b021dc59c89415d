"""Runs one seed of the simulation to its end."""

from tests.simulation.invariants import Violation, buried, check, check_rest
from tests.simulation.world import World


def simulate(seed: int, steps: int, every: int = 50) -> dict[str, int]:
    """What happened; AssertionError that says how to see it again when something is not as it must be."""
    world = World(seed)
    try:
        while world.steps < steps:
            before = world.steps
            world.step()
            if before // every != world.steps // every:
                check(world)
        world.come_to_rest()
        check_rest(world)
    except Exception as error:
        again = f"python -m tests.simulation --seed {seed} --steps {steps} --every {every}"
        raise Violation(f"step {world.steps}: {error}; see it again with: {again}") from error
    return {
        "steps": world.steps,
        "requests acknowledged": world.acknowledged,
        "items that came to exporters": world.weather.sent,
        "items delivered": len(world.weather.delivered),
        "items that are dead letters": len(buried(world)),
        "items dropped by full journals": world.dropped,
        "crashes": world.crashes,
        "reloads": world.reloads,
    }
