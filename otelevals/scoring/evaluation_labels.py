"""The option `metrics` of the scorer processor: which dimensions are labels of metrics, and how many series that may
make."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from otelevals.api.config import Config
from otelevals.api.errors import ConfigError
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.dimensions import Dimension
from otelevals.scoring.evaluation_series import BOUND, OWN_LABELS, PASSED
from otelevals.scoring.names import choices

_TAKEN = frozenset((*OWN_LABELS, PASSED, BOUND))
_NOT_IN_LABELS = re.compile(r"[^A-Za-z0-9_]")


class MetricsConfig(Config):
    dimensions: list[str] = Field(default_factory=list)
    """The names of the dimensions that are labels of otelevals_evaluations_total and otelevals_evaluation_score."""
    max_combinations: Annotated[int, Field(ge=1, le=100_000)] = 1000
    """How many combinations of an evaluation and values of these dimensions have series of their own; what is beyond is
    counted with the value other."""


def label_of(name: str) -> str:
    """What Prometheus calls a dimension."""
    label = _NOT_IN_LABELS.sub("_", name)
    return f"_{label}" if label[0].isdigit() else label


def check_metrics(
    config: MetricsConfig, dimensions: Iterable[Dimension], scorers: Mapping[str, ConfiguredScorer]
) -> None:
    """ConfigError when something that is chosen is no dimension, or cannot be a label."""
    known = {each.name for each in dimensions}
    known.update(each.name for scorer in scorers.values() for each in scorer.options.dimensions)
    labels: dict[str, str] = {}
    for number, name in enumerate(config.dimensions):
        if problem := _problem(name, known, labels):
            raise ConfigError(problem, ("metrics", "dimensions", number))
        labels[label_of(name)] = name


def _problem(name: str, known: Iterable[str], labels: Mapping[str, str]) -> str | None:
    if name not in known:
        return (
            f"no such dimension is configured{choices(name, known) if known else ': write it under dimensions first'}"
        )
    label = label_of(name)
    if label in _TAKEN or label.startswith("__"):
        return f"it cannot be the label {label}: give the dimension another name, with a map of names"
    if label in labels:
        return f"{labels[label]} is the label {label} already: leave it out, or give it another name"
    return None
