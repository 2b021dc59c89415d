"""A scorer that brings its process down again and again is left alone for a while, which grows."""

from otelevals.scoring.processes.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_three_disasters_in_a_row_are_too_many() -> None:
    breaker = Breaker(Clock())
    for _ in range(2):
        breaker.bad()
        breaker.bad()
        assert not breaker.open
        breaker.good()
    for _ in range(3):
        breaker.bad()
    assert breaker.open == "it brought its process down 3 times in a row; it is tried again in 30 s"


def test_it_is_tried_again_after_a_while_that_grows() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    waits = []
    for number in range(10):
        breaker.bad()
        if number >= 2:
            before = clock.now
            while breaker.open:
                clock.now += 1
            waits.append(clock.now - before)
    assert waits == [30, 60, 120, 240, 480, 600, 600, 600]
    breaker.good()
    breaker.bad()
    assert not breaker.open
