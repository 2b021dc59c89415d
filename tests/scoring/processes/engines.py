"""Engines for tests, which evaluator processes import."""

import asyncio
import os
from collections.abc import Mapping
from math import nan
from pathlib import Path

from otelevals.scoring.asking import Answer, Call, Failed, Said
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.outcome import Decision, Origin
from otelevals.scoring.processes.engine import Count, Notice, Setting
from otelevals.scoring.score import Score


class Obedient:
    """Does what the first argument of a call says."""

    def __init__(self, scorers: Mapping[str, ConfiguredScorer], setting: Setting) -> None:
        self._run = setting.run
        self._calls = self._told = 0
        self._closing = ""
        self._all = asyncio.Event()

    async def call(self, call: Call) -> Answer:
        self._calls += 1
        match call.positional:
            case ("wait for", most):
                if self._calls >= most:
                    self._all.set()
                await self._all.wait()
            case ("die",):
                os._exit(5)
            case ("die once", mark):
                if not os.path.exists(mark):
                    open(mark, "w").close()
                    os._exit(6)
            case ("hang",):
                while True:
                    pass
            case ("fail",):
                return Failed("budget", "no", Decision.TIMED_OUT, 1.0)
            case ("garble",):
                return Said((("", Score(score=nan)),), 1.0)
            case ("note at the end, and wait", path):
                self._closing = path
                await asyncio.Event().wait()
            case ("want", size):
                bytearray(size)
        score = Score(label=f"{self._run} {os.getpid()}")
        return Said((("", score),), 1.0, Origin("j", "m", "r/1", "h", cost=0.5))

    def notice(self) -> Notice:
        new, self._told = self._calls - self._told, self._calls
        counts = [Count("otelevals_judge_cached", ["x"], new)] if new else []
        return Notice({"x": 0.25}, counts, ["something is odd"] if new else [])

    async def close(self) -> None:
        if self._closing:
            others = len(asyncio.all_tasks()) - 1  # besides this one
            Path(self._closing).write_text(str(others))
