"""OpenLLMetry and the Traceloop SDK: messages taken apart into numbered attributes, until it followed the conventions;
workflows, tasks, agents and tools with what went in and came out as JSON; searches in vector databases."""

from collections.abc import Iterable
from typing import Any

from otelevals.genai.evidence import Event, Evidence, Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Messages, Text
from otelevals.genai.places import attribute, attributes, events, flat, numbered, only, structure
from otelevals.genai.read_calls import call_arguments, call_result
from otelevals.genai.read_messages import message_of
from otelevals.genai.read_parts import arguments_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.read_records import documents, tools
from otelevals.genai.records import Document
from otelevals.genai.values import as_text, count, identifier, names, one_of, text
from otelevals.otlp.anyvalue import Value

_INPUT, _OUTPUT = "traceloop.entity.input", "traceloop.entity.output"
_WHOLE = frozenset({Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})
_TYPES = {"chat": Kind.CHAT, "completion": Kind.COMPLETION, "embedding": Kind.EMBEDDINGS, "rerank": Kind.RERANK}
_SEARCHES = (
    *("db.vector.query.", "db.chroma.query.", "db.milvus.query.", "db.milvus.search.", "db.marqo.search."),
    *("pinecone.query.", "qdrant.search.", "qdrant.search_batch."),
)
"""What a search in a vector database says of itself; its other operations say other things."""
_RESULTS = ("db.query.result", "db.search.result")


def _request_type(evidence: Evidence) -> Value:
    """LiteLLM uses the same attribute, with other words in it."""
    return None if evidence.scope_name == "litellm" else evidence.attribute("llm.request.type")


def _search(evidence: Evidence) -> Value:
    return True if any(key.startswith(_SEARCHES) for key in evidence.span.attributes) else None


def _messages(role: str) -> Any:
    def read(value: Value) -> Messages:
        items = value if isinstance(value, list) else []
        found = [message_of(_message(item), role) for item in items if isinstance(item, dict)]
        if not found:
            raise Unreadable("holds no message")
        return tuple(found)

    return read


def _message(item: dict[str, Value]) -> dict[str, Value]:
    if "content" not in item and "user" in item:  # the prompt of a model that only completes text
        return {"role": "user", "content": item["user"]}
    parsed = arguments_of(item.get("content"))
    are_parts = isinstance(parsed, list) and all(isinstance(part, dict) and "type" in part for part in parsed)
    return {**item, "content": parsed} if parsed and are_parts else item


def _went_in(value: Value) -> Messages:
    if isinstance(value, dict) and "inputs" in value:
        value = value["inputs"]
    return request(value) if isinstance(value, dict | list) else (_text("user", value),)


def _came_out(value: Value) -> Messages:
    if isinstance(value, dict) and "outputs" in value:
        value = value["outputs"]
    return response(value) if isinstance(value, dict | list) else (_text("assistant", value),)


def _called_with(value: Value) -> Value:
    """What a tool was called with; what LangChain's callbacks know beside it is also in the conventions' attribute."""
    if isinstance(value, dict) and "input_str" in value:
        inputs = value.get("inputs")
        value = inputs if isinstance(inputs, dict) and inputs else value["input_str"]
    return call_arguments(value)


def _gave(value: Value) -> str:
    return call_result({"output": value["output"]} if isinstance(value, dict) and "output" in value else value)


def _text(role: str, value: Value) -> Message:
    if value in (None, "", "null"):
        raise Unreadable("is empty")
    return Message(role, (Text(as_text(value)),))


def _found(results: Iterable[Event]) -> tuple[Document, ...]:
    return documents([_document(result) for result in results])


def _document(result: Event) -> Value:
    said = {key.removeprefix(f"{result.name}."): value for key, value in result.attributes.items()}
    return {"metadata": said.get("entity"), **said}


DIALECT = Dialect(
    name="OpenLLMetry",
    markers=("traceloop.span.kind", _INPUT, _OUTPUT, "llm.request.type", "llm.request.functions.", *_SEARCHES),
    fields={
        "kind": (
            Source("llm.request.type", _request_type, one_of(_TYPES), ("llm.request.type",)),
            attribute("gen_ai.operation.name", one_of({"vector_db_retrieve": Kind.RETRIEVAL})),
            attribute(
                "traceloop.span.kind",
                one_of({"workflow": Kind.WORKFLOW, "agent": Kind.AGENT, "tool": Kind.TOOL}, Kind.OTHER),
            ),
            Source("db.vector.query.*", _search, lambda value: Kind.RETRIEVAL, _SEARCHES),
        ),
        "operation": attributes(("llm.request.type", "traceloop.span.kind"), text),
        "input_messages": (
            numbered("gen_ai.prompt", _messages("user")),
            only(_WHOLE, structure(_INPUT, _went_in)),
        ),
        "output_messages": (
            numbered("gen_ai.completion", _messages("assistant")),
            only(_WHOLE, structure(_OUTPUT, _came_out)),
        ),
        "tools": (flat("llm.request.functions", tools),),
        "tool_name": (only({Kind.TOOL}, attribute("traceloop.entity.name", text)),),
        "query": (
            only({Kind.RETRIEVAL}, structure(_INPUT, text, "query")),
            attribute("db.marqo.search.query", text),
        ),
        "documents": (
            events(_RESULTS, _found),
            only({Kind.RETRIEVAL}, structure(_OUTPUT, documents, "documents")),
        ),
        "tokens.total": (attribute("llm.usage.total_tokens", count),),
        "tokens.cache_read": (attribute("gen_ai.usage.cache_read_input_tokens", count),),
        "tokens.cache_write": (attribute("gen_ai.usage.cache_creation_input_tokens", count),),
        "tokens.reasoning": attributes(("gen_ai.usage.reasoning_tokens", "llm.usage.reasoning_tokens"), count),
        "said_finish_reasons": attributes(("llm.response.finish_reason", "llm.response.stop_reason"), names),
        "session": attributes(
            [
                f"traceloop.association.properties.{key}"
                for key in ("session_id", "thread_id", "conversation_id", "chat_id")
            ],
            identifier,
        ),
        "user": attributes(("gen_ai.user", "llm.user", "traceloop.association.properties.user_id"), identifier),
        "agent": (only({Kind.AGENT}, attribute("traceloop.entity.name", text)),),
        "prompt_name": (attribute("traceloop.prompt.key", identifier),),
        "prompt_version": attributes(("traceloop.prompt.version", "traceloop.prompt.version_name"), identifier),
    },
    corrections={
        "tool_arguments": (only({Kind.TOOL}, structure(_INPUT, _called_with)),),
        "tool_result": (only({Kind.TOOL}, structure(_OUTPUT, _gave)),),
    },
)
