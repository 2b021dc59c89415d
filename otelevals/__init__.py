"""otelevals: an OpenTelemetry-Collector-style pipeline that scores LLM applications in production."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from otelevals.scoring.score import Score as Score
    from otelevals.scoring.scorer import Scorer as Scorer
    from otelevals.scoring.scorer import scorer as scorer

__version__ = "0.1.0"
__all__ = ["Score", "Scorer", "scorer"]

_HOMES = {
    "Score": "otelevals.scoring.score",
    "Scorer": "otelevals.scoring.scorer",
    "scorer": "otelevals.scoring.scorer",
}


def __getattr__(name: str) -> object:
    """What authors of scorers import, loaded when they do: `import otelevals` alone stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
