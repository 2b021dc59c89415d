"""Holds requests back so that there are no more in a minute than a judge takes."""

from collections.abc import Callable

from otelevals.api.judge_config import RateLimit

_AT_ONCE = 5.0  # seconds


class _Bucket:
    """Lets an amount a minute through, evenly, with a few seconds' worth at once."""

    def __init__(self, per_minute: int, now: float) -> None:
        self._rate = per_minute / 60
        self._free_at = now
        """When all that was let through is over."""

    def wait(self, amount: int, now: float) -> float:
        """Seconds until so much may go."""
        return max(0.0, self._free_at + amount / self._rate - now - max(_AT_ONCE, amount / self._rate))

    def take(self, amount: int, now: float) -> None:
        self._free_at = max(self._free_at, now) + amount / self._rate

    def give_back(self, amount: int) -> None:
        self._free_at -= amount / self._rate


class Limiter:
    """Whoever asks is given a time to wait and a place in the line, in the order of asking."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float]) -> None:
        self._clock = clock
        now = clock()
        self._requests = None if limit.requests_per_minute is None else _Bucket(limit.requests_per_minute, now)
        self._tokens = None if limit.tokens_per_minute is None else _Bucket(limit.tokens_per_minute, now)

    def reserve(self, tokens: int, most: float) -> float | None:
        """Seconds to wait before a request with so many tokens; None, and no place, when they are more than `most`."""
        now = self._clock()
        wanted = [(bucket, amount) for bucket, amount in ((self._requests, 1), (self._tokens, tokens)) if bucket]
        wait = max((bucket.wait(amount, now) for bucket, amount in wanted), default=0.0)
        if wait > most:
            return None
        for bucket, amount in wanted:
            bucket.take(amount, now)
        return wait

    def unused(self, reserved: int) -> None:
        """A request with so many tokens was not made."""
        self.used(reserved, 0)
        if self._requests is not None:
            self._requests.give_back(1)

    def used(self, reserved: int, tokens: int) -> None:
        """A request took so many tokens instead of those that were reserved."""
        if self._tokens is not None:
            self._tokens.give_back(reserved - tokens)
