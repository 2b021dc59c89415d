"""With which probabilities the scorers of one run draw its target, and with which its evaluations are there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from math import prod

from otelevals.api.evaluation import LEAST_PROBABILITY
from otelevals.otlp.upstream import upstream_probability
from otelevals.scoring.condition import Subject, When
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.sampling import ALL, Sampler, drawn_number, holds
from otelevals.stats.inclusion import Inclusion


class Draws:
    def __init__(
        self,
        scorers: Sequence[ConfiguredScorer],
        subject: Subject,
        drawn: Mapping[str, Inclusion],
        samplers: Mapping[str, Sampler],
        pace: Callable[[str], float],
    ) -> None:
        """`drawn` is what an earlier run had, and `subject` gets the evaluations as they come."""
        self.drawn = dict(drawn)
        """With which probability each scorer draws the target; those that draw every one are left out."""
        self._scorers = scorers
        self._subject = subject
        self._samplers = samplers
        self._pace = pace

    def draw(self, scorer: ConfiguredScorer) -> Inclusion:
        """Asked once in a run, before the draw. A target that was drawn before keeps its probability, since paces have
        counted it; what is known only now may have it scored always, or never."""
        known, sampler = self.drawn.get(scorer.name), self._samplers.get(scorer.name)
        if sampler is None:
            found = self._paced(scorer, ALL) if known is None else known
        elif known is None or known.never:
            found = self._paced(scorer, sampler.inclusion(self._subject, lambda when: self._chance(scorer, when)))
        else:
            found = known
            certain = sampler.certain(self._subject, lambda when: self._chance(scorer, when))
            if certain is not None:
                certain = self._paced(scorer, certain)
                found = certain if certain.never else max(known, certain, key=lambda each: each.probability)
        if found is not ALL:
            self.drawn[scorer.name] = found
        return found

    @cached_property
    def upstream(self) -> float:
        """With which probability the target came through the samplers in front, whose draws are independent."""
        message = self._subject.interaction.span.message
        return upstream_probability(message.trace_id, message.trace_state)

    def of(self, scorer: ConfiguredScorer) -> Inclusion:
        """That of its evaluations: the target came, and was drawn by it and by those whose evaluations it needed."""
        drawn = self._drawn(scorer)
        probability = max(drawn.probability * self.upstream, LEAST_PROBABILITY)
        return drawn if probability == drawn.probability else Inclusion(probability, drawn.stratum)

    def _drawn(self, scorer: ConfiguredScorer) -> Inclusion:
        """That it drew the target, and so did those whose evaluations it needed."""
        own = self.drawn.get(scorer.name, ALL)
        if not self.drawn or not scorer.after:
            return own
        needed = self._drawing(scorer.scorer.depends_on())
        if scorer.when is not None:
            needed += self._needed(scorer.when)
        draws = {self._number(scorer): own.probability}
        for other, included in needed:
            number = self._number(other)
            draws[number] = min(draws.get(number, 1.0), included.probability)
        stratum = own.stratum or next((included.stratum for _, included in needed), "")
        return Inclusion(prod(draws.values()), stratum)

    def _paced(self, scorer: ConfiguredScorer, found: Inclusion) -> Inclusion:
        pace = self._pace(scorer.name)
        return found._replace(probability=found.probability * pace) if pace < 1 else found

    def _chance(self, scorer: ConfiguredScorer, when: When) -> float:
        """With which probability a condition of `always` can hold at all where it does: those whose evaluations it
        needed drew the target, by a draw that is the scorer's own as well. One that is independent is known before."""
        own = self._number(scorer)
        return min([found.probability for other, found in self._needed(when) if self._number(other) == own], default=1)

    def _needed(self, when: When) -> list[tuple[ConfiguredScorer, Inclusion]]:
        """Those that draw without whose evaluations a condition would not hold."""
        found = self._drawing(when.scorers)
        names = {each.name for each, _ in found}
        evals = {name: each for name, each in self._subject.evals.items() if each.scorer not in names}
        return [] if found and holds(when, self._subject._replace(evals=evals)) else found

    def _drawing(self, names: Iterable[str]) -> list[tuple[ConfiguredScorer, Inclusion]]:
        """Those of these scorers that may not have drawn the target, with the probability that they did."""
        wanted = frozenset(names)
        others = [(each, self._drawn(each)) for each in self._scorers if each.name in wanted]
        return [(each, included) for each, included in others if included.probability < 1]

    def _number(self, scorer: ConfiguredScorer) -> float:
        return drawn_number(scorer.rules, self._subject.interaction)
