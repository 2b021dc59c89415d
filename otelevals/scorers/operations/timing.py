"""Times of a span, in seconds."""

from otelevals.genai.fields import Absent, MissingInput
from otelevals.genai.interaction import Interaction


def duration(interaction: Interaction) -> float:
    """How long the span took; MissingInput when it does not say so."""
    message = interaction.span.message
    start, end = message.start_time_unix_nano, message.end_time_unix_nano
    if not start or not end:
        raise MissingInput("span", Absent("the span has no start or no end"))
    if end < start:
        raise MissingInput("span", Absent("the span ends before it starts"))
    seconds: float = (end - start) / 1e9
    return seconds
