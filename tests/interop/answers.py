"""What the stub says: an answer follows from the conversation alone, so that every client hears the same."""

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EMBEDDING_SIZE = 8
HOLD = ""
"""An event of nothing: the stream is held here until its reader hangs up."""


@dataclass(frozen=True)
class Answer:
    """One turn of the model: a text, a call of a tool or a refusal, and the tokens it took."""

    text: str = ""
    city: str = ""
    refusal: str = ""
    tokens: tuple[int, int] = (24, 8)
    endless: bool = False
    """Its stream has no end: after the text it is held until the reader hangs up."""

    @property
    def pieces(self) -> list[str]:
        """The text as it is streamed."""
        return re.findall(r"\S+\s?", self.text)

    @property
    def finish_reason(self) -> str:
        return "tool_calls" if self.city else "stop"

    @property
    def call_id(self) -> str:
        return f"call_{self.city.lower()}"

    @property
    def arguments(self) -> str:
        return json.dumps({"city": self.city})

    def usage(self) -> dict[str, Any]:
        """Cached and reasoning tokens are part of the others."""
        read, written = self.tokens
        return {
            "prompt_tokens": read,
            "completion_tokens": written,
            "total_tokens": read + written,
            "prompt_tokens_details": {"cached_tokens": 8},
            "completion_tokens_details": {"reasoning_tokens": 2},
        }


class Failure(Exception):
    """The request is answered with an error."""


def answer(texts: Sequence[str], results: int) -> Answer:
    """The answer to a conversation of these texts, in which so many tools have answered already."""
    said = "\n".join(texts)
    if "Make it fail" in said:
        raise Failure
    if "Say nothing" in said:
        return Answer(tokens=(12, 2))
    if "something forbidden" in said:
        return Answer(refusal="I cannot help with that.", tokens=(14, 6))
    if "Tell a long story" in said:
        return Answer("Once upon a time", tokens=(10, 12), endless=True)
    if "Which city is warmer" in said:
        turns = [
            Answer(city="Paris", tokens=(60, 12)),
            Answer(city="Rome", tokens=(80, 12)),
            Answer("Rome is warmer than Paris.", tokens=(100, 8)),
        ]
        return turns[min(results, 2)]
    if "weather in Paris" in said:
        return (
            Answer("It is 18 degrees in Paris.", tokens=(80, 9)) if results else Answer(city="Paris", tokens=(60, 12))
        )
    if "colour is the door" in said:
        return Answer("The door is green.", tokens=(48, 6))
    return Answer("Paris is the capital of France.")


def texts_of(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the messages of a request say, in either of its interfaces."""
    texts = []
    for message in messages:
        content = message.get("content") or ""
        blocks = [content] if isinstance(content, str) else [str(block.get("text", "")) for block in content]
        texts.extend(blocks)
    return texts


def embedding(text: str) -> list[float]:
    """A vector that is the same for the same text, and near for texts with the same words."""
    vector = [0.01] * EMBEDDING_SIZE
    for word in text.lower().split():
        vector[zlib.crc32(word.strip("?.,").encode()) % EMBEDDING_SIZE] += 1.0
    return vector
