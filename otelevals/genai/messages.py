"""Messages and their parts, the same whatever an instrumentation calls them."""

from dataclasses import dataclass

from otelevals.otlp.anyvalue import Value


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    name: str
    arguments: Value = None
    """As the model gave them: an object where it was one or could be read as one."""
    id: str = ""


@dataclass(frozen=True, slots=True)
class ToolResult:
    result: Value = None
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """An image, a sound, a document: a reference to it, never its bytes."""

    modality: str
    mime_type: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """A part of a type that has no meaning here."""

    type: str


Part = Text | Reasoning | ToolCall | ToolResult | Media | Other


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    parts: tuple[Part, ...] = ()
    finish_reason: str = ""

    @property
    def text(self) -> str:
        """What a person would read: text parts, without reasoning and tools. One answer may come in many parts."""
        return "".join([part.text for part in self.parts if isinstance(part, Text)])

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        return tuple([part for part in self.parts if isinstance(part, ToolCall)])


Messages = tuple[Message, ...]
