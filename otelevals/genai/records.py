"""What a span may hold besides messages: tools that were offered, documents that were found, verdicts on it."""

from dataclasses import dataclass

from otelevals.otlp.anyvalue import Value


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that the model could call."""

    name: str
    description: str = ""
    parameters: Value = None
    """A JSON Schema, where it is said."""


@dataclass(frozen=True, slots=True)
class Document:
    text: str = ""
    id: str = ""
    score: float | None = None
    metadata: Value = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A verdict that somebody else gave: an evaluator, or a person."""

    name: str
    score: float | None = None
    label: str = ""
    explanation: str = ""
    by: str = ""
    """Who, as far as it is said: `human`, `llm`, `code`."""
