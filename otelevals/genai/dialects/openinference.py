"""OpenInference, which Phoenix and Arize understand: messages, tools and documents are flattened into attributes, and
the raw input and output of each call are beside them.

`llm.model_name` is the model that answered wherever the instrumentation saw an answer; what was asked for is then in
the invocation parameters.
"""

from typing import Any

from otelevals.genai.evidence import Evidence, Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kind_words import KIND_WORDS
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.messages import Messages
from otelevals.genai.places import attribute, attributes, flat, inside, only, structure
from otelevals.genai.providers import provider
from otelevals.genai.read_calls import call_arguments, call_id, call_result, query
from otelevals.genai.read_messages import messages_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.read_records import documents, evaluations, tools
from otelevals.genai.values import count, first, identifier, names, number, one_of, string, text
from otelevals.otlp.anyvalue import Value

_KIND = "openinference.span.kind"
_PARAMETERS = "llm.invocation_parameters"
_REDACTED = "__REDACTED__"
_CALLS = frozenset({*LLM, Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})
_SEARCHES = frozenset({Kind.RETRIEVAL, Kind.RERANK, Kind.EMBEDDINGS})
_OF_A_CALL = (b"llm.input_messages.", b"llm.output_messages.", b"llm.token_count.", b"llm.finish_reason")
_KINDS = {**KIND_WORDS, "llm.prompts": Kind.COMPLETION, "llm around another": Kind.WORKFLOW}
_FORMS = {"json_schema": "json", "json_object": "json", "text": "text"}


def _kind(evidence: Evidence) -> Value:
    """What the span says. LlamaIndex also says LLM of its own steps before and around a call of the model."""
    said = evidence.attribute(_KIND)
    if said != "LLM" or any(map(evidence.span.raw.__contains__, _OF_A_CALL)):
        return said
    if b"llm.prompts." in evidence.span.raw:
        return "llm.prompts"
    return "llm around another" if evidence.scope_name.endswith(".llama_index") else said


def _served(evidence: Evidence) -> Value:
    """`llm.model_name` where the parameters show that it is not what was asked for."""
    model, asked = evidence.attribute("llm.model_name"), inside(evidence.structure(_PARAMETERS), "model")
    return model if asked is not None and asked != model else None


def _messages(value: Value, role: str) -> Messages:
    found = messages_of([_message(item) for item in _dicts(value)], role)
    if not found:
        raise Unreadable("holds no message")
    return found


def _answer(value: Value) -> Messages:
    found = _messages(value, "assistant")
    if not any(message.parts for message in found):
        raise Unreadable("holds an empty message")
    return found


def _raw_answer(value: Value) -> Messages:
    """An answer as the model's API gave it, which has refusals that flattened messages leave out."""
    if not isinstance(value, dict):
        raise Unreadable("is no answer of an API")
    return response(value)


def _dicts(value: Value) -> list[dict[str, Any]]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _message(item: dict[str, Any]) -> dict[str, Any]:
    message = item.get("message", item)
    if not isinstance(message, dict):
        return {}
    contents = [_content(each) for each in _dicts(message.get("contents"))]
    calls = [first(each, "tool_call") for each in _dicts(message.get("tool_calls"))]
    if _REDACTED in (message.get("content"), *[each.get("text") for each in contents]):
        raise Unreadable("is redacted")
    name = string(message.get("function_call_name"))
    if name:
        calls.append({"name": name, "arguments": message.get("function_call_arguments_json")})
    return {
        "role": message.get("role"),
        "content": contents or message.get("content"),
        "tool_calls": [call for call in calls if isinstance(call, dict)],
        "tool_call_id": message.get("tool_call_id"),
        "name": message.get("name"),
    }


def _content(item: dict[str, Any]) -> dict[str, Any]:
    if isinstance(call := item.get("tool_call"), dict):
        return {"type": "tool_call", **call}
    content = first(item, "message_content", "content")
    if not isinstance(content, dict):
        return item
    image = content.get("image")
    inner = image.get("image", image) if isinstance(image, dict) else None
    return {**content, **({"image": inner} if isinstance(inner, dict) else {})}


def _texts(step: str, key: str) -> Any:
    """Prompts and completions of models that only complete text."""

    def read(value: Value) -> Messages:
        found = [inside(item.get(step, item), key) for item in _dicts(value)]
        role = "user" if step == "prompt" else "assistant"
        return messages_of([each for each in found if isinstance(each, str)], role)

    return read


def _documents(value: Value) -> Any:
    return documents(value if isinstance(value, list) else [value])


def _embedded(value: Value) -> str:
    return query([inside(item, "embedding", "text") for item in _dicts(value)])


def _annotations(value: Value) -> Any:
    found = [first(item, "annotation", "evaluation") for item in _dicts(value)]
    return evaluations({**item, "by": item.get("annotator_kind")} for item in found if isinstance(item, dict))


DIALECT = Dialect(
    name="OpenInference",
    markers=("openinference.span.kind", "llm.", "retrieval.documents.", "embedding.model_name", "reranker."),
    fields={
        "kind": (Source(_KIND, _kind, one_of(_KINDS, Kind.OTHER), (_KIND,)),),
        "operation": (attribute(_KIND, text),),
        "provider": attributes(("llm.provider", "llm.system"), provider),
        "request_model": (
            attribute("llm.request.model_name", text),
            structure(_PARAMETERS, text, "model"),
            *attributes(("llm.model_name", "embedding.model_name", "reranker.model_name"), text),
        ),
        "response_model": (
            attribute("llm.response.model_name", text),
            Source("llm.model_name", _served, text, ("llm.model_name",)),
        ),
        "response_id": (only(LLM, structure("output.value", text, "id")),),
        "input_messages": (
            flat("llm.input_messages", lambda value: _messages(value, "user")),
            flat("llm.prompts", _texts("prompt", "text")),
            only(_CALLS, structure("input.value", request)),
        ),
        "output_messages": (
            flat("llm.output_messages", _answer),
            only(LLM, structure("output.value", _raw_answer)),
            flat("llm.output_messages", lambda value: _messages(value, "assistant")),
            flat("llm.choices", _texts("completion", "text")),
            only(_CALLS, structure("output.value", response)),
        ),
        "tools": (flat("llm.tools", tools),),
        "tool_name": (attribute("tool.name", text),),
        "tool_call_id": (
            *attributes(("tool.id", "tool_call.id"), text),
            only({Kind.TOOL}, structure("output.value", call_id)),
        ),
        "tool_arguments": (only({Kind.TOOL}, attribute("input.value", call_arguments)),),
        "tool_result": (only({Kind.TOOL}, attribute("output.value", call_result)),),
        "query": (
            attribute("reranker.query", text),
            only(_SEARCHES, attribute("input.value", query)),
            flat("embedding.embeddings", _embedded),
        ),
        "documents": (
            only({Kind.RETRIEVAL}, structure("output.value", documents, "documents")),
            flat("reranker.output_documents", _documents),
            flat("retrieval.documents", _documents),
        ),
        "tokens.input": (attribute("llm.token_count.prompt", count),),
        "tokens.output": (attribute("llm.token_count.completion", count),),
        "tokens.total": (attribute("llm.token_count.total", count),),
        "tokens.cache_read": attributes(
            ("llm.token_count.prompt_details.cache_read", "llm.token_count.prompt_details.cache_input"), count
        ),
        "tokens.cache_write": (attribute("llm.token_count.prompt_details.cache_write", count),),
        "tokens.reasoning": (attribute("llm.token_count.completion_details.reasoning", count),),
        "time_to_first_token": (attribute("llm.latency.time_to_first_token", number),),
        "said_finish_reasons": (attribute("llm.finish_reason", names),),
        "output_type": (structure(_PARAMETERS, one_of(_FORMS), "response_format", "type"),),
        "session": (attribute("session.id", identifier),),
        "user": (attribute("user.id", identifier),),
        "agent": (attribute("agent.name", text),),
        "prompt_name": (attribute("prompt.id", identifier),),
        "prompt_version": (attribute("llm.prompt_template.version", identifier),),
        "evaluations": (flat("annotations", _annotations), flat("evaluations", _annotations)),
    },
)
