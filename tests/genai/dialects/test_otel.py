"""A span of the conventions that failed says what failed, if only in an exception or its status."""

from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from otelevals.genai.interaction import Interaction
from otelevals.otlp.anyvalue import encode_attributes
from tests.genai.spans import OPERATION, interaction, span

FAILED = Status(code=Status.STATUS_CODE_ERROR, message="It was refused.")


def _error(attributes: dict[str, Any], status: Status, *exceptions: dict[str, Any]) -> Any:
    events = [SpanMessage.Event(name="exception") for _ in exceptions]
    for event, exception in zip(events, exceptions, strict=True):
        event.MergeFromString(encode_attributes(3, exception))
    return Interaction(span({OPERATION: "chat", **attributes}, status=status, events=events)).value("error")


@pytest.mark.parametrize(
    ("attributes", "exceptions", "error"),
    [
        ({"error.type": "Refused"}, ({"exception.type": "Other"},), "Refused"),
        ({}, ({"exception.type": "First"}, {"exception.type": "Last"}, {"exception.message": "x"}), "Last"),
        ({}, ({"exception.message": "x"},), "It was refused."),
        ({}, (), "It was refused."),
        ({"error.type": ""}, ({"exception.type": 7},), None),
    ],
)
def test_what_failed(attributes: dict[str, Any], exceptions: tuple[dict[str, Any], ...], error: str | None) -> None:
    assert _error(attributes, FAILED, *exceptions) == error


def test_an_exception_that_was_handled_is_no_error() -> None:
    assert _error({}, Status(), {"exception.type": "Retried"}) is None
    assert _error({}, Status(code=Status.STATUS_CODE_ERROR)) is None


def test_a_chat_calls_no_tool() -> None:
    named = {"gen_ai.tool.name": "f", "gen_ai.tool.call.id": "1"}
    called = interaction(named)
    assert (called.kind, called.value("tool_name"), called.value("tool_call_id")) == ("tool", "f", "1")
    chat = interaction({OPERATION: "chat", **named})
    assert (chat.value("tool_name"), chat.value("tool_call_id")) == (None, None)
