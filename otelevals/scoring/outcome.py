"""What became of one scorer on one target: a decision always, evaluations when it ran."""

from enum import StrEnum
from typing import NamedTuple


class Decision(StrEnum):
    """Why a scorer did or did not run. Only `scored` comes with scores."""

    SCORED = "scored"
    WRONG_KIND = "wrong_kind"
    MISSING_INPUT = "missing_input"
    CONTENT_OFF = "content_off"
    DUPLICATE = "duplicate"
    FILTERED = "filtered"
    SAMPLED_OUT = "sampled_out"
    OVER_BUDGET = "over_budget"
    THROTTLED = "throttled"
    SHED = "shed"
    TIMED_OUT = "timed_out"
    ERRORED = "errored"


class Target(NamedTuple):
    """What was evaluated."""

    trace_id: bytes
    span_id: bytes


class Origin(NamedTuple):
    """What the verdict of a judge came from."""

    judge: str
    requested_model: str
    rubric: str
    """Its name and version."""
    rubric_hash: str
    served_model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    """In US dollars, of all attempts."""
    attempts: int = 0
    cached: bool = False
    """Whether an equal question was answered before."""
    from_same_family: bool = False
    """Whether the judge and the judged model are of one family."""


class Evaluation(NamedTuple):
    """The record of one verdict, or of the error that stands in its place."""

    name: str
    """The scorer's name, followed by a dot and the verdict's own when it gave several."""
    scorer: str
    version: str
    target: Target
    score: float | None = None
    label: str | None = None
    passed: bool | None = None
    explanation: str | None = None
    error: str | None = None
    error_type: str | None = None
    duration: float = 0.0
    """Seconds that the scorer took, all its verdicts together."""
    revision: int = 0
    """A record takes the place of those with smaller revisions of the same name, target and version."""
    partial: bool = False
    """Whether some of the target's trace may have been missing."""
    withdrawn: bool = False
    """Whether it only takes back what an earlier record said."""
    probability: float = 1.0
    """With which the target came and was chosen to be evaluated."""
    stratum: str = ""
    """The policy of sampling that it was chosen by."""
    origin: Origin | None = None
    """Of a judge's verdict."""
    lost: bool = False
    """Whether it only says that there should be a verdict and is none, for whoever counts; a span does not say it."""


class Outcome(NamedTuple):
    scorer: str
    decision: Decision
    reason: str = ""
    """A sentence for people; empty when scored."""
    field: str = ""
    """The field that was missing."""
    evaluations: tuple[Evaluation, ...] = ()
    duration: float | None = None
    """Seconds, when the scorer ran."""
