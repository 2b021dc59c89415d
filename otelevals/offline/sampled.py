"""What scorers would draw of recorded traces: their checks run, and judges and other code are not asked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from otelevals.genai.interaction import Interaction
from otelevals.genai.trace import Trace
from otelevals.scoring.asking import NotRun
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.outcome import Decision
from otelevals.scoring.runner import Run
from otelevals.scoring.sampling import ALL, drawn_number, samplers
from otelevals.stats.inclusion import Inclusion

_NOT_ASKED = NotRun(Decision.FILTERED, "it would be asked")
_SECOND = 1e9


class Draw(NamedTuple):
    """Of one target by one scorer."""

    trace_id: bytes
    span_id: bytes
    scorer: str
    included: Inclusion
    number: float
    """What was compared with the probability."""
    upstream: float
    """With which probability the target came through the samplers in front."""

    @property
    def chosen(self) -> bool:
        return self.number < self.included.probability


@dataclass
class Spread:
    """Of the probabilities of some targets."""

    least: float = 1.0
    most: float = 0.0

    def add(self, probability: float) -> None:
        self.least = min(self.least, probability)
        self.most = max(self.most, probability)


@dataclass
class Sums:
    """Of the targets of one scorer in one stratum."""

    targets: int = 0
    chosen: int = 0
    expected: float = 0.0
    probability: Spread = field(default_factory=Spread)
    upstream: Spread = field(default_factory=Spread)

    def add(self, draw: Draw) -> None:
        self.targets += 1
        self.chosen += draw.chosen
        self.expected += draw.included.probability
        self.probability.add(draw.included.probability)
        self.upstream.add(draw.upstream)


@dataclass
class Sampled:
    """By scorer."""

    strata: dict[str, dict[str, Sums]] = field(default_factory=dict)
    others: dict[str, Counter[str]] = field(default_factory=dict)
    """Targets that are not drawn from, by decision."""
    unscored: dict[str, Counter[str]] = field(default_factory=dict)
    """Targets that are drawn and cannot be scored, by decision."""


class Sampling:
    """Looks at traces in the order of their time, since what came before decides how much is wanted of what is rare."""

    def __init__(self, scorers: Mapping[str, ConfiguredScorer]) -> None:
        self._scorers = tuple(scorers.values())
        self._now = 0.0
        self._samplers = samplers({name: scorer.rules for name, scorer in scorers.items()}, lambda: self._now)
        self.found = Sampled(
            {name: {} for name in scorers}, {name: Counter() for name in scorers}, {name: Counter() for name in scorers}
        )

    def take(self, trace: Trace) -> Iterable[Draw]:
        """What becomes of the targets of a trace."""
        for interaction in trace.interactions:
            yield from self._target(interaction)

    def _target(self, interaction: Interaction) -> Iterable[Draw]:
        self._now = interaction.span.message.end_time_unix_nano / _SECOND
        run = Run(self._scorers, interaction, samplers=self._samplers)
        asked = set[str]()
        while calls := run.go_on():
            for call in calls:
                asked.add(call.scorer)
                run.answer(call.scorer, _NOT_ASKED)
        for scorer, outcome in zip(self._scorers, run.outcomes, strict=True):
            assert outcome is not None
            is_scored = scorer.name in asked or outcome.duration is not None
            if is_scored or scorer.name in run.drawn:
                draw = self._draw(scorer, run)
                self.found.strata[scorer.name].setdefault(draw.included.stratum, Sums()).add(draw)
                if draw.chosen and not is_scored:
                    self.found.unscored[scorer.name][outcome.decision] += 1
                yield draw
            else:
                self.found.others[scorer.name][outcome.decision] += 1

    def _draw(self, scorer: ConfiguredScorer, run: Run) -> Draw:
        ids, number = run.interaction.span.ids, drawn_number(scorer.rules, run.interaction)
        return Draw(ids.trace_id, ids.span_id, scorer.name, run.drawn.get(scorer.name, ALL), number, run.upstream)
