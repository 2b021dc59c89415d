"""Runs scorers on one interaction: the same way live, offline and on recorded traffic."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from otelevals.api.decisions import LOST
from otelevals.conditions.errors import EvaluationError
from otelevals.genai.fields import MissingInput
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import NEVER_SCORED
from otelevals.otlp.shadow import MalformedRequest
from otelevals.scoring.asking import Answer, Call, Failed, Missing, NotRun, Said
from otelevals.scoring.call import Failure, call
from otelevals.scoring.condition import Subject, judged
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.draws import Draws
from otelevals.scoring.needs import arguments
from otelevals.scoring.outcome import Decision, Evaluation, Outcome, Target
from otelevals.scoring.sampling import Sampler, drawn_number, samplers
from otelevals.scoring.score import NoVerdict
from otelevals.scoring.targets import stands_aside
from otelevals.stats.inclusion import Inclusion

_MISSING = {False: Decision.MISSING_INPUT, True: Decision.CONTENT_OFF}
_DEPENDS_ON_THE_REST = frozenset((Decision.SCORED, Decision.MISSING_INPUT, Decision.ERRORED, Decision.TIMED_OUT))


def run_scorers(
    scorers: Iterable[ConfiguredScorer],
    interaction: Interaction,
    taken: Collection[str] = (),
    clock: Callable[[], float] = time.perf_counter,
    *,
    partial: str = "",
    revision: int = 0,
) -> list[Outcome]:
    """One outcome a scorer, in their order, all of them run here."""
    scorers = tuple(scorers)
    drawing = samplers({scorer.name: scorer.rules for scorer in scorers}, time.time)
    run = Run(scorers, interaction, taken, clock, partial=partial, revision=revision, samplers=drawing)
    run.go_on(here=True)
    return [outcome for outcome in run.outcomes if outcome is not None]


class Run:
    """The scorers on one interaction. Those that run elsewhere are answered later; others that ask for their
    evaluations wait for them."""

    def __init__(
        self,
        scorers: Sequence[ConfiguredScorer],
        interaction: Interaction,
        taken: Collection[str] = (),
        clock: Callable[[], float] = time.perf_counter,
        *,
        partial: str = "",
        revision: int = 0,
        drawn: Mapping[str, Inclusion] = MappingProxyType({}),
        samplers: Mapping[str, Sampler] = MappingProxyType({}),
        pace: Callable[[str], float] = lambda _: 1.0,
    ) -> None:
        """`taken` names the scorers whose results the target has already, `partial` says why some of its trace may be
        missing, `revision` how often it was scored before, `drawn` with which probabilities scorers drew it then;
        `samplers` are those of the scorers that draw, and `pace` says which share of a scorer's sample its budget
        affords."""
        self.interaction = interaction
        self.outcomes: list[Outcome | None] = [None] * len(scorers)
        """In the order of the scorers; None while it is not known."""
        self._scorers = scorers
        self._taken = taken
        self._clock = clock
        self._partial = partial
        self._revision = revision
        self._target = Target(interaction.span.trace_id, interaction.span.message.span_id)
        self._subject = Subject(interaction, {})
        self._draws = Draws(scorers, self._subject, drawn, samplers, pace)
        self._asked: set[str] = set()
        self._aside: dict[str, str | None] = {}
        """By role, why the target stands aside for another one."""

    @property
    def drawn(self) -> Mapping[str, Inclusion]:
        """With which probabilities scorers draw the target; those that draw every one are left out."""
        return self._draws.drawn

    @property
    def upstream(self) -> float:
        """With which probability the target came through the samplers in front."""
        return self._draws.upstream

    @property
    def done(self) -> bool:
        return None not in self.outcomes

    @property
    def unanswered(self) -> Sequence[str]:
        """The scorers that are called elsewhere, as long as it is not known what becomes of them."""
        names = [scorer.name for scorer, outcome in zip(self._scorers, self.outcomes, strict=True) if outcome is None]
        return [name for name in names if name in self._asked]

    def go_on(self, *, here: bool = False) -> list[Call]:
        """Run what can be run now; what is to be called elsewhere, nothing if all is to be run `here`."""
        interaction, calls = self.interaction, list[Call]()
        if interaction.kind in NEVER_SCORED:
            reason = f"{interaction.kind} spans are not scored"
            self.outcomes = [Outcome(scorer.name, Decision.WRONG_KIND, reason) for scorer in self._scorers]
            return calls
        waiting: set[str] = set()
        for place, scorer in enumerate(self._scorers):
            if self.outcomes[place] is not None:
                continue
            if scorer.name in self._asked or (waiting and scorer.depends_on_any(waiting)):
                waiting.add(scorer.name)
                continue
            outcome = self._skip(scorer)
            if outcome is None:
                try:
                    positional, named = arguments(scorer.needs, interaction, self._subject.evals)
                    if scorer.isolated and not here:
                        calls.append(Call(scorer.name, positional, named, self._target, self._revision))
                        self._asked.add(scorer.name)
                        waiting.add(scorer.name)
                        continue
                    outcome = self._run(scorer, positional, named)
                except MissingInput as missing:
                    absent = missing.absent
                    outcome = Outcome(scorer.name, _MISSING[absent.content_off], absent.reason, missing.field)
            self._settle(place, outcome)
        return calls

    def answer(self, name: str, answer: Answer) -> None:
        """What became of a call of that scorer."""
        place, scorer = next((at, each) for at, each in enumerate(self._scorers) if each.name == name)
        match answer:
            case NotRun(decision, reason) if decision in LOST:
                outcome = self._lost(scorer, decision, reason)
            case NotRun(decision, reason):
                outcome = Outcome(name, decision, reason)
            case Missing(field, reason, content_off):
                outcome = Outcome(name, _MISSING[content_off], reason, field)
            case Failed():
                outcome = self._failed(scorer, answer)
            case Said():
                outcome = self._said(scorer, answer)
        self._settle(place, outcome)

    def _settle(self, place: int, outcome: Outcome) -> None:
        if outcome.decision is Decision.SCORED:
            self._subject.evals.update({each.name: each for each in outcome.evaluations})
        self.outcomes[place] = _of_a_part(outcome, self._partial) if self._partial else outcome

    def _skip(self, scorer: ConfiguredScorer) -> Outcome | None:
        """Why the scorer does not run, as far as that is known without its inputs."""
        interaction, name, on = self.interaction, scorer.name, scorer.options.on
        if not scorer.matches(interaction):
            return Outcome(
                name, Decision.WRONG_KIND, f"the scorer is for {on}; this span is of kind {interaction.kind}"
            )
        if name in self._taken:
            return Outcome(name, Decision.DUPLICATE, "the span has a result of this scorer already")
        if on not in self._aside:
            self._aside[on] = stands_aside(on, interaction)
        if (why := self._aside[on]) is not None:
            return Outcome(name, Decision.DUPLICATE, why)
        if scorer.when is not None:
            try:
                if not scorer.when.condition(self._subject):
                    return Outcome(name, Decision.FILTERED, f"the condition does not hold: {scorer.options.when}")
            except (EvaluationError, MalformedRequest) as error:
                return self._unevaluable(scorer, error)
        included = self._draws.draw(scorer)
        if included.probability < 1 and drawn_number(scorer.rules, interaction) >= included.probability:
            return Outcome(name, Decision.SAMPLED_OUT, _not_sampled(scorer, included))
        return None

    def _unevaluable(self, scorer: ConfiguredScorer, error: Exception) -> Outcome:
        """A condition that cannot be evaluated, perhaps for want of another evaluation."""
        asked = () if scorer.when is None else scorer.when.scorers
        for each in self.outcomes:
            if each is not None and each.scorer in asked and each.decision is not Decision.SCORED:
                why = f"it asks for {each.scorer}, which was not scored ({each.decision})"
                return Outcome(scorer.name, Decision.MISSING_INPUT, why, f"evals.{each.scorer}")
        return Outcome(scorer.name, Decision.ERRORED, f"the condition cannot be evaluated: {error}")

    def _run(self, scorer: ConfiguredScorer, positional: Sequence[Any], named: Mapping[str, Any]) -> Outcome:
        started = self._clock()
        try:
            verdicts = call(scorer.function, positional, named, scorer.options.threshold)
        except Failure as failure:
            return self._failed(scorer, Failed(failure.type, str(failure), duration=self._clock() - started))
        return self._said(scorer, Said(verdicts, self._clock() - started))

    def _failed(self, scorer: ConfiguredScorer, failed: Failed) -> Outcome:
        included = self._draws.of(scorer)
        evaluation = Evaluation(
            scorer.name,
            scorer.name,
            scorer.version,
            self._target,
            error=failed.message,
            error_type=failed.type,
            duration=failed.duration,
            revision=self._revision,
            partial=bool(self._partial),
            probability=included.probability,
            stratum=included.stratum,
            origin=failed.origin,
        )
        return Outcome(scorer.name, failed.decision, failed.message, "", (evaluation,), failed.duration)

    def _lost(self, scorer: ConfiguredScorer, decision: Decision, reason: str) -> Outcome:
        """A verdict that comes after all takes the place of what stands there."""
        failed = self._failed(scorer, Failed(decision, reason, decision))
        evaluations = tuple([each._replace(lost=True) for each in failed.evaluations])
        return failed._replace(evaluations=evaluations, duration=None)

    def _said(self, scorer: ConfiguredScorer, said: Said) -> Outcome:
        name, version, (verdicts, duration, origin) = scorer.name, scorer.version, said
        if isinstance(verdicts, NoVerdict):
            return Outcome(name, Decision.FILTERED, verdicts.reason, duration=duration)
        if scorer.pass_if is not None:
            try:
                verdicts = judged(verdicts, scorer.pass_if)
            except EvaluationError as error:
                message = f"pass_if cannot be evaluated: {error}"
                return self._failed(scorer, Failed("EvaluationError", message, duration=duration, origin=origin))
        probability, stratum = self._draws.of(scorer)
        # by position: this runs for every scorer on every span
        evaluations = [
            Evaluation(
                f"{name}.{part}" if part else name,
                name,
                version,
                self._target,
                score.score,
                score.label,
                score.passed,
                score.explanation,
                None,
                None,
                duration,
                self._revision,
                bool(self._partial),
                False,
                probability,
                stratum,
                origin,
            )
            for part, score in verdicts
        ]
        return Outcome(name, Decision.SCORED, "", "", tuple(evaluations), duration)


def _not_sampled(scorer: ConfiguredScorer, included: Inclusion) -> str:
    """Few different texts, since each is counted by itself."""
    options = scorer.rules.options
    rate = f" of {options.rate:.4g}" if included.stratum == "rate" and options.rate is not None else ""
    stratum = "" if included.stratum in ("rate", "") else f" ({included.stratum})"
    return f"the {options.unit} is not in the sample{rate}{stratum}"


def _of_a_part(outcome: Outcome, partial: str) -> Outcome:
    """The outcome with a reason that says that there may have been more."""
    if outcome.decision not in _DEPENDS_ON_THE_REST:
        return outcome
    begun = f"{outcome.reason}; " if outcome.reason else ""
    return outcome._replace(reason=f"{begun}the trace is partial: {partial}")
