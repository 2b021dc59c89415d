"""What a run has to reach: the pass rate of a scorer, or its mean score where nothing passes or fails."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from otelevals.offline.results import Sums
from otelevals.scoring.names import choices


class Gate(NamedTuple):
    name: str
    """Of a scorer, or of one of its verdicts."""
    least: float


class Missed(NamedTuple):
    gate: Gate
    value: float | None
    """None when nothing was scored."""
    measure: str

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.gate.name}: nothing was scored"
        return f"{self.gate.name}: the {self.measure} is {self.value:.4g}, below {self.gate.least:g}"


def parse_gate(text: str) -> Gate:
    """From `name=0.9` or `name=90%`; ValueError when it is none."""
    name, equals, least = text.rpartition("=")
    number, percent = (least[:-1], 100.0) if least.endswith("%") else (least, 1.0)
    try:
        value = float(number) / percent
    except ValueError:
        value = float("nan")
    if not name or not equals or not abs(value) < float("inf"):
        raise ValueError(f"not a threshold: {text} (expected name=0.9 or name=90%)")
    return Gate(name, value)


def unknown(gates: Collection[Gate], scorers: Collection[str]) -> list[str]:
    """A sentence for each gate that is of no scorer."""
    return [
        f"there is no scorer {gate.name}{choices(gate.name, scorers)}"
        for gate in gates
        if gate.name.partition(".")[0] not in scorers
    ]


def missed(gates: Collection[Gate], sums: Mapping[str, Sums]) -> list[Missed]:
    """Those that were not reached. A scorer that gives several verdicts has a gate for each, and is not reached under
    its own name."""
    found = []
    for gate in gates:
        value, measure = measured(sums.get(gate.name))
        if value is None or value < gate.least:
            found.append(Missed(gate, value, measure))
    return found


def measured(sums: Sums | None) -> tuple[float | None, str]:
    """What is compared, and what it is called."""
    if sums is None:
        return None, ""
    if sums.pass_rate is not None:
        return sums.pass_rate, "pass rate"
    return sums.mean, "mean"
