"""Scorers of your own: functions whose parameters say what they need."""

from otelevals import Score

RUDE = ("calm down", "obviously", "as i already said")


def polite(output: str) -> bool:
    return not any(phrase in output.lower() for phrase in RUDE)


def answers(output: str, expected: list[str]) -> Score:
    """Passes when the answer has every fact that is expected."""
    missing = [fact for fact in expected if fact.lower() not in output.lower()]
    share = 1 - len(missing) / len(expected)
    return Score(share, passed=not missing, explanation=f"it lacks {', '.join(missing)}" if missing else None)
