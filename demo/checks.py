"""Scorers of your own: functions whose parameters say what they need."""

RUDE = ("calm down", "obviously", "as i already said")


def polite(output: str) -> bool:
    return not any(phrase in output.lower() for phrase in RUDE)


def words(output: str) -> int:
    """A number is a score; `threshold` in the configuration decides what passes."""
    return len(output.split())
