"""What a scorer may say: a score, or no verdict."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoVerdict:
    """The scorer has nothing to say about this interaction, which is not a score of 0."""

    reason: str = "the scorer gave no verdict"


@dataclass(frozen=True, slots=True)
class Score:
    """One verdict. Anything may be left out, but not everything."""

    score: float | None = None
    label: str | None = None
    passed: bool | None = None
    explanation: str | None = None

    @staticmethod
    def passing(explanation: str | None = None) -> "Score":
        """What a returned True stands for."""
        return Score(1.0, "pass", True, explanation)

    @staticmethod
    def failing(explanation: str | None = None) -> "Score":
        """What a returned False stands for."""
        return Score(0.0, "fail", False, explanation)

    @staticmethod
    def unscored(reason: str) -> NoVerdict:
        """No verdict, for a reason."""
        return NoVerdict(reason)
