"""Counts the evaluations of a processor for Prometheus, by the dimensions that are chosen for it."""

from collections.abc import Iterable, Mapping, Sequence

from otelevals.api.component import Context
from otelevals.genai.interaction import Interaction
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.dimensions import Dimension, values
from otelevals.scoring.evaluation_labels import MetricsConfig, label_of
from otelevals.scoring.evaluation_series import OWN_LABELS, Counts, EvaluationSeries, Labels
from otelevals.scoring.outcome import Evaluation

_OTHER = "other"
_Texts = tuple[str, ...]


class EvaluationMetrics:
    """Errors are no verdicts. A verdict that takes the place of an earlier one counts as another one, and one that is
    withdrawn stays counted: counters do not go back."""

    def __init__(
        self,
        config: MetricsConfig,
        dimensions: Sequence[Dimension],
        scorers: Mapping[str, ConfiguredScorer],
        context: Context,
    ) -> None:
        self._context = context
        self._series = context.telemetry.collector(EvaluationSeries)
        self._most = config.max_combinations
        self._names = tuple(config.dimensions)
        self._labels = (*OWN_LABELS, *map(label_of, self._names))
        self._owner = (context.id, self._labels)
        self._read: dict[str, tuple[Dimension, ...]] = {}
        """The dimensions to read for the evaluations of a scorer: the same object where they are the same."""
        same: dict[tuple[Dimension, ...], tuple[Dimension, ...]] = {}
        for name, scorer in scorers.items():
            found = {each.name: each for each in (*dimensions, *scorer.options.dimensions)}
            chosen = tuple([found[each] for each in self._names if each in found])
            self._read[name] = same.setdefault(chosen, chosen)
        self._known: dict[tuple[str, _Texts], Counts] = {}
        self._named = set(scorers)
        """The evaluations that have series of their own."""
        self._full = False

    def add(self, evaluations: Iterable[Evaluation], interaction: Interaction) -> None:
        """Evaluations of one target."""
        read: tuple[Dimension, ...] | None = None
        texts: _Texts = ()
        verdicts: list[tuple[Counts, bool | None, float | None]] = []
        for evaluation in evaluations:
            if evaluation.error is not None or evaluation.withdrawn:
                continue
            dimensions = self._read[evaluation.scorer]
            if dimensions is not read:
                read, texts = dimensions, self._texts(dimensions, interaction)
            counts = self._known.get((evaluation.name, texts)) or self._find(evaluation, texts)
            verdicts.append((counts, evaluation.passed, evaluation.score))
        if verdicts:
            self._series.add(verdicts)

    def _texts(self, dimensions: tuple[Dimension, ...], interaction: Interaction) -> _Texts:
        found = values(dimensions, interaction)
        return tuple([found.get(name, "") for name in self._names])

    def _find(self, evaluation: Evaluation, texts: _Texts) -> Counts:
        counts = self._series.admit(self._labelled(evaluation, evaluation.name, texts), self._owner, self._most)
        if counts is not None:
            self._known[evaluation.name, texts] = counts
            self._named.add(evaluation.name)
            return counts
        if not self._full:
            self._full = True
            self._context.log.warning(
                "evaluations are counted as other: metrics::max_combinations is reached", max_combinations=self._most
            )
        name = evaluation.name if evaluation.name in self._named else _OTHER
        return self._series.others(self._labelled(evaluation, name, [_OTHER] * len(texts)))

    def _labelled(self, evaluation: Evaluation, name: str, texts: Iterable[str]) -> Labels:
        return tuple(zip(self._labels, (evaluation.scorer, name, *texts), strict=True))
