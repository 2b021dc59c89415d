"""An evaluation as its record says it, for whoever keeps evaluations or reads them."""

from typing import NamedTuple

LEAST_PROBABILITY = 1e-9
"""Weights are at most its inverse, so that adding one up and taking it away again loses nothing of the others."""


class EvaluationRecord(NamedTuple):
    """What was found of one target by one scorer. Texts that are not known are empty."""

    trace_id: bytes
    span_id: bytes
    """Empty when the whole trace was evaluated, or with `trace_id` a session."""
    time: int
    """Nanoseconds since 1970; 0 when it is not known."""
    name: str
    """The scorer's name, or with a dot and the verdict's own name after it when it gave several."""
    score: float | None = None
    session: str = ""
    user: str = ""
    explanation: str = ""
    cost: float = 0.0
    """In US dollars."""
    duration: float = 0.0
    """Seconds."""
    scorer: str = ""
    version: str = ""
    run: str = ""
    """The offline run that it belongs to; empty for live traffic."""
    label: str = ""
    passed: bool | None = None
    error: str = ""
    """The kind of error that stands in place of a verdict."""
    revision: int = 0
    """It takes the place of those with smaller revisions of the same run, target, name and version."""
    partial: bool = False
    withdrawn: bool = False
    """Whether it only takes back what an earlier one said."""
    cached: bool = False
    uncalibrated: bool = False
    kind: str = ""
    requested_model: str = ""
    """The judge that was asked for."""
    served_model: str = ""
    """The judge that answered."""
    probability: float = 1.0
    """With which the target came and was chosen to be evaluated."""
    stratum: str = ""
    window: str = ""
    """The week, or the hash of the dataset."""
    dimensions: tuple[tuple[str, str], ...] = ()
    """In the order of their names."""
    model: str = ""
    """That was asked for, or answered, where one was evaluated."""
    response_model: str = ""
    """That answered."""
    prompt: str = ""
    """The template's name and version."""
    lost: bool = False
    """Whether the error only says that there should be a verdict: the scorer did not run."""
    service_version: str = ""

    @property
    def judged(self) -> bool:
        """Whether a model was asked."""
        return bool(self.requested_model or self.served_model)
