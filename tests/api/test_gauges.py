"""Gauges of several parts read those that have started and not ended."""

from otelevals.api.gauges import SharedGauges
from otelevals.api.telemetry import Telemetry

GAUGES = {
    "held": ("What is held.", lambda parts: sum(map(len, parts))),
    "newest": ("What the newest holds.", lambda parts: len(parts[-1])),
}


def gauges(telemetry: Telemetry, part: list[int], name: str = "a") -> SharedGauges[list[int]]:
    return SharedGauges(telemetry, {"processor": name}, GAUGES, part)


def values(telemetry: Telemetry, name: str = "a") -> tuple[float | None, ...]:
    return tuple(telemetry.registry.get_sample_value(each, {"processor": name}) for each in GAUGES)


def test_parts_that_are_shown_count_together() -> None:
    telemetry = Telemetry()
    first, second = gauges(telemetry, [1]), gauges(telemetry, [1, 2])
    assert values(telemetry) == (None, None)
    first.show()
    assert values(telemetry) == (1, 1)
    second.show()
    assert values(telemetry) == (3, 2)
    first.hide()
    assert values(telemetry) == (2, 2)
    second.hide()
    assert values(telemetry) == (None, None)


def test_a_part_that_never_started_takes_nothing_away() -> None:
    telemetry = Telemetry()
    gauges(telemetry, [1]).show()
    gauges(telemetry, [1]).hide()
    assert values(telemetry) == (1, 1)


def test_other_labels_and_other_services_are_apart() -> None:
    telemetry, other = Telemetry(), Telemetry()
    gauges(telemetry, [1]).show()
    gauges(telemetry, [1, 2], "b").show()
    gauges(other, [1, 2, 3]).show()
    assert (values(telemetry), values(telemetry, "b"), values(other)) == ((1, 1), (2, 2), (3, 3))
