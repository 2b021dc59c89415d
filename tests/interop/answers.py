"""What the stub says: an answer follows from the conversation alone, so that every client hears the same."""

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

EMBEDDING_SIZE = 8
HOLD = ""
"""An event of nothing: the stream is held here until its reader hangs up."""


class Call(NamedTuple):
    """A call of a tool that has one argument."""

    name: str
    argument: str
    value: str

    @property
    def id(self) -> str:
        return f"call_{self.value.rpartition(' ')[-1].lower()}"

    @property
    def arguments(self) -> str:
        return json.dumps({self.argument: self.value})


@dataclass(frozen=True)
class Answer:
    """One turn of the model: a text, a call of a tool or a refusal, and the tokens it took."""

    text: str = ""
    call: Call | None = None
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
        return "tool_calls" if self.call else "stop"

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


def _weather(city: str, tokens: tuple[int, int]) -> Answer:
    return Answer(call=Call("get_weather", "city", city), tokens=tokens)


def _search(query: str, tokens: tuple[int, int]) -> Answer:
    return Answer(call=Call("search", "query", query), tokens=tokens)


_SCRIPT: dict[str, list[Answer]] = {
    "Say nothing": [Answer(tokens=(12, 2))],
    "something forbidden": [Answer(refusal="I cannot help with that.", tokens=(14, 6))],
    "Tell a long story": [Answer("Once upon a time", tokens=(10, 12), endless=True)],
    "Which city is warmer": [
        _weather("Paris", (60, 12)),
        _weather("Rome", (80, 12)),
        Answer("Rome is warmer than Paris.", tokens=(100, 8)),
    ],
    "weather in Paris": [_weather("Paris", (60, 12)), Answer("It is 18 degrees in Paris.", tokens=(80, 9))],
    "colour is the door": [Answer("The door is green.", tokens=(48, 6))],
    "high is the tower": [Answer("The tower is 90 metres high.", tokens=(50, 9))],
    "Look up the door": [
        _search("colour of the door", (70, 14)),
        _weather("Rome", (90, 12)),
        Answer("The door is green, and it is 25 degrees in Rome.", tokens=(120, 16)),
    ],
    "look up the tower": [
        _search("height of the tower", (150, 14)),
        Answer("The tower is 90 metres high.", tokens=(180, 10)),
    ],
}
"""What is answered to a question with such words, turn by turn: each tool that has answered makes the next turn."""


def answer(said: Sequence[str], results: int) -> Answer:
    """The answer to a conversation in which users said this, and so many tools have answered since."""
    for text in reversed(said):
        if "Make it fail" in text:
            raise Failure
        for words, turns in _SCRIPT.items():
            if words in text:
                return turns[min(results, len(turns) - 1)]
    return Answer("Paris is the capital of France.")


def results_since_asked(roles: Sequence[str]) -> int:
    """How many tools answered after the user spoke last."""
    asked = max([number for number, role in enumerate(roles) if role == "user"], default=0)
    return list(roles[asked:]).count("tool")


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
