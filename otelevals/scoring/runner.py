"""Runs scorers on one interaction: the same way live, offline and on recorded traffic."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence

from otelevals.conditions.errors import EvaluationError
from otelevals.genai.fields import MissingInput
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import NEVER_SCORED
from otelevals.otlp.shadow import MalformedRequest
from otelevals.scoring.condition import Subject, judged
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.needs import arguments
from otelevals.scoring.outcome import Decision, Evaluation, Outcome, Target
from otelevals.scoring.sampling import draw
from otelevals.scoring.score import NoVerdict
from otelevals.scoring.targets import stands_aside
from otelevals.scoring.verdict import BadVerdict, Verdicts, cut, read_verdict

ERROR_LIMIT = 500
_DEPENDS_ON_THE_REST = frozenset((Decision.SCORED, Decision.MISSING_INPUT, Decision.ERRORED))


class _Failure(Exception):
    """A scorer raised; the message says what, bounded and safe to show."""

    def __init__(self, type_: str, message: str) -> None:
        super().__init__(message)
        self.type = type_


def run_scorers(
    scorers: Iterable[ConfiguredScorer],
    interaction: Interaction,
    taken: Collection[str] = (),
    clock: Callable[[], float] = time.perf_counter,
    *,
    partial: str = "",
    revision: int = 0,
) -> list[Outcome]:
    """One outcome a scorer, in their order. `taken` names the scorers whose results the target has already, `partial`
    says why some of its trace may be missing, `revision` how often it was scored before."""
    if interaction.kind in NEVER_SCORED:
        reason = f"{interaction.kind} spans are not scored"
        return [Outcome(scorer.name, Decision.WRONG_KIND, reason) for scorer in scorers]
    target = Target(interaction.span.trace_id, interaction.span.message.span_id)
    subject = Subject(interaction, {})
    unit: float | None = None
    outcomes: list[Outcome] = []
    for scorer in scorers:
        if scorer.rate < 1 and unit is None:
            unit = draw(target.trace_id)
        outcome = _skip(scorer, subject, taken, unit, outcomes)
        if outcome is None:
            outcome = _run(scorer, subject, target, revision, partial, clock)
        outcomes.append(outcome)
        if outcome.decision is Decision.SCORED:
            subject.evals.update({each.name: each for each in outcome.evaluations})
    return [_of_a_part(outcome, partial) for outcome in outcomes] if partial else outcomes


def _of_a_part(outcome: Outcome, partial: str) -> Outcome:
    """The outcome with a reason that says that there may have been more."""
    if outcome.decision not in _DEPENDS_ON_THE_REST:
        return outcome
    begun = f"{outcome.reason}; " if outcome.reason else ""
    return outcome._replace(reason=f"{begun}the trace is partial: {partial}")


def _skip(
    scorer: ConfiguredScorer,
    subject: Subject,
    taken: Collection[str],
    unit: float | None,
    earlier: Sequence[Outcome],
) -> Outcome | None:
    """Why the scorer does not run, as far as that is known without its inputs."""
    interaction = subject.interaction
    if not scorer.matches(interaction):
        reason = f"the scorer is for {scorer.options.on}; this span is of kind {interaction.kind}"
        return Outcome(scorer.name, Decision.WRONG_KIND, reason)
    if scorer.name in taken:
        return Outcome(scorer.name, Decision.DUPLICATE, "the span has a result of this scorer already")
    if (why := stands_aside(scorer.options.on, interaction)) is not None:
        return Outcome(scorer.name, Decision.DUPLICATE, why)
    if scorer.when is not None:
        try:
            if not scorer.when.condition(subject):
                return Outcome(scorer.name, Decision.FILTERED, f"the condition does not hold: {scorer.options.when}")
        except (EvaluationError, MalformedRequest) as error:
            for each in earlier:
                if each.scorer in scorer.when.scorers and each.decision is not Decision.SCORED:
                    why = f"it asks for {each.scorer}, which was not scored ({each.decision})"
                    return Outcome(scorer.name, Decision.MISSING_INPUT, why, f"evals.{each.scorer}")
            return Outcome(scorer.name, Decision.ERRORED, f"the condition cannot be evaluated: {error}")
    if unit is not None and unit >= scorer.rate:
        return Outcome(scorer.name, Decision.SAMPLED_OUT, f"the trace is not in the sample of {scorer.rate:.4g}")
    return None


def _run(
    scorer: ConfiguredScorer,
    subject: Subject,
    target: Target,
    revision: int,
    partial: str,
    clock: Callable[[], float],
) -> Outcome:
    name, version = scorer.name, scorer.version
    started = clock()
    try:
        verdicts = _call(scorer, subject)
    except MissingInput as missing:
        decision = Decision.CONTENT_OFF if missing.absent.content_off else Decision.MISSING_INPUT
        return Outcome(name, decision, missing.absent.reason, missing.field)
    except _Failure as failure:
        duration, error = clock() - started, str(failure)
        evaluation = Evaluation(
            name,
            name,
            version,
            target,
            error=error,
            error_type=failure.type,
            duration=duration,
            revision=revision,
            partial=bool(partial),
        )
        return Outcome(name, Decision.ERRORED, error, "", (evaluation,), duration)
    duration = clock() - started
    if isinstance(verdicts, NoVerdict):
        return Outcome(name, Decision.FILTERED, verdicts.reason, duration=duration)
    # by position: this runs for every scorer on every span
    evaluations = [
        Evaluation(
            f"{name}.{part}" if part else name,
            name,
            version,
            target,
            score.score,
            score.label,
            score.passed,
            score.explanation,
            None,
            None,
            duration,
            revision,
            bool(partial),
        )
        for part, score in verdicts
    ]
    return Outcome(name, Decision.SCORED, "", "", tuple(evaluations), duration)


def _call(scorer: ConfiguredScorer, subject: Subject) -> Verdicts | NoVerdict:
    """The scorer's verdicts; MissingInput, or _Failure for whatever else happens in it.

    The one boundary around code that is not ours. It stops even what ends a thread or a program (SystemExit, a
    cancellation, a panic of a native extension): none of that may harm telemetry or other scorers. Only the user's own
    interrupt passes.
    """
    try:
        positional, named = arguments(scorer.needs, subject.interaction, subject.evals)
        verdicts = read_verdict(scorer.function(*positional, **named), scorer.options.threshold)
        return verdicts if scorer.pass_if is None else judged(verdicts, scorer.pass_if)
    except (MissingInput, KeyboardInterrupt):
        raise
    except BadVerdict as error:
        raise _Failure("BadVerdict", str(error)) from error
    except EvaluationError as error:
        raise _Failure("EvaluationError", f"pass_if cannot be evaluated: {error}") from error
    except BaseException as error:
        raise _Failure(type(error).__name__, _describe(error)) from error


def _describe(error: BaseException) -> str:
    name = type(error).__name__
    try:
        message = str(error)
    except BaseException:  # noqa: BLE001 - an exception's text is code of the scorer, too
        message = "an exception without a readable message"
    return cut(f"{name}: {message}" if message else name, ERROR_LIMIT)
