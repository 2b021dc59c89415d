"""Asks judges in an evaluator process, many questions at once."""

import asyncio
from collections.abc import Mapping
from functools import partial

from otelevals.api.clock import SystemClock
from otelevals.judges import budget
from otelevals.judges.asking import Asking, Parts
from otelevals.judges.attempts import Attempts
from otelevals.judges.books import Books
from otelevals.judges.judge import Judge
from otelevals.judges.news import News
from otelevals.judges.pacer import Pacer
from otelevals.judges.pacing import Paced
from otelevals.judges.question import Question
from otelevals.judges.scorer import JudgeScorer
from otelevals.scoring.asking import Answer, Call, Failed
from otelevals.scoring.call import ERROR_LIMIT
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.processes.engine import Notice, Setting
from otelevals.scoring.verdict import cut
from otelevals.store.budgets import Account
from otelevals.store.judging import JudgingStore
from otelevals.store.spending import Spender
from otelevals.store.sqlite import path_of


class JudgeEngine:
    def __init__(self, scorers: Mapping[str, ConfiguredScorer], setting: Setting) -> None:
        """Inside an event loop; CannotOpen or Unavailable when there is no store."""
        self._setting = setting
        self._news = News()
        self._judges: dict[tuple[str, bool], Judge] = {}
        budgets, clock = _budgets(scorers), SystemClock()
        store = JudgingStore(path_of(setting.store, setting.base_dir))
        accounts = {budget.name: budget.accounts for budget in budgets}
        self._books = Books(store, clock, [each for some in accounts.values() for each in some], self._news.warn)
        self._books.start()
        self._pacer = Pacer(self._books, clock, budgets, {name: _own(name) for name in scorers})
        if not setting.patient:  # then all is asked that there is
            self._pacer.start()
        self._asking = {}
        for name, scorer in scorers.items():
            paying = [*accounts[_of_judge(scorer)], *accounts[_own(name)]]
            self._asking[name] = Asking(self._parts(scorer, paying))

    async def call(self, call: Call) -> Answer:
        try:
            return await self._asking[call.scorer].answer(call)
        except Exception as error:  # noqa: BLE001 - a mistake of ours costs this call, and not those beside it
            self._news.warn(f"{call.scorer}: a judge could not be asked: {error!r}")
            return Failed(type(error).__name__, cut(f"{type(error).__name__}: {error}", ERROR_LIMIT))

    @property
    def books(self) -> Books:
        return self._books

    async def ask(self, question: Question) -> Answer:
        """Ask what was kept for later."""
        return await self._asking[question.key.scorer].ask(question)

    def notice(self) -> Notice:
        return self._news.notice(self._pacer.paces)

    async def close(self) -> None:
        self._pacer.stop()
        for judge in self._judges.values():
            await judge.endpoint.close()
        await self._books.close()

    def _parts(self, scorer: ConfiguredScorer, accounts: list[Account]) -> Parts:
        kind = _judging(scorer)
        rubric = kind.by.adapted(threshold=scorer.options.threshold)
        judge = self._judge(kind, scorer)
        told = partial(self._news.attempt, judge.name, judge.model)
        spender = Spender(scorer.name, judge.name, judge.model)
        attempts = Attempts(spender, judge, kind.asked, rubric, accounts, self._books, told, self._setting.patient)
        return Parts(
            scorer.name, scorer.version, self._setting.run, kind, rubric, judge, attempts, self._books, self._news
        )

    def _judge(self, kind: JudgeScorer, scorer: ConfiguredScorer) -> Judge:
        """The one that other scorers ask, too, unless this one has its own."""
        key = kind.judge_name, kind.model is not None
        judge = self._judges.get(key)
        if judge is None:
            clock = asyncio.get_running_loop().time
            judge = self._judges[key] = Judge(kind.judge_name, kind.asked, scorer.base_dir, clock)
        return judge


def _budgets(scorers: Mapping[str, ConfiguredScorer]) -> list[Paced]:
    """Those of judges, and those of scorers, each of which is within its judge's."""
    judges = {_of_judge(scorer): _judging(scorer).asked.budget for scorer in scorers.values()}
    found = [Paced(name, budget.accounts(name, limits)) for name, limits in judges.items()]
    for name, scorer in scorers.items():
        own = budget.accounts(_own(name), _judging(scorer).budget)
        found.append(Paced(_own(name), own, within=_of_judge(scorer)))
    return found


def _own(scorer: str) -> str:
    """The name of a scorer's budget."""
    return f"scorer/{scorer}"


def _of_judge(scorer: ConfiguredScorer) -> str:
    """The name of the budget of its judge; empty for a judge that nobody else asks, whose budget is the scorer's."""
    kind = _judging(scorer)
    return f"judge/{kind.judge_name}" if kind.model is None else ""


def _judging(scorer: ConfiguredScorer) -> JudgeScorer:
    assert isinstance(scorer.scorer, JudgeScorer)
    return scorer.scorer
