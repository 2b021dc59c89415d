"""Asks judges about cases of which it is known what they should say."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from otelevals.genai.interaction import Interaction
from otelevals.judges.engine import JudgeEngine
from otelevals.scoring.asking import Answer, Failed, NotRun, Said
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.outcome import Decision, Origin
from otelevals.scoring.processes.engine import Setting
from otelevals.scoring.runner import Run
from otelevals.scoring.score import NoVerdict, Score


class Case(NamedTuple):
    scorer: str
    """Which is asked."""
    id: str
    interaction: Interaction


class Tried(NamedTuple):
    """What became of a case."""

    case: Case
    said: Score | NoVerdict | None
    """None after an error."""
    error: str = ""
    origin: Origin | None = None


class Ended(NamedTuple):
    stopped: str
    """Why it ended before all cases were tried; empty when it did not."""
    warnings: list[str]


def try_cases(
    scorers: Mapping[str, ConfiguredScorer],
    cases: Iterable[Case],
    setting: Setting,
    at_once: int,
    receive: Callable[[Tried], None],
) -> Ended:
    """Have all cases judged, so many at once, until a budget has nothing left. What became of each is received, in any
    order. CannotOpen or Unavailable when there is no store."""
    return asyncio.run(_Trial(scorers, iter(cases), receive).run(setting, at_once))


class _Trial:
    def __init__(
        self, scorers: Mapping[str, ConfiguredScorer], cases: Iterator[Case], receive: Callable[[Tried], None]
    ) -> None:
        self._scorers = scorers
        self._cases = cases
        self._receive = receive
        self._stopped = ""

    async def run(self, setting: Setting, at_once: int) -> Ended:
        engine = JudgeEngine(self._scorers, setting)
        try:
            await asyncio.gather(*[self._work(engine) for _ in range(at_once)])
            warnings = list(engine.notice().warnings)
        finally:
            await engine.close()
        return Ended(self._stopped, warnings)

    async def _work(self, engine: JudgeEngine) -> None:
        while not self._stopped and (case := next(self._cases, None)) is not None:
            run = Run((self._scorers[case.scorer],), case.interaction)
            calls = run.go_on()
            if calls:
                self._take(case, await engine.call(calls[0]))
            else:
                (outcome,) = run.outcomes
                assert outcome is not None
                needed = f"needs {outcome.field}: " if outcome.field else ""
                self._receive(Tried(case, None, f"{needed}{outcome.reason}"))

    def _take(self, case: Case, answer: Answer) -> None:
        match answer:
            case Said(NoVerdict() as nothing, _, origin):
                self._receive(Tried(case, nothing, "", origin))
            case Said(((_, Score() as score),), _, origin):
                self._receive(Tried(case, score, "", origin))
            case NotRun(Decision.OVER_BUDGET, reason):
                self._stopped = reason
            case Failed(_, message, decision, _, origin):
                self._receive(Tried(case, None, message, origin))
                if decision is Decision.OVER_BUDGET:
                    self._stopped = message
            case _:
                self._receive(Tried(case, None, answer.reason if isinstance(answer, NotRun) else "no verdict"))
