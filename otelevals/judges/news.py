"""What an evaluator process of judges has to tell the service."""

import threading
from collections import defaultdict
from collections.abc import Mapping

from otelevals.judges.budget import Use
from otelevals.scoring.processes.engine import Count, Notice
from otelevals.scoring.verdict import cut

_Counts = defaultdict[tuple[str, tuple[str, ...]], float]
"""By metric and labels."""
_NANO = 1e9
_MOST_WARNINGS = 20
"""At once; others are like them."""
_MOST_TOLD = 1000
"""Texts that are told once. They hold names of models, which come from outside: beyond that nothing is told."""
_LONGEST = 500


class News:
    """Warnings come from any thread; each text is told once."""

    def __init__(self) -> None:
        self._counts = _Counts(float)
        self._lock = threading.Lock()
        self._warnings: list[str] = []
        self._told: set[str] = set()

    def attempt(self, judge: str, model: str, result: str, use: Use) -> None:
        self._counts["otelevals_judge_attempts", (judge, model, result)] += 1
        self._counts["otelevals_judge_tokens", (judge, model, "input")] += use.prompt_tokens
        self._counts["otelevals_judge_tokens", (judge, model, "output")] += use.completion_tokens
        self._counts["otelevals_judge_cost_usd", (judge, model)] += (use.nano_usd or 0) / _NANO

    def cached(self, scorer: str) -> None:
        self._counts["otelevals_judge_cached", (scorer,)] += 1

    def warn(self, text: str) -> None:
        with self._lock:
            if len(self._warnings) < _MOST_WARNINGS:
                self._warnings.append(cut(text, _LONGEST))

    def warn_once(self, text: str) -> None:
        text = cut(text, _LONGEST)
        if text not in self._told and len(self._told) < _MOST_TOLD:
            self._told.add(text)
            self.warn(text)

    def notice(self, pace: Mapping[str, float]) -> Notice:
        """What is new since the last one."""
        counts, self._counts = self._counts, _Counts(float)
        with self._lock:
            warnings, self._warnings = self._warnings, []
        return Notice(pace, [Count(metric, labels, amount) for (metric, labels), amount in counts.items()], warnings)
