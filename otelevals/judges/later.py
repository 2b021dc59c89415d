"""Judges what could not be judged when it came, and writes the verdicts to the ledger."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from otelevals.api.clock import SystemClock
from otelevals.api.decisions import JUDGED_LATER
from otelevals.api.evaluation import EvaluationRecord
from otelevals.conditions.errors import EvaluationError
from otelevals.judges.engine import JudgeEngine
from otelevals.judges.question import Question, decode_question
from otelevals.scoring.asking import Said
from otelevals.scoring.condition import judged
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.outcome import Decision
from otelevals.scoring.processes.engine import Setting
from otelevals.scoring.score import NoVerdict
from otelevals.store.pending import Pending
from otelevals.store.store import Store

JUDGED, NO_VERDICT, CHANGED, UNREADABLE = "judged", "no verdict", "asked otherwise now", "unreadable"
_AT_ONCE = 500
_MILLISECOND = 1_000_000


def judge_pending(
    scorers: Mapping[str, ConfiguredScorer], store: Store, base_dir: Path, most: int | None = None
) -> Counter[str]:
    """What became of the pending calls of these scorers, the oldest first, at most so many. It ends early when a budget
    has nothing left."""
    return asyncio.run(_Later(scorers, store, base_dir).run(most))


class _Later:
    def __init__(self, scorers: Mapping[str, ConfiguredScorer], store: Store, base_dir: Path) -> None:
        self._scorers = scorers
        self._store = store
        self._setting = Setting(f"sqlite:///{store.path.absolute()}", base_dir, patient=True)
        self._found: Counter[str] = Counter()

    async def run(self, most: int | None) -> Counter[str]:
        engine = JudgeEngine(self._scorers, self._setting)
        try:
            after, left = 0, most
            while left is None or left > 0:
                size = _AT_ONCE if left is None else min(left, _AT_ONCE)
                batch = await engine.books.pending([*self._scorers], size, after)
                if not batch:
                    break
                await asyncio.gather(*[self._judge(engine, each) for each in batch])
                if self._found[Decision.OVER_BUDGET]:
                    break
                after, left = batch[-1].number, None if left is None else left - len(batch)
        finally:
            await engine.close()
        return self._found

    async def _judge(self, engine: JudgeEngine, pending: Pending) -> None:
        try:
            question = decode_question(pending.arguments)
        except ValueError:
            self._found[UNREADABLE] += 1
            await engine.books.done(pending.call)
            return
        if question.key.version != self._scorers[pending.scorer].version:
            self._found[CHANGED] += 1
            return
        answer = await engine.ask(question)
        if not isinstance(answer, Said):
            self._found[getattr(answer, "decision", Decision.ERRORED)] += 1
            return
        self._write(question, pending, answer)
        await engine.books.done(pending.call)  # a crash before has it written again, and not asked again

    def _write(self, question: Question, pending: Pending, said: Said) -> None:
        """Into the place of the error that is in the ledger, with what is known there of the target. No verdict leaves
        nothing there, as it does when it comes in time."""
        scorer, key, origin, verdicts = self._scorers[pending.scorer], question.key, said.origin, said.verdicts
        target = key.trace_id, key.span_id
        known = self._store.not_judged(target, scorer.name, scorer.version)
        if isinstance(verdicts, NoVerdict):
            self._found[NO_VERDICT] += 1
            if known is not None:
                self._put(known._replace(error="", withdrawn=True, revision=key.revision), pending)
            return
        assert origin is not None
        if scorer.pass_if is not None:
            try:
                verdicts = judged(verdicts, scorer.pass_if)
            except EvaluationError:
                self._found[Decision.ERRORED] += 1
                return
        known = known or EvaluationRecord(
            *target, pending.time * _MILLISECOND, scorer.name, scorer=scorer.name, version=scorer.version
        )
        ((_, score),) = verdicts
        record = known._replace(
            score=score.score,
            label=score.label or "",
            passed=score.passed,
            explanation=score.explanation or "",
            error="",
            revision=key.revision,
            cost=origin.cost,
            duration=said.duration,
            cached=origin.cached,
            requested_model=origin.requested_model,
            served_model=origin.served_model,
            dimensions=tuple(sorted({**dict(known.dimensions), "judge_model": origin.served_model}.items())),
        )
        self._put(record, pending)
        self._found[JUDGED] += 1

    def _put(self, record: EvaluationRecord, pending: Pending) -> None:
        added = self._store.add([record], SystemClock().unix_nano() // _MILLISECOND)
        if added.superseding:  # at the time of the decision that it makes up for
            self._store.add_decisions({(pending.scorer, JUDGED_LATER, ""): 1}, pending.time)
