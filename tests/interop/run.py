"""All that a producer is asked to play, and what otelevals saw differently."""

from pathlib import Path
from typing import NamedTuple

from tests.interop.capture import capture
from tests.interop.compare import Difference, Scenarios, differences, of_kinds
from tests.interop.environments import Producer
from tests.interop.inspection import inspect


class Result(NamedTuple):
    """How a producer did: what was expected of it, and where it differs."""

    producer: Producer
    expected: Scenarios
    differences: list[Difference]


def play(producer: Producer, command: list[str], scenarios: Scenarios, stub: str, folder: Path) -> Result:
    """Play the scenarios with a producer that the command starts; what it sends stays in the folder."""
    expected = of_kinds(scenarios, producer.kinds)
    captures = capture(producer, command, expected, stub, folder)
    seen = inspect(captures)
    found = [
        difference
        for scenario, outcome, _ in captures
        for difference in differences(scenario, outcome, expected[scenario], seen[scenario], producer.kinds)
    ]
    return Result(producer, expected, found)
