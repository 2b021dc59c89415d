"""Runs scorers on spans and sees to it that whatever comes of them is told, also what comes later from elsewhere."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from otelevals.api.span import Span
from otelevals.api.trace_key import TraceKey
from otelevals.genai.fields import Absent
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import HAS_CONTENT
from otelevals.scoring.asking import Calls, Failed, NotRun
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.known import Mark
from otelevals.scoring.outcome import Decision, Evaluation, Outcome, Target
from otelevals.scoring.runner import Run
from otelevals.scoring.sampling import samplers

_WITHOUT_CONTENT = frozenset((Decision.CONTENT_OFF, Decision.MISSING_INPUT))


class Scored(NamedTuple):
    """What became of scorers on one span: of all of them, or of those that others were told of already."""

    key: TraceKey
    interaction: Interaction
    outcomes: Sequence[Outcome]
    mark: Mark


@dataclass(eq=False)
class _Going:
    """A run that is not over, or just is."""

    key: TraceKey
    interaction: Interaction
    mark: Mark
    run: Run
    withdrawable: Collection[str]
    told: set[int] = field(default_factory=set)
    """The places of the scorers of which others were told."""


class Runs:
    def __init__(
        self,
        scorers: Sequence[ConfiguredScorer],
        taken: Callable[[Span], Collection[str]],
        report: Callable[[Scored], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        """`taken` names the scorers whose results a span came with; `report` is told what became of them. `now` is
        the time of day in seconds."""
        self._scorers = scorers
        self._taken = taken
        self._report = report
        self._samplers = samplers({scorer.name: scorer.rules for scorer in scorers}, now)
        self._open: dict[_Going, None] = {}
        """Those that wait for an answer."""
        self.calls: Calls | None = None
        """Where scorers are called that do not run here; without, all run here."""

    def start(self, key: TraceKey, interaction: Interaction, mark: Mark, withdrawable: Collection[str] = ()) -> None:
        """Run all scorers on a span; a run on it that is not over is not waited for any more. `withdrawable` names the
        evaluations that it was given before, which are taken back unless they come again."""
        mark.waits = False
        taken = {*self._taken(interaction.span), *[name.partition(".")[0] for name in mark.scored]}
        run = Run(
            self._scorers,
            interaction,
            taken,
            partial=mark.partial,
            revision=mark.revision,
            drawn=mark.drawn or {},
            samplers=self._samplers,
            pace=self._pace,
        )
        going = _Going(key, interaction, mark, run, withdrawable)
        if isinstance(mark.going, _Going):
            self._open.pop(mark.going, None)
        mark.going = going
        self._go_on(going)

    def _pace(self, scorer: str) -> float:
        return 1.0 if self.calls is None else self.calls.pace(scorer)

    def collect(self) -> None:
        """Take what has been answered from elsewhere."""
        for (going, name), answer in () if self.calls is None else self.calls.answers():
            if going.mark.going is going:
                going.run.answer(name, answer)
                self._go_on(going)

    @property
    def answered(self) -> bool:
        """Whether there is something to collect."""
        return self.calls is not None and self.calls.answered

    @property
    def outstanding(self) -> int:
        """How many answers are still to come from elsewhere."""
        return 0 if self.calls is None else self.calls.outstanding

    def finish(self, seconds: float) -> None:
        """Wait for what is still to come, but no longer than that."""
        end = time.monotonic() + seconds
        while self.calls is not None and self.calls.outstanding and (rest := end - time.monotonic()) > 0:
            self.calls.finish(rest)
            self.collect()

    def give_up(self, reason: str) -> None:
        """Nothing more is waited for. An error stands where an answer may come another time: that takes its place."""
        kept = {scorer.name for scorer in self._scorers if scorer.scorer.comes_later}
        shed, failed = NotRun(Decision.SHED, reason), Failed("shed", reason, Decision.SHED)
        for going in tuple(self._open):
            while not going.run.done:
                for name in going.run.unanswered:
                    going.run.answer(name, failed if name in kept else shed)
                going.run.go_on()
            self._tell(going)

    def _go_on(self, going: _Going) -> None:
        run, refused = going.run, True
        while refused:
            refused = False
            for call in run.go_on(here=self.calls is None):
                assert self.calls is not None
                answer = self.calls.ask((going, call.scorer), call)
                if answer is not None:
                    run.answer(call.scorer, answer)
                    refused = True
        self._tell(going)

    def _tell(self, going: _Going) -> None:
        interaction, mark = going.interaction, going.mark
        known = [(place, outcome) for place, outcome in enumerate(going.run.outcomes) if outcome is not None]
        evaluations = [each for _, outcome in known for each in outcome.evaluations]
        given = frozenset([each.name for each in evaluations if not each.lost])
        lost = frozenset([each.name for each in evaluations if each.lost])
        fresh = [outcome for place, outcome in known if place not in going.told]
        going.told.update([place for place, _ in known])
        if mark.lost & lost:
            fresh = [each._replace(evaluations=()) if each.scorer in mark.lost & lost else each for each in fresh]
        if gone := [name for name in going.withdrawable if name not in given and name not in lost]:
            fresh = [self._withdrawing(outcome, gone, interaction, mark) for outcome in fresh]
        if going.run.done:
            mark.going = None
            self._open.pop(going, None)
        else:
            self._open[going] = None
        hungry = not given or any(outcome.decision in _WITHOUT_CONTENT for _, outcome in known)
        mark.lacks_content = hungry and lacks_content(interaction)
        mark.scored |= given
        mark.lost = (mark.lost | lost) - given
        if going.run.drawn:
            mark.drawn = going.run.drawn
        self._report(Scored(going.key, interaction, fresh, mark))

    def _withdrawing(self, outcome: Outcome, gone: Iterable[str], interaction: Interaction, mark: Mark) -> Outcome:
        """The outcome with records that take back what the scorer gave before."""
        version = next(scorer.version for scorer in self._scorers if scorer.name == outcome.scorer)
        target = Target(interaction.span.trace_id, interaction.span.ids.span_id)
        back = [
            Evaluation(
                name,
                outcome.scorer,
                version,
                target,
                explanation=outcome.reason or None,
                revision=mark.revision,
                partial=bool(mark.partial),
                withdrawn=True,
            )
            for name in gone
            if name.partition(".")[0] == outcome.scorer
        ]
        return outcome._replace(evaluations=(*outcome.evaluations, *back)) if back else outcome


def lacks_content(interaction: Interaction) -> bool:
    return interaction.kind in HAS_CONTENT and all(
        isinstance(interaction.own(name), Absent) for name in ("output_messages", "tool_result")
    )
