"""What runs in an evaluator process that makes many calls at once, and what it tells the service meanwhile."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from otelevals.scoring.asking import Answer, Call
from otelevals.scoring.configured import ConfiguredScorer


class Setting(NamedTuple):
    """Where an engine works."""

    store: str
    """The URL of the store, relative to `base_dir`."""
    base_dir: Path
    run: str = ""
    """The offline run that the evaluations belong to; empty for live traffic."""
    patient: bool = False
    """Whether calls may wait for their turn as long as it takes: nobody holds a span for them."""


class Count(NamedTuple):
    """Something that happened so often, or cost so much, since the last notice."""

    metric: str
    labels: Sequence[str]
    amount: float


class Notice(NamedTuple):
    """What the service is to know, told about once a second: a process that says nothing for long is replaced."""

    pace: Mapping[str, float]
    """By scorer, the share of what would be sampled that its budget affords; others go at 1."""
    counts: Sequence[Count] = ()
    warnings: Sequence[str] = ()


class Engine(Protocol):
    """Made with the scorers by their names, and a setting, on an asyncio loop."""

    async def call(self, call: Call) -> Answer:
        """Call a scorer; it answers in bounded time, and raises nothing."""

    def notice(self) -> Notice:
        """What is new since the last one."""

    async def close(self) -> None: ...


class Making(Protocol):
    def __call__(self, scorers: Mapping[str, ConfiguredScorer], setting: Setting) -> Engine: ...


METRICS: Mapping[str, tuple[str, Sequence[str]]] = {
    "otelevals_judge_attempts": (
        "Requests to judges, by what came of them: answered, or why not.",
        ("processor", "judge", "model", "result"),
    ),
    "otelevals_judge_tokens": ("Tokens that judges used.", ("processor", "judge", "model", "type")),
    "otelevals_judge_cost_usd": ("What judges cost, in US dollars.", ("processor", "judge", "model")),
    "otelevals_judge_cached": ("Verdicts that were known already.", ("processor", "scorer")),
}
"""What engines count: the name of a counter, what it says, and its labels."""
