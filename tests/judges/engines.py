"""An engine that asks a fake judge, on a database in a folder, and what it left there."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import time
from typing import Any

from otelevals.api.judge_config import JudgeConfig
from otelevals.judges.engine import JudgeEngine
from otelevals.scoring.asking import Answer, Call
from otelevals.scoring.configured import ConfiguredScorer, configure
from otelevals.scoring.outcome import Target
from otelevals.scoring.processes.engine import Setting
from otelevals.store.budgets import Account, Amounts, Limit
from otelevals.store.judging import JudgingStore
from otelevals.store.spending import Spent
from otelevals.testing import FakeJudge

KEY = "sk-very-secret-0123456789"
STORE = "judged.db"
RUBRIC = "Is {{output}} polite?"


def judges(fake: FakeJudge, **options: Any) -> dict[str, JudgeConfig]:
    """The section of a configuration: one judge."""
    written = {"model": "m", "base_url": fake.url, "api_key": KEY, "timeout": 60.0, "attempt_timeout": 60.0, **options}
    return {"default": JudgeConfig.model_validate(written)}


def scorers(fake: FakeJudge, written: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, ConfiguredScorer]:
    """By their names, as `written`: more or other options than a rubric."""
    known = judges(fake, **options)
    return {
        name: configure(name, {"type": "judge", "rubric": RUBRIC, **more}, Path(), known)
        for name, more in written.items()
    }


class Asked:
    """An engine that is asked."""

    def __init__(self, engine: JudgeEngine) -> None:
        self.engine = engine

    async def call(self, number: int = 1, scorer: str = "polite", revision: int = 0, **arguments: Any) -> Answer:
        """The answer about the span of that number, whose output is its own unless it is given."""
        target = Target(number.to_bytes(16, "big"), number.to_bytes(8, "big"))
        named = {"output": f"Answer {number}.", "model": None, **arguments}
        return await self.engine.call(Call(scorer, (), named, target, revision))

    @property
    def warnings(self) -> list[str]:
        """Those that are new."""
        return list(self.engine.notice().warnings)


@asynccontextmanager
async def asking(
    fake: FakeJudge,
    folder: Path,
    options: Mapping[str, Any] | None = None,
    *,
    run: str = "",
    patient: bool = False,
    others: Mapping[str, Mapping[str, Any]] | None = None,
    **scorer: Any,
) -> AsyncIterator[Asked]:
    """An engine with the scorer `polite` that has these options, and `others`; `options` are of the judge."""
    configured = scorers(fake, {"polite": scorer, **(others or {})}, options or {})
    engine = JudgeEngine(configured, Setting(f"sqlite:///{STORE}", folder, run, patient))
    try:
        yield Asked(engine)
    finally:
        await engine.close()


@contextmanager
def _opened(folder: Path) -> Any:
    store = JudgingStore(folder / STORE)
    with store.transaction():
        yield store
    store.close()


def kept(folder: Path, read: Callable[[JudgingStore], Any]) -> Any:
    """What is in the store when the engine is closed."""
    with _opened(folder) as store:
        return read(store)


def log(folder: Path) -> list[tuple[str, str]]:
    """What was kept word for word: errors and replies, the latest first."""
    return [(said.error, said.reply) for said in kept(folder, lambda store: store.said(100))]


def spent(folder: Path) -> Spent:
    """By the scorer `polite`, as reports say it."""
    now = int(time() * 1000)
    sums = kept(folder, lambda store: store.spending(now - 3_600_000, now + 3_600_000)).sums
    total = Spent()
    for spender, part in sums.items():
        assert (spender.scorer, spender.judge, spender.model) == ("polite", "default", "m")
        total = total.plus(part)
    return total


def debited(folder: Path, name: str = "judge/default") -> Amounts:
    """What was taken from a budget today."""
    account = Account(name, "day", Limit())
    found: Amounts = kept(folder, lambda store: store.spent(account, int(time() * 1000)))
    return found
