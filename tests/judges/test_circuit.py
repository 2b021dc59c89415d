"""A judge that fails again and again is left alone for a while, and then tried again by one request."""

from otelevals.judges.circuit import Circuit

FAILED = "it failed 5 times in a row or more, last with timeout"


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def opened() -> tuple[Circuit, Clock]:
    clock = Clock()
    circuit = Circuit(clock)
    for _ in range(5):
        assert circuit.enter() == ""
        circuit.bad("timeout")
        circuit.leave()
    return circuit, clock


def test_it_opens_after_failures_in_a_row() -> None:
    circuit, _ = opened()
    assert circuit.enter() == FAILED + "; it is tried again within 5 s"


def test_successes_between_failures_keep_it_closed() -> None:
    circuit = Circuit(Clock())
    for _ in range(20):
        circuit.bad("timeout")
        circuit.good()
    assert circuit.enter() == ""


def test_one_request_tries_it_again() -> None:
    circuit, clock = opened()
    clock.time += 5
    assert circuit.enter() == ""
    assert circuit.enter() == FAILED + "; it is being tried again"
    circuit.good()
    circuit.leave()
    assert [circuit.enter() for _ in range(3)] == ["", "", ""]


def test_it_is_left_alone_for_longer_and_longer() -> None:
    circuit, clock = opened()
    pauses = []
    for _ in range(7):
        before = clock.time
        while circuit.enter():
            clock.time += 1
        pauses.append(clock.time - before)
        circuit.bad("timeout")
        circuit.leave()
    assert pauses == [5, 10, 20, 40, 80, 120, 120]


def test_many_that_fail_at_once_count_as_one_outage() -> None:
    circuit, clock = opened()
    for _ in range(200):
        circuit.bad("timeout")
        circuit.leave()
    assert circuit.enter().endswith("tried again within 5 s")
    clock.time += 5
    assert circuit.enter() == ""


def test_a_trial_that_says_nothing_leaves_room_for_another() -> None:
    circuit, clock = opened()
    clock.time += 5
    assert circuit.enter() == ""
    circuit.leave()
    assert circuit.enter() == ""


def test_it_opens_anew_after_it_was_well() -> None:
    circuit, clock = opened()
    clock.time += 5
    circuit.enter()
    circuit.bad("timeout")
    circuit.leave()
    circuit.good()
    for _ in range(5):
        circuit.bad("timeout")
    assert circuit.enter().endswith("tried again within 5 s")
