"""Traces for tests of what reads them: spans with short names as ids, and times in milliseconds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.span import Resource, Scope, Span
from otelevals.genai.evidence import Event
from otelevals.genai.fields import Found
from otelevals.genai.interaction import Interaction
from otelevals.genai.trace import Trace
from otelevals.otlp.anyvalue import encode_attributes
from tests.genai.spans import OPERATION, chat, said

TRACE_ID = b"\x01" * 16
_SCOPE = Scope([], Resource([]))
_MILLISECOND = 1_000_000


def id_of(name: str) -> bytes:
    return name.encode().ljust(8, b".") if name else b""


def part(
    name: str,
    attributes: Mapping[str, Any],
    parent: str = "",
    time: tuple[int, int] = (0, 0),
    *,
    links: Iterable[str] = (),
    **fields: Any,
) -> Span:
    """A span of a trace: what it is called is its id, and its time is its start and its end."""
    start, end = (each * _MILLISECOND for each in time)
    message = SpanMessage(trace_id=TRACE_ID, span_id=id_of(name), parent_span_id=id_of(parent), name=name, **fields)
    message.start_time_unix_nano, message.end_time_unix_nano = start, end
    for link in links:
        message.links.add(trace_id=TRACE_ID, span_id=id_of(link))
    return Span(message.SerializeToString() + encode_attributes(9, attributes), _SCOPE)


def answering(text: str | None = None, asked: str | None = None, **more: Any) -> dict[str, Any]:
    return chat(text, asked, **more)


def working(text: str | None = None, kind: str = "invoke_agent", **more: Any) -> dict[str, Any]:
    """The attributes of an agent's span, or of a workflow's."""
    return {OPERATION: kind, **({} if text is None else {"gen_ai.output.messages": said(text)}), **more}


def calling(tool: str, result: str | None = None, **more: Any) -> dict[str, Any]:
    """The attributes of a tool's span."""
    given = {} if result is None else {"gen_ai.tool.call.result": result}
    return {OPERATION: "execute_tool", "gen_ai.tool.name": tool, **given, **more}


def finding(*texts: str, kind: str = "retrieval") -> dict[str, Any]:
    """The attributes of a retrieval's span, or of a reranking's."""
    documents = [{"id": text.partition(" ")[0], "content": text} for text in texts]
    return {OPERATION: kind, **({"gen_ai.retrieval.documents": orjson.dumps(documents).decode()} if texts else {})}


def trace(*spans: Span, events: Mapping[str, Sequence[Event]] | None = None, whole: bool = True) -> Trace:
    return Trace(spans, {id_of(name): each for name, each in (events or {}).items()}, whole=whole)


def of(given: Trace, name: str) -> Interaction:
    found = given.interaction(id_of(name))
    assert found is not None
    return found


def name_of(interaction: Interaction | None) -> str | None:
    return None if interaction is None else str(interaction.span.message.name)


def lent(given: Trace, name: str, field: str) -> tuple[Any, str | None]:
    """A field's value and the name of the span that lends it; None twice when it is absent."""
    found = of(given, name).get(field)
    if not isinstance(found, Found):
        return None, None
    return found.value, None if found.lender is None else str(found.lender.message.name)


def texts(given: Trace, name: str) -> list[str]:
    """Of the documents that a span sees."""
    return [document.text for document in of(given, name).value("documents") or ()]
