"""Gets one verdict from a judge, with as many attempts as it takes and its budgets, its limits and its time allow."""

import asyncio
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from otelevals.api.judge_config import JudgeConfig
from otelevals.judges import budget
from otelevals.judges.asked import AttemptFailed, Prompt, Reply, WayUnsupported
from otelevals.judges.books import Books
from otelevals.judges.budget import Use
from otelevals.judges.judge import Judge
from otelevals.judges.prompt import repair
from otelevals.judges.rubric import Rubric
from otelevals.judges.verdict import BadReply, read_verdict
from otelevals.scoring.outcome import Decision
from otelevals.scoring.score import NoVerdict, Score
from otelevals.store.budgets import Account, Refusal
from otelevals.store.errors import Unavailable
from otelevals.store.spending import Spender

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
_LOOK_AGAIN = 0.5  # seconds
_MOST_WAYS = 10
"""Of asking, that an endpoint may refuse."""
_LEAST, _FAIR = 0.1, 0.5
"""Shares of the time for an attempt: with less of it than the first nothing is asked, and with less than the second it
says nothing of the judge when there was no answer."""
_LEFT_ALONE = "circuit_open"
_OF_ITS_OWN = frozenset({"bad_request", "content_filter", "context_length", "not_found", "unsupported"})
"""Kinds of failures that say nothing about other questions, or will not pass by themselves."""


class GaveUp(Exception):
    """There is no verdict; the message says why."""

    def __init__(self, decision: Decision, kind: str, message: str, *, later: bool = False, raw: str = "") -> None:
        """`kind` is for `error.type`; `later` says that another time there may be one; `raw` is what was answered."""
        super().__init__(message)
        self.decision = decision
        self.kind = kind
        self.later = later
        self.raw = raw


@dataclass
class Used:
    """What a verdict took, also one that was not given."""

    attempts: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    nano_usd: int = 0
    served_model: str = ""

    def add(self, use: Use) -> None:
        self.attempts += 1
        self.prompt_tokens += use.prompt_tokens
        self.completion_tokens += use.completion_tokens
        self.nano_usd += use.nano_usd or 0


class Heard(NamedTuple):
    verdict: Score | NoVerdict
    reply: Reply


@dataclass
class _Deadline:
    at: float
    least: float

    @property
    def latest(self) -> float:
        """After this time it is too late for an attempt."""
        return self.at - self.least


@dataclass(frozen=True)
class Attempts:
    """Of one scorer."""

    spender: Spender
    judge: Judge
    config: JudgeConfig
    rubric: Rubric
    accounts: Sequence[Account]
    books: Books
    told: Callable[[str, Use], None]
    """Hears of each attempt what came of it, and what it took."""
    patient: bool = False
    """Whether it waits for its turn however long that takes: nobody holds a span for it."""
    chance: random.Random = field(default_factory=random.Random)

    async def verdict(self, prompt: Prompt, used: Used) -> Heard:
        """GaveUp when there is none."""
        loop = asyncio.get_running_loop()
        started, least = loop.time(), _LEAST * self._whole
        try:
            async with asyncio.timeout(None if self.patient else self.config.timeout - least):
                await self.judge.places.acquire()
        except TimeoutError:
            raise _throttled("too_many_at_once", "others keep the judge busy: see its concurrency") from None
        try:
            begin = loop.time() if self.patient else started
            return await self._verdict(prompt, used, _Deadline(begin + self.config.timeout, least))
        finally:
            self.judge.places.release()

    async def _verdict(self, prompt: Prompt, used: Used, deadline: _Deadline) -> Heard:
        loop = asyncio.get_running_loop()
        refused = made = 0
        answered: str | None = None
        last: AttemptFailed | None = None
        while True:
            try:
                reply = await self._attempt(prompt, used, deadline)
                made += 1
                return Heard(read_verdict(reply, self.rubric), reply)
            except WayUnsupported as failed:
                refused += 1
                if refused > _MOST_WAYS:
                    raise _gave_up(failed, answered) from failed
            except AttemptFailed as failed:
                made, last = made + 1, failed
                pause = (failed.after or 0.0) + self._pause(made if failed.after is None else 1)
                if not failed.retry or made >= self.config.max_attempts or loop.time() + pause >= deadline.latest:
                    raise _gave_up(failed, answered) from failed
                await asyncio.sleep(pause)
            except GaveUp as gave_up:
                if gave_up.kind != _LEFT_ALONE or last is None:
                    raise
                raise _gave_up(last, answered) from last  # which says more than that it is left alone
            except BadReply as bad:
                tried, answered = answered is not None, reply.text or reply.refusal
                if not bad.repairable or tried or made >= self.config.max_attempts or loop.time() >= deadline.latest:
                    raise GaveUp(Decision.ERRORED, bad.kind, str(bad), raw=answered) from bad
                prompt = repair(prompt, str(bad))

    async def _attempt(self, prompt: Prompt, used: Used, deadline: _Deadline) -> Reply:
        """One request, as soon as there is room for it."""
        judge, rest = self.judge, deadline.latest - asyncio.get_running_loop().time()
        estimate = budget.expected(prompt, judge.pricing)
        tokens = estimate.amounts.tokens
        wait = judge.limiter.reserve(tokens, math.inf if self.patient else max(rest, 0.0))
        if wait is None:
            raise _throttled("rate_limit", "the rate_limit of the judge leaves no room for it in time")
        try:
            await asyncio.sleep(wait)
            if self.patient:
                deadline.at += wait
            await self._enter(deadline, again=used.attempts > 0)
            try:
                return await self._ask(prompt, used, deadline, estimate)
            finally:
                judge.circuit.leave()
        except GaveUp:
            judge.limiter.unused(tokens)
            raise

    async def _enter(self, deadline: _Deadline, *, again: bool) -> None:
        """Until the judge is not left alone. Who has asked already waits for that while there is time, and who is
        patient as long as for a verdict; others do not wait."""
        judge, loop, waited = self.judge, asyncio.get_running_loop(), 0.0
        while why := judge.circuit.enter():
            if self.patient:
                in_time = waited < self.config.timeout
            else:
                in_time = again and max(judge.circuit.until, loop.time() + _LOOK_AGAIN) < deadline.latest
            if not in_time:
                raise _throttled(_LEFT_ALONE, f"the judge {judge.name} is left alone: {why}")
            await asyncio.sleep(_LOOK_AGAIN)
            waited += _LOOK_AGAIN
            if self.patient:
                deadline.at += _LOOK_AGAIN

    async def _ask(self, prompt: Prompt, used: Used, deadline: _Deadline, estimate: Use) -> Reply:
        """GaveUp when nothing was asked."""
        judge, loop = self.judge, asyncio.get_running_loop()
        try:
            debit = await self.books.debit(self.accounts, estimate.amounts)
        except Unavailable as error:
            message = f"its budget cannot be asked: {error}"
            raise GaveUp(Decision.ERRORED, "store_unavailable", message, later=True) from error
        if isinstance(debit, Refusal):
            raise GaveUp(Decision.OVER_BUDGET, "over_budget", budget.reason(debit), later=not debit.never)
        begun, use = loop.time(), estimate
        timeout = min(max(deadline.at - begun, 0.001), self.config.attempt_timeout)
        try:
            reply = await judge.endpoint.ask(prompt, timeout)
        except AttemptFailed as failed:
            use = budget.used_in_vain(failed, estimate)
            self._account(failed.kind, use, used, failed=True)
            hurried = timeout < _FAIR * self._whole and loop.time() - begun >= timeout
            if failed.kind not in _OF_ITS_OWN and not hurried:
                judge.circuit.bad(failed.kind)
            raise
        except asyncio.CancelledError:
            self._account("abandoned", use, used, failed=True)
            raise
        else:
            judge.circuit.good()
            use = budget.used(reply, estimate, judge.pricing)
            used.served_model = reply.served_model
            self._account("answered", use, used, failed=False)
            return reply
        finally:
            self.books.correct(debit, use.amounts)
            judge.limiter.used(estimate.amounts.tokens, use.amounts.tokens)

    def _account(self, result: str, use: Use, used: Used, *, failed: bool) -> None:
        used.add(use)
        self.books.spent(self.spender, use.spent(failed=failed))
        self.told(result, use)

    @property
    def _whole(self) -> float:
        """The time that an attempt has when nothing came before it."""
        return min(self.config.attempt_timeout, self.config.timeout)

    def _pause(self, made: int) -> float:
        return float(min(_FIRST_PAUSE * 2.0 ** (made - 1), _LONGEST_PAUSE) * self.chance.uniform(0.5, 1.0))


def _gave_up(failed: AttemptFailed, answered: str | None) -> GaveUp:
    """`answered` is what an attempt before it brought that could not be read."""
    decision = {"timeout": Decision.TIMED_OUT, "rate_limited": Decision.THROTTLED}.get(failed.kind, Decision.ERRORED)
    later = failed.kind not in _OF_ITS_OWN
    return GaveUp(decision, failed.kind, str(failed), later=later, raw=failed.raw or answered or "")


def _throttled(kind: str, message: str) -> GaveUp:
    return GaveUp(Decision.THROTTLED, kind, message, later=True)
