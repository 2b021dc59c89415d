"""Reads what functions were called with and what they gave: tools, retrievers and embedders that were wrapped whole."""

from ast import literal_eval

import orjson

from otelevals.genai.evidence import Unreadable
from otelevals.genai.messages import ToolResult
from otelevals.genai.read_messages import message_of
from otelevals.genai.read_parts import arguments_of
from otelevals.genai.values import first, from_json, string, text, text_or_json
from otelevals.otlp.anyvalue import Value

_QUERY_KEYS = ("query", "query_str", "question", "search_query", "input", "inputs", "text", "texts", "prompt", "q")
_QUERY_WRAPPERS = ("query_bundle", "kwargs", "args")
_SIGNATURE = {"args", "kwargs"}
_LONGEST_LITERAL = 20_000
_DEEPEST = 4


def call_arguments(value: Value) -> Value:
    """What a tool was called with, without the `args` and `kwargs` that some put around it."""
    if value is None:
        raise Unreadable("is empty")
    found = python_literal(text(value)) if isinstance(value, str) else value
    if isinstance(found, dict) and len(found) == 1 and isinstance(said := found.get("input"), str):
        inner = python_literal(said)
        found = inner if isinstance(inner, dict) else found
    if isinstance(found, dict) and found and found.keys() <= _SIGNATURE:
        args, kwargs = found.get("args"), found.get("kwargs")
        if not args:
            return kwargs
        if not kwargs:
            return args[0] if isinstance(args, list) and len(args) == 1 else args
    return found


def python_literal(written: str) -> Value:
    """JSON, or what Python shows of a mapping of plain values; else the text."""
    if not written.startswith(("{'", "[{'")) or len(written) > _LONGEST_LITERAL:
        return arguments_of(written)
    try:
        value: Value = literal_eval(written)
        orjson.dumps(value)  # which refuses what JSON could not have held
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return written
    return value


def call_result(value: Value) -> str:
    """What a tool gave, as text: out of the message that LangChain makes of it, or of LlamaIndex's output."""
    found = arguments_of(value)
    if isinstance(found, dict):
        if string(found.get("type")) in ("tool", "constructor"):
            parts = message_of(found, "tool").parts
            results = [part.result for part in parts if isinstance(part, ToolResult) and part.result is not None]
            return text_or_json(results[0] if results else value)
        if "raw_output" in found:
            return text_or_json(found["raw_output"])
        if found.keys() == {"output"}:
            inner = found["output"]
            return call_result(inner) if isinstance(inner, dict) else text_or_json(inner)
    return text_or_json(value)


def call_id(value: Value) -> str:
    """Which call of the model a tool's message answers."""
    found = from_json(value)
    if isinstance(found, dict):
        for part in message_of(found, "tool").parts:
            if isinstance(part, ToolResult) and part.id:
                return part.id
    raise Unreadable("names no call")


def query(value: Value) -> str:
    """What was searched for or embedded: a text, several as lines, or the argument of a call that has it."""
    if value is None:
        raise Unreadable("is empty")
    found = _query(arguments_of(text(value) if isinstance(value, str) else value), 0)
    return text_or_json(value) if found is None else found


def _query(value: Value, depth: int) -> str | None:
    if isinstance(value, str):
        return text_or_json(value)
    if isinstance(value, list) and value:
        texts = [item for item in map(arguments_of, value) if isinstance(item, str)]
        return "\n".join(texts) if len(texts) == len(value) else None
    if isinstance(value, dict) and depth < _DEEPEST:
        for key in _QUERY_WRAPPERS:
            if (inner := arguments_of(value.get(key))) and (found := _query(inner, depth + 1)):
                return found
        said = first(value, *_QUERY_KEYS)
        if said is None and len(value) == 1:
            said = next(iter(value.values()))
        return None if said is None else _query(said, depth + 1)
    return None
