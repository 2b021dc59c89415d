"""What is new since lately is known, whether or not it is a dimension, and stays small."""

from typing import Any

from otelevals.alerts.changes import Changes
from tests.alerts.samples import DAY, HOUR, START, record

OLD = {"model": "gpt-5", "prompt": "checkout v3", "service_version": "2.0"}
NEW = {"model": "gpt-5", "response_model": "gpt-5-b", "prompt": "checkout v4", "service_version": "2.1"}


def noted(*said: tuple[float, dict[str, Any]]) -> Changes:
    changes = Changes()
    for time, more in said:
        changes.note(record(1, time, **more), time)
    return changes


def test_what_evaluations_have_for_the_first_time_is_new() -> None:
    changes = noted((START, OLD), (START + DAY, NEW))
    found = changes.lately("tone", START + DAY)
    assert [(each.attribute, each.value) for each in found] == [
        ("response model", "gpt-5-b"),
        ("prompt", "checkout v4"),
        ("service.version", "2.1"),
    ]
    assert changes.lately("tone", START + 4 * DAY) == changes.lately("other", START + DAY) == []


def test_a_value_of_a_dimension_is_said_once() -> None:
    dimensions = (("llm", "gpt-5"), ("prompt_version", "v4"))
    changes = noted((START, {}), (START + DAY, {"dimensions": dimensions, "model": "gpt-5", "prompt": "checkout v4"}))
    assert {each.attribute for each in changes.lately("tone", START + DAY)} == {"llm", "prompt_version"}


def test_what_is_new_all_the_time_is_none() -> None:
    many = [(START + 2 * HOUR + n, {"service_version": str(n)}) for n in range(100)]
    changes = noted((START, OLD), *many)
    assert changes.lately("tone", START + 3 * HOUR) == []
    assert len(changes.state()["seen"]["tone"]["service.version"]) == 51
