"""Has one scorer's questions judged: each once, whether it comes again or is equal to another one."""

import asyncio
import time
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from otelevals.judges.asked import Prompt
from otelevals.judges.attempts import Attempts, GaveUp, Used
from otelevals.judges.books import Books
from otelevals.judges.families import family
from otelevals.judges.judge import Judge
from otelevals.judges.news import News
from otelevals.judges.prompt import build
from otelevals.judges.question import Question, encode_question
from otelevals.judges.results import decode_result, encode_result
from otelevals.judges.rubric import Rubric
from otelevals.judges.scorer import JUDGED_MODEL, JudgeScorer
from otelevals.scoring.asking import Answer, Call, Failed, NotRun, Said
from otelevals.scoring.call import ERROR_LIMIT
from otelevals.scoring.outcome import Decision, Origin, Target
from otelevals.scoring.score import NoVerdict
from otelevals.scoring.verdict import cut, read_verdict
from otelevals.store.errors import Unavailable
from otelevals.store.judge_calls import CallKey
from otelevals.store.judge_log import Said as Logged
from otelevals.store.spending import Spent

_NANO = 1e9
_OF_NOTHING = Target(b"", b"")
_NOT_ASKED = frozenset((Decision.OVER_BUDGET, Decision.THROTTLED))


class Parts(NamedTuple):
    """What asking is done with."""

    name: str
    version: str
    run: str
    scorer: JudgeScorer
    rubric: Rubric
    """With the threshold of the scorer."""
    judge: Judge
    attempts: Attempts
    books: Books
    news: News


class Asking:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._scorer = parts.scorer
        self._running: dict[bytes, asyncio.Task[Said]] = {}
        """By what is asked."""

    async def answer(self, call: Call) -> Answer:
        arguments = dict(call.named)
        judged = arguments.pop(JUDGED_MODEL, None)
        related = self._are_related(judged)
        if related and self._scorer.asked.self_judging == "skip":
            return NotRun(Decision.FILTERED, f"the judge is of the family of the judged model ({judged})")
        return await self.ask(self._question(call, arguments, related=related))

    async def ask(self, question: Question) -> Answer:
        try:
            known = _read(await self._parts.books.begin(question.key))
        except Unavailable:  # it is paid again if there is a crash
            known = None
        if known is not None:
            return known
        used, started = Used(), time.perf_counter()
        try:
            return await self._ask(question, used)
        except GaveUp as why:
            return await self._gave_up(question, why, self._origin(question, used), time.perf_counter() - started)
        except asyncio.CancelledError:
            if self._keeps:
                await self._postpone(question, "the service ended before the judge had answered")
            raise

    async def _ask(self, question: Question, used: Used) -> Said:
        """GaveUp when there is no verdict."""
        if not self._scorer.cache:
            return await self._judge(question, None, used)
        content = self._content(question.prompt)
        found = _read(await self._parts.books.cached(content))
        if found is not None:
            return await self._known(question, found)
        running = self._running.get(content)
        if running is not None:
            return await self._known(question, await asyncio.shield(running))
        task = self._running[content] = asyncio.create_task(self._judge(question, content, used))
        task.add_done_callback(lambda _: self._running.pop(content))
        return await task

    def _question(self, call: Call, arguments: Mapping[str, Any], *, related: bool) -> Question:
        parts, asked, target = self._parts, self._scorer.asked, call.target or _OF_NOTHING
        prompt = build(
            parts.rubric,
            arguments,
            temperature=asked.temperature,
            max_output_tokens=asked.max_output_tokens,
            logprobs=asked.logprobs,
            max_input_chars=asked.max_input_chars,
        )
        key = CallKey(parts.run, *target, parts.name, parts.version, asked.model, call.revision)
        return Question(key, prompt, related)

    def _are_related(self, judged: object) -> bool:
        """Whether judge and judged model are of one family."""
        if not isinstance(judged, str) or self._scorer.asked.self_judging == "allow":
            return False
        ours = family(self._parts.judge.model)
        related = bool(ours) and ours == family(judged)
        if related and self._scorer.asked.self_judging == "warn":
            judge = self._parts.judge
            self._parts.news.warn_once(
                f"{self._parts.name}: the judge {judge.name} ({judge.model}) judges a model of its own family, {judged}"
            )
        return related

    def _content(self, prompt: Prompt) -> bytes:
        """A hash of all that a verdict depends on."""
        asked = self._scorer.asked
        messages = [*map(list, prompt.messages)]
        told = [asked.model, asked.base_url, self._parts.rubric.content_hash, messages, *prompt[1:]]
        return blake2b(orjson.dumps(told), digest_size=16).digest()

    async def _known(self, question: Question, said: Said) -> Said:
        """What was answered to the same question elsewhere."""
        parts, origin = self._parts, said.origin
        assert origin is not None
        saved = Spent(verdicts=1, cached=1, saved_nano_usd=round(origin.cost * _NANO))
        parts.books.spent(parts.attempts.spender, saved)
        parts.news.cached(parts.name)
        free = self._origin(question, Used(served_model=origin.served_model))._replace(cached=True)
        answer = Said(said.verdicts, 0.0, free)
        await parts.books.finish(question.key, encode_result(answer))
        return answer

    async def _judge(self, question: Question, content: bytes | None, used: Used) -> Said:
        parts, started = self._parts, time.perf_counter()
        heard = await parts.attempts.verdict(question.prompt, used)
        verdict = heard.verdict
        verdicts = verdict if isinstance(verdict, NoVerdict) else read_verdict(verdict)
        answer = Said(verdicts, time.perf_counter() - started, self._origin(question, used))
        self._see(used.served_model)
        if self._scorer.judge_log == "all":
            self._log(question, "", heard.reply.text)
        parts.books.spent(parts.attempts.spender, Spent(verdicts=1))
        await parts.books.finish(question.key, encode_result(answer), content)
        return answer

    async def _gave_up(self, question: Question, why: GaveUp, origin: Origin, duration: float) -> Answer:
        message = cut(str(why), ERROR_LIMIT)
        if self._scorer.judge_log != "none" and (why.raw or why.decision not in _NOT_ASKED):
            self._log(question, why.kind, why.raw or message)
        later = why.later and self._keeps
        if later:
            await self._postpone(question, message)
        if why.decision in _NOT_ASKED and not later and not origin.prompt_tokens:
            return NotRun(why.decision, message)
        return Failed(why.kind, message, why.decision, duration, origin)

    @property
    def _keeps(self) -> bool:
        """Whether what is not judged now is kept for later."""
        return self._scorer.comes_later and not self._parts.run

    async def _postpone(self, question: Question, why: str) -> None:
        if not await self._parts.books.postpone(question.key, encode_question(question), why):
            self._parts.news.warn_once(f"{self._parts.name}: there is no room to keep what is to be judged later")

    def _origin(self, question: Question, used: Used) -> Origin:
        parts, rubric = self._parts, self._parts.rubric
        return Origin(
            parts.judge.name,
            question.key.requested_model,
            f"{rubric.name}/{rubric.version}",
            rubric.content_hash,
            used.served_model,
            used.prompt_tokens,
            used.completion_tokens,
            used.nano_usd / _NANO,
            used.attempts,
            from_same_family=question.related,
        )

    def _see(self, served: str) -> None:
        judge = self._parts.judge
        if served and not judge.is_served_by(served):
            self._parts.news.warn_once(f"the judge {judge.name} was asked as {judge.model}, and {served} answered")

    def _log(self, question: Question, error: str, reply: str) -> None:
        key, asked = question.key, "\n\n".join(f"[{role}]\n{text}" for role, text in question.prompt.messages)
        now = time.time_ns() // 1_000_000
        said = Logged(now, key.trace_id, key.span_id, key.scorer, key.requested_model, error, asked, reply)
        self._parts.books.said(said)


def _read(kept: bytes | None) -> Said | None:
    """What was kept, unless another version did that in a way that is not known here."""
    try:
        return None if kept is None else decode_result(kept)
    except ValueError:
        return None
