"""All that a producer is asked to play, and what otelevals saw differently."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.interop.capture import Capture, capture
from tests.interop.compare import Difference, Scenarios, differences, of_kinds, with_target
from tests.interop.environments import Producer
from tests.interop.inspection import inspect
from tests.interop.judging import judge
from tests.interop.spans import spans_of
from tests.interop.targets import seen_target


class Result(NamedTuple):
    """How a producer did: what was expected of it, and where it differs."""

    producer: Producer
    expected: Scenarios
    differences: list[Difference]


def play(producer: Producer, command: list[str], scenarios: Scenarios, stub: str, folder: Path) -> Result:
    """Play the scenarios with a producer that the command starts; what it sends stays in the folder."""
    expected = of_kinds(scenarios, producer.kinds)
    captures = capture(producer, command, expected, stub, folder)
    return compared(producer, expected, captures, folder / "judged")


def compared(producer: Producer, expected: Scenarios, captures: Sequence[Capture], folder: Path) -> Result:
    """What is seen of captures, by who inspects them and by scorers; the evaluations stay in the folder."""
    inspected, judged = inspect(captures), judge(captures, folder)
    table: Scenarios = {}
    found: list[Difference] = []
    for each in captures:
        name = each.scenario
        table[name] = with_target(expected[name], inspected[name])
        seen = [*inspected[name], seen_target(judged[name], spans_of(each))]
        found += differences(name, each.outcome, table[name], seen, producer.kinds)
    return Result(producer, table, found)
