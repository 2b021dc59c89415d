"""A scorer that brings its process down again and again is left alone for a while, which grows."""

from otelevals.scoring.processes.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_three_disasters_are_too_many_with_few_good_calls_between() -> None:
    breaker = Breaker(Clock())
    for _ in range(2):
        breaker.bad()
        breaker.good()
        assert not breaker.open
    breaker.bad()
    assert breaker.open == "it brought its process down again and again; it is tried again in 30 s"


def test_twenty_good_calls_make_up_for_one() -> None:
    breaker = Breaker(Clock())
    for _ in range(10):
        breaker.bad()
        breaker.bad()
        assert not breaker.open
        for _ in range(40):
            breaker.good()


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
    for _ in range(200):
        breaker.good()
    breaker.bad()
    assert not breaker.open
