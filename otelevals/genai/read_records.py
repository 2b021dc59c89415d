"""Reads tools, documents and verdicts out of the shapes in which instrumentations write them."""

from collections.abc import Iterable
from typing import Any

from otelevals.genai.evidence import Event, Unreadable
from otelevals.genai.read_parts import arguments_of, plain
from otelevals.genai.records import Document, Evaluation, Tool
from otelevals.genai.values import as_text, first, from_json, number, string
from otelevals.otlp.anyvalue import Value

_BY = {"human": "human", "llm": "llm", "llm_judge": "llm", "code": "code", "end_user": "human", "builder": "human"}
_DECLARATIONS = ("functionDeclarations", "function_declarations", "function_tools")


def tools(value: Value) -> tuple[Tool, ...]:
    """Tools that were offered: OpenAI's, Anthropic's and Gemini's definitions, as objects or as JSON, or just names."""
    found = tuple([tool for item in _items(value) for each in _declared(item) if (tool := _tool(each)).name])
    if not found:
        raise Unreadable("names no tool")
    return found


def _declared(item: Value) -> list[Value]:
    inner = first(item, *_DECLARATIONS) if isinstance(item, dict) else None
    return inner if isinstance(inner, list) else [item]


def _tool(item: Value) -> Tool:
    item = arguments_of(item)
    if isinstance(item, str):
        return Tool(item)
    if not isinstance(item, dict):
        return Tool("")
    for key in ("tool", "function", "toolSpec", "json_schema", "data"):
        inner = arguments_of(item.get(key))
        if isinstance(inner, dict):
            return _tool(inner)
    schema = arguments_of(first(item, "parameters", "input_schema", "inputSchema", "parameters_json_schema"))
    if isinstance(schema, dict) and schema.keys() == {"json"}:
        schema = schema["json"]  # Bedrock
    return Tool(string(first(item, "name", "title")), string(item.get("description")), schema)


def documents(value: Value) -> tuple[Document, ...]:
    """Documents that were found, most relevant first, as they were written."""
    found = from_json(value)
    if isinstance(found, dict):
        inner = first(found, "documents", "results", "nodes", "context")
        found = inner if isinstance(inner, list) else inner or [found]
    items = _items(found)
    read = tuple([_document(item) for item in items if isinstance(item, dict | str)])
    if items and not read:
        raise Unreadable("holds no document")
    return read


def _document(item: Value) -> Document:
    if isinstance(item, str):
        return Document(item)
    outer, score = item, first(item, "score", "similarity", "relevance_score")
    for key in ("document", "node", "kwargs"):
        inner = item.get(key)
        if isinstance(inner, dict):
            item = inner
            break
    content = first(item, "content", "text", "page_content", "pageContent", "document")
    id_ = first(outer, "id", "id_", "document_id", "node_id") if outer is item else first(item, "id", "id_")
    if score is None:
        score = item.get("score")
    return Document(
        "" if content is None else as_text(plain(content)),
        "" if not isinstance(id_, str | int) else str(id_),
        _score(score),
        arguments_of(first(item, "metadata", "meta")),
    )


def _score(value: Value) -> float | None:
    try:
        return None if value is None else float(number(value))
    except Unreadable:
        return None


def evaluations(items: Iterable[Any]) -> tuple[Evaluation, ...]:
    """Verdicts, from mappings with a name and a score, a label or an explanation."""
    found = tuple([made for item in items if isinstance(item, dict) and (made := _evaluation(item)).name])
    if not found:
        raise Unreadable("names no evaluation")
    return found


def _evaluation(item: dict[str, Value]) -> Evaluation:
    return Evaluation(
        string(item.get("name")),
        _score(item.get("score")),
        string(item.get("label")),
        string(item.get("explanation")),
        _BY.get(string(item.get("by")).lower(), ""),
    )


def evaluation_events(events: Iterable[Event]) -> tuple[Evaluation, ...]:
    """Verdicts as the conventions' events say them."""
    return evaluations(map(evaluation_attributes, (event.attributes for event in events)))


def evaluation_attributes(attributes: dict[str, Value]) -> dict[str, Value]:
    prefix = "gen_ai.evaluation."
    return {
        "name": attributes.get(prefix + "name"),
        "score": attributes.get(prefix + "score.value"),
        "label": attributes.get(prefix + "score.label"),
        "explanation": attributes.get(prefix + "explanation"),
        "by": first(attributes, prefix + "evaluator.type", "microsoft.human_evaluation.source"),
    }


def _items(value: Value) -> list[Value]:
    parsed = from_json(value)
    return parsed if isinstance(parsed, list) else [parsed]
