"""Scorers that say what they were given."""

from otelevals.genai.interaction import Interaction
from otelevals.genai.records import Document
from otelevals.scoring.score import Score


def seen(output: str, session: str = "", documents: tuple[Document, ...] = ()) -> Score:
    """The answer, and what of the trace belongs to it."""
    texts = ",".join(document.text for document in documents)
    return Score(label="seen", explanation=f"{output}|{session}|{texts}")


def top(interaction: Interaction) -> Score:
    return Score(label="top", explanation=str(interaction.value("session") or ""))


def flaky(output: str) -> bool:
    """Fails on some."""
    if output.endswith("7"):
        raise ValueError("it ends with 7")
    return True
