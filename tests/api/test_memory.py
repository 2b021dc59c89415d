"""The memory limiter refuses above the soft limit, and collects garbage as often as that helps."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from pydantic import ValidationError

from otelevals.api.clock import ManualClock
from otelevals.api.errors import ConfigError, Retryable
from otelevals.api.memory import MemoryLimiter, MemoryLimiterConfig

MIB = 1024 * 1024


class Machine:
    """A process whose memory a test sets, and what collecting garbage makes of it."""

    def __init__(self, **options: Any) -> None:
        self.used = 0
        self.collect: Callable[[int], int] = lambda used: used
        self.collections = 0
        self.clock = ManualClock()
        options = {"check_interval": "1s", "limit_mib": 100, "spike_limit_mib": 20, **options}
        self.limiter = MemoryLimiter(
            MemoryLimiterConfig.model_validate(options),
            structlog.get_logger(),
            self.clock,
            read=lambda: self.used,
            release=self._release,
            total=lambda: 1000 * MIB,
        )

    def _release(self) -> None:
        self.collections += 1
        self.used = self.collect(self.used)

    def check(self, used_mib: int, seconds: float = 1.0) -> bool:
        """Whether data is refused after another check; `collections` counts what the check did."""
        self.clock.advance(seconds)
        self.used = used_mib * MIB
        self.collections = 0
        self.limiter.check()
        return self.limiter.refusing


@pytest.mark.parametrize(("used", "refused"), [(79, False), (80, True), (99, True), (100, True), (500, True)])
def test_data_is_refused_from_the_soft_limit_on(used: int, refused: bool) -> None:
    assert Machine().check(used) is refused


def test_a_refusal_says_so_and_when_to_come_back() -> None:
    machine = Machine()
    machine.limiter.admit(1)
    machine.check(90)
    with pytest.raises(Retryable, match=r"^data refused due to high memory usage$") as caught:
        machine.limiter.admit(1)
    assert caught.value.after == 1.0
    machine.check(10)
    machine.limiter.admit(1)


def test_a_burst_between_two_checks_is_noticed() -> None:
    machine = Machine()
    machine.check(10)
    machine.used = 90 * MIB
    machine.limiter.admit(2 * MIB)
    with pytest.raises(Retryable):
        machine.limiter.admit(MIB)


@pytest.mark.parametrize(
    ("options", "hard", "soft"),
    [
        ({"limit_mib": 50, "spike_limit_mib": 0}, 50, 40),
        ({"limit_mib": 0, "spike_limit_mib": 0, "limit_percentage": 80, "spike_limit_percentage": 25}, 800, 550),
        ({"limit_mib": 0, "spike_limit_mib": 0, "limit_percentage": 50}, 500, 400),
        ({"limit_mib": 100, "spike_limit_mib": 20, "limit_percentage": 50}, 100, 80),
    ],
)
def test_limits_are_in_mib_or_shares_of_the_memory_with_a_fifth_for_spikes(
    options: dict[str, int], hard: int, soft: int
) -> None:
    limiter = Machine(**options).limiter
    assert (limiter.hard // MIB, limiter.soft // MIB) == (hard, soft)


def test_collecting_that_frees_enough_means_no_refusal() -> None:
    machine = Machine()
    machine.collect = lambda used: 10 * MIB
    assert machine.check(120) is False
    assert machine.collections == 1


def test_above_the_soft_limit_garbage_is_collected_every_ten_seconds_at_most() -> None:
    machine = Machine()
    machine.check(90)
    assert machine.collections == 0
    machine.check(90, seconds=10)
    assert machine.collections == 1


def test_above_the_hard_limit_collections_that_free_nothing_become_rarer() -> None:
    machine = Machine()
    collected_at = []
    for second in range(1, 100):
        machine.check(120)
        collected_at += [second] * machine.collections
    assert collected_at == [1, 3, 7, 15, 31, 62, 93]


def test_memory_that_falls_makes_collections_frequent_again() -> None:
    machine = Machine()
    for _ in range(60):
        machine.check(120)
    machine.check(105)
    assert machine.collections == 1


def test_without_a_longest_interval_every_check_collects() -> None:
    machine = Machine(max_gc_interval_when_hard_limited=0)
    counts = []
    for _ in range(5):
        machine.check(120)
        counts.append(machine.collections)
    assert counts == [1] * 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"check_interval": 0}, "check_interval must be greater than zero"),
        ({"limit_mib": 0}, "limit_mib or limit_percentage must be set"),
        ({"spike_limit_mib": 100}, "spike_limit_mib must be less than limit_mib"),
        (
            {"limit_percentage": 50, "spike_limit_percentage": 50},
            "spike_limit_percentage must be less than limit_percentage",
        ),
        (
            {"min_gc_interval_when_hard_limited": "11s"},
            "min_gc_interval_when_soft_limited must not be less than min_gc_interval_when_hard_limited",
        ),
        (
            {"max_gc_interval_when_soft_limited": "9s", "max_gc_interval_when_hard_limited": "1s"},
            "max_gc_interval_when_soft_limited must not be less than min_gc_interval_when_soft_limited",
        ),
        (
            {"max_gc_interval_when_soft_limited": "20s"},
            "max_gc_interval_when_soft_limited must not be less than max_gc_interval_when_hard_limited",
        ),
    ],
)
def test_limits_that_contradict_each_other_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Machine(**options)
    assert f"Value error, {message}" in str(caught.value)


def test_a_system_that_does_not_tell_is_an_error_at_the_start() -> None:
    machine = Machine()
    machine.limiter._read = _untold
    with pytest.raises(ConfigError, match=r"memory_limiter cannot measure memory on this system: .*no statm"):
        machine.limiter.start()
    machine.limiter.stop()


def test_a_thread_checks_and_survives_a_failed_measurement() -> None:
    checked = threading.Event()
    readings = iter([0, None, 90 * MIB])

    def read() -> int:
        value = next(readings, -1)
        if value is None:
            return _untold()
        if value < 0:
            checked.set()
            return 90 * MIB
        return value

    machine = Machine(check_interval="1ms")
    machine.limiter._read = read
    machine.limiter.start()
    assert checked.wait(10)
    machine.limiter.stop()
    assert machine.limiter.refusing


def _untold() -> int:
    raise OSError("no statm")
