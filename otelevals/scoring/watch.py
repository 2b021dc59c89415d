"""Notices scorers that never score, and such as fail on nearly everything."""

from collections import Counter
from collections.abc import Iterable, Mapping

from structlog.typing import FilteringBoundLogger

from otelevals.api.decisions import OTHER_REASONS, DecisionKey
from otelevals.scoring.outcome import Decision

LOOK_AFTER = 30.0
"""Seconds from the first news until somebody looks, so that what comes first does not stand for all."""
AGAIN_AFTER = 3600.0
LEAST = 20
_MOST_FAIL = 0.9
_FAILED = frozenset((Decision.ERRORED, Decision.TIMED_OUT))
_NOT_ITS_TURN = frozenset((Decision.SAMPLED_OUT, Decision.DUPLICATE))


class Watch:
    """Says each thing at most once an hour. Time comes in as an argument."""

    def __init__(self, scorers: Iterable[str], log: FilteringBoundLogger) -> None:
        self._log = log
        self._silence = {scorer: _Silence(scorer) for scorer in scorers}
        self._failure = {scorer: _Failure(scorer) for scorer in self._silence}
        self._due: float | None = None

    def add(self, counts: Mapping[DecisionKey, int], now: float) -> None:
        for (scorer, decision, reason), count in counts.items():
            self._silence[scorer].add(decision, reason, count)
            self._failure[scorer].add(decision, reason, count)
        if self._due is None:
            self._due = now + LOOK_AFTER

    def due(self) -> float | None:
        """When to look, None while there is nothing new."""
        return self._due

    def rest(self) -> None:
        """There will be no more news."""
        self._due = None

    def look(self, now: float) -> None:
        if self._due is None or now < self._due:
            return
        self._due = None
        for scorer, silence in self._silence.items():
            silence.look(self._log, now)
            self._failure[scorer].look(self._log, now)


class _Silence:
    """Whether a scorer has ever given a score or an error."""

    def __init__(self, scorer: str) -> None:
        self._scorer = scorer
        self._ran = False
        self._reasons: Counter[tuple[str, str]] = Counter()
        self._warned: float | None = None

    def add(self, decision: str, reason: str, count: int) -> None:
        if self._ran or decision in _NOT_ITS_TURN:
            return
        if decision == Decision.SCORED or decision in _FAILED:
            self._ran = True
            self._reasons.clear()
        else:
            self._reasons[decision, reason] += count

    def look(self, log: FilteringBoundLogger, now: float) -> None:
        if self._ran:
            if self._warned is not None:
                self._warned = None
                log.info(f"scorer {self._scorer} has begun to run")
            return
        if self._reasons.total() < LEAST or (self._warned is not None and now < self._warned + AGAIN_AFTER):
            return
        self._warned = now
        # spans of another kind are no news as long as there are some of the right one
        telling = (
            Counter({key: n for key, n in self._reasons.items() if key[0] != Decision.WRONG_KIND}) or self._reasons
        )
        spans = telling.total()
        log.warning(f"scorer {self._scorer} has not scored any of {spans} spans: mostly {_most_common(telling)}")


class _Failure:
    """Whether a scorer that runs fails nearly always, looked at anew whenever it has run often enough."""

    def __init__(self, scorer: str) -> None:
        self._scorer = scorer
        self._scored = 0
        self._reasons: Counter[tuple[str, str]] = Counter()
        self._warned: float | None = None

    def add(self, decision: str, reason: str, count: int) -> None:
        if decision == Decision.SCORED:
            self._scored += count
        elif decision in _FAILED:
            self._reasons[decision, reason] += count

    def look(self, log: FilteringBoundLogger, now: float) -> None:
        failed = self._reasons.total()
        ran = self._scored + failed
        if ran < LEAST:
            return
        if failed < ran * _MOST_FAIL:
            if self._warned is not None:
                log.info(f"scorer {self._scorer} scores again")
            self._warned = None
        elif self._warned is None or now >= self._warned + AGAIN_AFTER:
            self._warned = now
            most = _most_common(self._reasons)
            log.warning(f"scorer {self._scorer} fails on {failed} of {ran} spans: mostly {most}")
        self._scored = 0
        self._reasons.clear()


def _most_common(reasons: Counter[tuple[str, str]]) -> str:
    (((decision, reason), _),) = reasons.most_common(1)
    if reason == OTHER_REASONS:
        told = [other for (of, other), _ in reasons.most_common() if of == decision and other != OTHER_REASONS]
        reason = f"for many reasons, such as {told[0]}" if told else reason
    return f"{decision}: {reason}" if reason else decision
