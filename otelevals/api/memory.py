"""The memory limiter: measures the process now and then, and says whether it may take more.

Above the soft limit (the limit less the spike limit) data is refused; garbage is collected, less and less often when
that frees nothing, because the data is then held by queues.
"""

import threading
from collections.abc import Callable
from typing import Annotated, Self

import structlog
from pydantic import Field, model_validator

from otelevals.api.clock import Clock
from otelevals.api.config import Config, Duration
from otelevals.api.errors import ConfigError, Retryable
from otelevals.api.process_memory import release_memory, resident_bytes, total_bytes

_MIB = 1024 * 1024
_EFFECTIVE = 0.95  # a collection that leaves more than this share has freed nothing


class MemoryLimiterConfig(Config):
    check_interval: Duration
    """How often memory is measured; 1s is a good choice."""
    limit_mib: Annotated[int, Field(ge=0)] = 0
    """The hard limit in MiB; takes precedence over limit_percentage."""
    spike_limit_mib: Annotated[int, Field(ge=0)] = 0
    """By how much memory may grow between two checks, in MiB: a fifth of the limit when 0."""
    limit_percentage: Annotated[int, Field(ge=0, le=100)] = 0
    """The hard limit as a share of the memory of the container, or of the machine."""
    spike_limit_percentage: Annotated[int, Field(ge=0, le=100)] = 0
    """As spike_limit_mib, as a share of the memory of the container, or of the machine."""
    min_gc_interval_when_soft_limited: Duration = 10.0
    """The shortest time between two forced collections above the soft limit."""
    min_gc_interval_when_hard_limited: Duration = 0.0
    """The same above the hard limit."""
    max_gc_interval_when_soft_limited: Duration = 30.0
    """How long the time between collections that free nothing may get; 0 keeps it at the shortest."""
    max_gc_interval_when_hard_limited: Duration = 30.0
    """The same above the hard limit."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        wrong = [
            message
            for is_wrong, message in (
                (self.check_interval == 0, "check_interval must be greater than zero"),
                (not self.limit_mib and not self.limit_percentage, "limit_mib or limit_percentage must be set"),
                (0 < self.limit_mib <= self.spike_limit_mib, "spike_limit_mib must be less than limit_mib"),
                (
                    0 < self.limit_percentage <= self.spike_limit_percentage,
                    "spike_limit_percentage must be less than limit_percentage",
                ),
                (
                    self.min_gc_interval_when_soft_limited < self.min_gc_interval_when_hard_limited,
                    "min_gc_interval_when_soft_limited must not be less than min_gc_interval_when_hard_limited",
                ),
                (
                    0 < self.max_gc_interval_when_soft_limited < self.min_gc_interval_when_soft_limited,
                    "max_gc_interval_when_soft_limited must not be less than min_gc_interval_when_soft_limited",
                ),
                (
                    0 < self.max_gc_interval_when_hard_limited < self.min_gc_interval_when_hard_limited,
                    "max_gc_interval_when_hard_limited must not be less than min_gc_interval_when_hard_limited",
                ),
                (
                    0 < self.max_gc_interval_when_soft_limited < self.max_gc_interval_when_hard_limited,
                    "max_gc_interval_when_soft_limited must not be less than max_gc_interval_when_hard_limited",
                ),
            )
            if is_wrong
        ]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


class MemoryLimiter:
    """Refuses while the last measurement was above the soft limit. `check` is one measurement; `start` makes a thread
    do it every `check_interval`."""

    def __init__(
        self,
        config: MemoryLimiterConfig,
        log: structlog.typing.FilteringBoundLogger,
        clock: Clock,
        read: Callable[[], int] = resident_bytes,
        release: Callable[[], None] = release_memory,
        total: Callable[[], int] = total_bytes,
    ) -> None:
        self.refusing = False
        if config.limit_mib:
            self.hard, spike = config.limit_mib * _MIB, config.spike_limit_mib * _MIB
        else:
            memory = total()
            self.hard, spike = (
                memory * share // 100 for share in (config.limit_percentage, config.spike_limit_percentage)
            )
        self.soft = self.hard - (spike or self.hard // 5)
        self._probe_after = (self.hard - self.soft) // 8  # bytes: decoded they are several times as many
        self._admitted = 0  # since memory was measured; threads that add at once may lose some, which only delays it
        self._interval = config.check_interval
        self._log = log
        self._clock = clock
        self._read = read
        self._release = release
        self._collected = clock.now()
        self._last = 0
        self._soft_pause, self._hard_pause = (
            _Pause(least, most, config.check_interval)
            for least, most in (
                (config.min_gc_interval_when_soft_limited, config.max_gc_interval_when_soft_limited),
                (config.min_gc_interval_when_hard_limited, config.max_gc_interval_when_hard_limited),
            )
        )
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def admit(self, size: int) -> None:
        """Raise Retryable while memory is short. It is measured between checks, too, when much is admitted."""
        self._admitted += size
        if self._admitted >= self._probe_after:
            self._admitted = 0
            if not self.refusing and (used := self._read()) >= self.soft:
                self._decide(used)
        if self.refusing:
            raise Retryable("data refused due to high memory usage", after=self._interval)

    def start(self) -> None:
        try:
            self.check()
        except OSError as error:
            raise ConfigError(f"memory_limiter cannot measure memory on this system: {error}") from error
        self._thread = threading.Thread(target=self._watch, name="memory limiter", daemon=True)
        self._thread.start()
        self._log.info("memory limiter started", limit_mib=self.hard // _MIB, soft_limit_mib=self.soft // _MIB)

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def check(self) -> None:
        """Measure, collect garbage if that is due, and decide."""
        used = self._measure(collected=False)
        if used >= self.soft:
            pause = self._hard_pause if used >= self.hard else self._soft_pause
            if self._clock.now() - self._collected > pause.seconds:
                self._release()
                self._collected = self._clock.now()
                used = self._measure(collected=True)
        self._decide(used)

    def _decide(self, used: int) -> None:
        refusing = used >= self.soft
        if refusing != self.refusing:
            mib = used // _MIB
            if refusing:
                self._log.warning("memory is above the soft limit, refusing data", used_mib=mib)
            else:
                self._log.info("memory is back within the limits, taking data", used_mib=mib)
        self.refusing = refusing

    def _measure(self, collected: bool) -> int:
        self._admitted = 0
        used, before = self._read(), self._last
        self._last = used
        for pause in (self._soft_pause, self._hard_pause):
            if used < self.soft or used <= before * _EFFECTIVE:
                pause.reset()
            elif collected:
                pause.lengthen()
        return used

    def _watch(self) -> None:
        while not self._stop.wait(self._interval):
            try:
                self.check()
            except OSError as error:
                self._log.error("memory cannot be measured", error=str(error))


class _Pause:
    """The time between forced collections: doubles while they free nothing, up to a limit."""

    def __init__(self, least: float, most: float, interval: float) -> None:
        self._least = least
        self._most = most
        # a little under the interval, so that the next check is not too early by the time the collection took
        self._floor = max(least, interval * 0.95)
        self._grown = 0.0

    @property
    def seconds(self) -> float:
        return max(self._least, self._grown)

    def reset(self) -> None:
        self._grown = 0.0

    def lengthen(self) -> None:
        if self._most:
            self._grown = min(max(self._grown, self._floor) * 2, max(self._most, self._least))
