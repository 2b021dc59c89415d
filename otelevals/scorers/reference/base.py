"""What comparisons with an expected answer share."""

from typing import Any

from otelevals.genai.values import as_text


def expected_texts(expected: Any) -> list[str]:
    """The texts of which one is expected: a list offers several; what is no text is taken as JSON."""
    several = expected if isinstance(expected, list | tuple) else [expected]
    return [as_text(each) for each in several]
