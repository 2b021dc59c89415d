"""What is asked of scorers that run elsewhere, and what is answered."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from otelevals.scoring.outcome import Decision, Origin, Target
from otelevals.scoring.score import NoVerdict
from otelevals.scoring.verdict import Verdicts


class Call(NamedTuple):
    """A scorer to be called with these arguments."""

    scorer: str
    positional: Sequence[Any]
    named: Mapping[str, Any]
    target: Target | None = None
    revision: int = 0


class Said(NamedTuple):
    """The scorer answered."""

    verdicts: Verdicts | NoVerdict
    duration: float
    origin: Origin | None = None


class Failed(NamedTuple):
    """The scorer failed, or what it ran in."""

    type: str
    message: str
    decision: Decision = Decision.ERRORED
    duration: float = 0.0
    origin: Origin | None = None


class Missing(NamedTuple):
    """The scorer asked the interaction for what it does not have."""

    field: str
    reason: str
    content_off: bool = False


class NotRun(NamedTuple):
    """The scorer was not called."""

    decision: Decision
    reason: str


Called = Said | Failed | Missing
Answer = Called | NotRun


class Calls(Protocol):
    """Calls scorers that run elsewhere. Nothing of it waits."""

    def ask(self, ticket: Any, call: Call) -> Answer | None:
        """Have a scorer called; an answer when it will not be."""

    def answers(self) -> Sequence[tuple[Any, Answer]]:
        """The answers that have come since the last time, by their tickets."""

    def pace(self, scorer: str) -> float:
        """The share of what would be sampled that its budget affords."""

    @property
    def answered(self) -> bool:
        """Whether there are answers to be taken."""

    @property
    def outstanding(self) -> int:
        """How many answers have not been taken: those to come, too."""

    def finish(self, seconds: float) -> None:
        """Wait until all answers have come, but no longer."""
