"""The counts and the scores of evaluations that Prometheus reads.

Processors choose labels of their own, and a reload may change them. So series with different labels stand side by side
under one name: to Prometheus a label that is not there is one that is empty.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from itertools import accumulate
from threading import Lock

from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

Labels = tuple[tuple[str, str], ...]
"""Names with their values."""

OWN_LABELS = ("scorer", "evaluation")
PASSED = "passed"
BOUND = "le"
_BOUNDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 10.0, 100.0, 1000.0)
_SHOWN = [*map(str, _BOUNDS), "+Inf"]
_PASSED = {True: 0, False: 1, None: 2}
_VALUES = ("true", "false", "")


class Counts:
    """Of the evaluations with the same labels."""

    __slots__ = ("scores", "sum", "verdicts")

    def __init__(self) -> None:
        self.verdicts = [0] * len(_VALUES)
        self.scores = [0] * len(_SHOWN)
        self.sum = 0.0


class EvaluationSeries(Collector):
    """One for all scorers of a service, also of two graphs at once while a reload replaces one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[Labels, Counts] = {}
        self._admitted: Counter[Hashable] = Counter()

    def admit(self, labels: Labels, owner: Hashable, most: int) -> Counts | None:
        """Where to count evaluations with these labels; None when there are no series with them, and the owner has had
        so many already."""
        with self._lock:
            counts = self._counts.get(labels)
            if counts is None and self._admitted[owner] < most:
                self._admitted[owner] += 1
                counts = self._counts[labels] = Counts()
            return counts

    def others(self, labels: Labels) -> Counts:
        """Where to count what was not admitted."""
        with self._lock:
            return self._counts.setdefault(labels, Counts())

    def add(self, verdicts: Iterable[tuple[Counts, bool | None, float | None]]) -> None:
        """Whether evaluations passed, and their scores, each with where it is counted."""
        with self._lock:
            for counts, passed, score in verdicts:
                counts.verdicts[_PASSED[passed]] += 1
                if score is not None:
                    counts.scores[bisect_left(_BOUNDS, score)] += 1
                    counts.sum += score

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            found = [
                (dict(labels), (*each.verdicts,), (*each.scores,), each.sum) for labels, each in self._counts.items()
            ]
        evaluations = CounterMetricFamily(
            "otelevals_evaluations", "Verdicts of scorers on GenAI spans.", labels=(*OWN_LABELS, PASSED)
        )
        scores = HistogramMetricFamily("otelevals_evaluation_score", "Scores of GenAI spans.", labels=OWN_LABELS)
        for labels, verdicts, buckets, total in found:
            for value, count in zip(_VALUES, verdicts, strict=True):
                if count:
                    evaluations.add_sample("otelevals_evaluations_total", {**labels, PASSED: value}, count)
            *_, count = upto = list(accumulate(buckets))
            if not count:
                continue
            for bound, below in zip(_SHOWN, upto, strict=True):
                scores.add_sample("otelevals_evaluation_score_bucket", {**labels, BOUND: bound}, below)
            scores.add_sample("otelevals_evaluation_score_count", labels, count)
            scores.add_sample("otelevals_evaluation_score_sum", labels, total)
        yield evaluations
        yield scores
