"""The stub's chat completions, whole and streamed."""

import json
from collections.abc import Iterator
from typing import Any

from tests.interop.answers import HOLD, Answer, Call, answer, results_since_asked, texts_of

SERVED = "-2024-07-18"
"""What the name of the model served has more than that of the model asked for."""


def answer_to(request: dict[str, Any]) -> Answer:
    messages = request["messages"]
    asked = texts_of([message for message in messages if message["role"] == "user"])
    return answer(asked, results_since_asked([message["role"] for message in messages]))


def body(request: dict[str, Any], answer: Answer) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": answer.refusal or None}
    if answer.call:
        message["tool_calls"] = [_call(answer.call)]
    elif not answer.refusal:
        message["content"] = answer.text
    choice = {"index": 0, "message": message, "finish_reason": answer.finish_reason, "logprobs": None}
    return {**_envelope(request, "chat.completion"), "choices": [choice], "usage": answer.usage()}


def events(request: dict[str, Any], answer: Answer) -> Iterator[str]:
    """The server-sent events, with usage at the end when the request asks for it."""
    envelope = _envelope(request, "chat.completion.chunk")

    def event(delta: dict[str, Any], finish_reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return _event({**envelope, "choices": [choice]})

    yield event({"role": "assistant", "content": ""})
    for piece in answer.pieces:
        yield event({"content": piece})
    if answer.endless:
        yield HOLD
    if answer.refusal:
        yield event({"refusal": answer.refusal})
    if answer.call:
        call, arguments = _call(answer.call), answer.call.arguments
        half = len(arguments) // 2
        function = {**call["function"], "arguments": arguments[:half]}
        yield event({"tool_calls": [{"index": 0, **call, "function": function}]})
        yield event({"tool_calls": [{"index": 0, "function": {"arguments": arguments[half:]}}]})
    yield event({}, answer.finish_reason)
    if (request.get("stream_options") or {}).get("include_usage"):
        yield _event({**envelope, "choices": [], "usage": answer.usage()})
    yield "data: [DONE]\n\n"


def _envelope(request: dict[str, Any], kind: str) -> dict[str, Any]:
    model = request["model"] + SERVED
    return {"id": "chatcmpl-1", "object": kind, "created": 1700000000, "model": model, "system_fingerprint": "fp_1"}


def _call(call: Call) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data)}\n\n"
