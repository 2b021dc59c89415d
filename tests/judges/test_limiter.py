"""No more is asked in a minute than may be, in the order of asking, and nobody waits for what was not asked."""

from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.judge_config import RateLimit
from otelevals.judges.limiter import Limiter


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def limiter(requests: int | None = None, tokens: int | None = None) -> tuple[Limiter, Clock]:
    clock = Clock()
    return Limiter(RateLimit(requests_per_minute=requests, tokens_per_minute=tokens), clock), clock


def test_without_limits_nobody_waits() -> None:
    found, _ = limiter()
    assert [found.reserve(10**9, 0.0) for _ in range(1000)] == [0.0] * 1000


def test_a_few_go_at_once_and_others_evenly() -> None:
    found, _ = limiter(requests=60)
    assert [found.reserve(1, 60.0) for _ in range(8)] == [0, 0, 0, 0, 0, 1, 2, 3]


def test_what_would_wait_too_long_takes_no_place() -> None:
    found, clock = limiter(requests=60)
    for _ in range(5):
        found.reserve(1, 60.0)
    assert found.reserve(1, 0.5) is None
    assert found.reserve(1, 1.0) == 1.0
    clock.time += 60
    assert found.reserve(1, 0.0) == 0.0


def test_the_stricter_limit_counts() -> None:
    found, _ = limiter(requests=6000, tokens=600)
    assert found.reserve(50, 60.0) == 0.0
    assert found.reserve(50, 60.0) == 5.0


def test_tokens_that_were_not_used_are_there_again() -> None:
    found, _ = limiter(tokens=600)
    found.reserve(50, 60.0)
    found.used(50, 10)
    assert found.reserve(40, 60.0) == 0.0
    assert found.reserve(10, 60.0) == 1.0


def test_a_request_that_was_not_made_leaves_its_place() -> None:
    found, _ = limiter(requests=60, tokens=600)
    for _ in range(100):
        assert found.reserve(50, 0.0) == 0.0
        found.unused(50)


def test_what_is_larger_than_all_at_once_waits_for_an_empty_minute_only() -> None:
    found, clock = limiter(tokens=60)
    assert found.reserve(600, 0.0) == 0.0
    assert found.reserve(1, 0.0) is None
    clock.time += 600
    assert found.reserve(600, 0.0) == 0.0


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 300)), min_size=1, max_size=50))
def test_no_minute_has_more_than_may_be(asked: list[tuple[float, int]]) -> None:
    found, clock = limiter(tokens=600)
    sent: list[tuple[float, int]] = []
    for pause, tokens in asked:
        clock.time += pause
        wait = found.reserve(tokens, 1e9)
        assert wait is not None
        sent.append((clock.time + wait, tokens))
    for start, _ in sent:
        inside = [tokens for time, tokens in sent if start <= time < start + 60]
        assert sum(inside) <= 600 + 50 + max(inside)  # a few seconds' worth, and what is larger than that
