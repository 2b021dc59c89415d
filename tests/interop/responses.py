"""The stub's responses API, whole and streamed."""

import json
from collections.abc import Iterator
from typing import Any

from tests.interop.answers import HOLD, Answer, answer, results_since_asked, texts_of
from tests.interop.chat import SERVED


def answer_to(request: dict[str, Any]) -> Answer:
    given = request["input"]
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given
    asked = texts_of([item for item in items if item.get("role") == "user"])
    roles = ["tool" if item.get("type") == "function_call_output" else str(item.get("role")) for item in items]
    return answer(asked, results_since_asked(roles))


def body(request: dict[str, Any], answer: Answer) -> dict[str, Any]:
    return _response(request, "completed", [_item(answer)], answer)


def events(request: dict[str, Any], answer: Answer) -> Iterator[str]:
    """The server-sent events, numbered as the interface wants them."""
    item = _item(answer)
    at = {"item_id": item["id"], "output_index": 0}
    part = {**at, "content_index": 0}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("created", {"response": _response(request, "in_progress", [], None)}),
        ("output_item.added", {"output_index": 0, "item": {**item, "status": "in_progress", **_unfilled(item)}}),
    ]
    if answer.call:
        steps.append(("function_call_arguments.delta", {**at, "delta": answer.call.arguments}))
        steps.append(("function_call_arguments.done", {**at, "arguments": answer.call.arguments}))
    else:
        steps.append(("content_part.added", {**part, "part": _text("")}))
        steps.extend(("output_text.delta", {**part, "delta": piece, "logprobs": []}) for piece in answer.pieces)
        steps.append(("output_text.done", {**part, "text": answer.text, "logprobs": []}))
        steps.append(("content_part.done", {**part, "part": _text(answer.text)}))
    steps.append(("output_item.done", {"output_index": 0, "item": item}))
    steps.append(("completed", {"response": body(request, answer)}))
    for number, (name, data) in enumerate(steps):
        if answer.endless and name == "output_text.done":
            yield HOLD
        event = {"type": f"response.{name}", "sequence_number": number, **data}
        yield f"event: response.{name}\ndata: {json.dumps(event)}\n\n"


def _response(
    request: dict[str, Any], status: str, output: list[dict[str, Any]], answer: Answer | None
) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1700000000,
        "model": request["model"] + SERVED,
        "status": status,
        "output": output,
        "error": None,
        "incomplete_details": None,
        "instructions": request.get("instructions"),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": request.get("tools") or [],
        "metadata": {},
        "usage": answer and _usage(answer),
    }


def _usage(answer: Answer) -> dict[str, Any]:
    usage = answer.usage()
    return {
        "input_tokens": usage["prompt_tokens"],
        "input_tokens_details": usage["prompt_tokens_details"],
        "output_tokens": usage["completion_tokens"],
        "output_tokens_details": usage["completion_tokens_details"],
        "total_tokens": usage["total_tokens"],
    }


def _item(answer: Answer) -> dict[str, Any]:
    if answer.call:
        call = {"call_id": answer.call.id, "name": answer.call.name, "arguments": answer.call.arguments}
        return {"id": "fc_1", "type": "function_call", "status": "completed", **call}
    said = {"type": "refusal", "refusal": answer.refusal} if answer.refusal else _text(answer.text)
    return {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [said]}


def _text(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _unfilled(item: dict[str, Any]) -> dict[str, Any]:
    return {"arguments": ""} if item["type"] == "function_call" else {"content": []}
