"""What a fake judge answers: verdicts made from the schema that was asked for, and every way to fail."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, log
from typing import Any, Literal, NamedTuple

from otelevals.testing.judge_schema import example, schema_in

Usage = tuple[int, int]


class Asked(NamedTuple):
    """A request that came. Header names are lower-case; `body` is empty when it was no JSON object."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        """All that was said to the model."""
        return "\n".join(str(message.get("content")) for message in self.body.get("messages", ()))

    @property
    def way(self) -> Literal["json_schema", "json_object", "tools", "text"]:
        """How a structured answer was asked for."""
        kind = self.body.get("response_format", {}).get("type", "text")
        return "tools" if self.body.get("tools") else kind

    @property
    def schema(self) -> Mapping[str, Any]:
        """The schema of the answer, wherever in the request it stands; empty when nowhere."""
        match self.body:
            case {"tools": [{"function": {"parameters": dict(schema)}}, *_]}:
                return schema
            case {"response_format": {"json_schema": {"schema": dict(schema)}} | {"schema": dict(schema)}}:
                return schema
        return schema_in(self.text)


@dataclass(frozen=True)
class Answer:
    """The bytes that go back, and when. After `cut` bytes of the body comes what `then` says."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds before the first byte; inf is a server that hangs."""
    cut: int | None = None
    then: Literal["", "close", "reset", "stall"] = ""
    head: bool = True
    """Whether there is an answer at all: without a head, `then` is all that happens."""


Script = Callable[[Asked], Answer]
"""What to answer to a request. An Answer is one for any request."""


def says(
    verdict: object = None,
    *,
    text: str | None = None,
    finish_reason: str = "stop",
    refusal: str | None = None,
    model: str | None = None,
    usage: Usage | None = (42, 7),
    choices: int = 1,
    tops: Mapping[str, Mapping[str, float]] | None = None,
    **answer: Any,
) -> Script:
    """A completion: `verdict` as JSON (made from the schema when None), or `text` as it is.

    `tops` are the probabilities of tokens in place of one, for requests that want them: {"4": {"4": 0.7, "5": 0.3}}.
    `answer` are fields of the Answer.
    """

    def script(asked: Asked) -> Answer:
        content = text if text is not None else json.dumps(example(asked.schema) if verdict is None else verdict)
        message: dict[str, Any] = {"role": "assistant", "content": None if refusal is not None else content}
        if refusal is not None:
            message["refusal"] = refusal
        elif asked.way == "tools":
            name = asked.body["tools"][0]["function"]["name"]
            call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": content}}
            message |= {"content": None, "tool_calls": [call]}
        choice: dict[str, Any] = {"index": 0, "message": message, "finish_reason": finish_reason}
        if asked.body.get("logprobs"):
            choice["logprobs"] = {"content": [_token(part, tops or {}) for part in re.findall(r"\w+|\W", content)]}
        body: dict[str, Any] = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": asked.body.get("model") if model is None else model,
            "choices": [choice] * choices,
        }
        if usage is not None:
            prompt, completion = usage
            body["usage"] = {
                "prompt_tokens": prompt,
                "completion_tokens": completion,
                "total_tokens": prompt + completion,
            }
        return Answer(body=json.dumps(body).encode(), **answer)

    return script


def _token(text: str, tops: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    likely = sorted(tops.get(text, {text: 1.0}).items(), key=lambda item: -item[1])
    top = [{"token": token, "logprob": log(share), "bytes": list(token.encode())} for token, share in likely]
    own = next((entry["logprob"] for entry in top if entry["token"] == text), -9999.0)
    return {"token": text, "logprob": own, "bytes": list(text.encode()), "top_logprobs": top}


def error(
    status: int, message: str = "", retry_after: str = "", *, headers: Sequence[tuple[str, str]] = (), **fields: Any
) -> Answer:
    """An error as OpenAI words them: `fields` are type, param and code."""
    written = {"message": message or f"The server answers {status}.", "type": "error", "param": None, "code": None}
    all_headers = dict(headers) | ({"retry-after": retry_after} if retry_after else {})
    return Answer(status, json.dumps({"error": written | fields}).encode(), all_headers)


def rate_limited(retry_after: str = "") -> Answer:
    return error(
        429, "Rate limit reached for requests", retry_after, type="requests", param=None, code="rate_limit_exceeded"
    )


def raw(body: bytes, status: int = 200) -> Answer:
    """Any body, such as one that is no JSON."""
    return Answer(status, body)


def reset() -> Answer:
    """The connection is reset in place of an answer."""
    return Answer(head=False, then="reset")


def hang() -> Answer:
    """Nothing comes at all."""
    return Answer(delay=inf)


def slowly(seconds: float, script: Script | None = None) -> Script:
    """The first byte comes late."""
    return lambda asked: replace((script or says())(asked), delay=seconds)


def broken(then: Literal["close", "stall"], cut: int = 40, script: Script | None = None) -> Script:
    """After the head and so many bytes of the body the connection is closed, or nothing more comes."""
    return lambda asked: replace((script or says())(asked), cut=cut, then=then)
