"""OpenInference, which Phoenix and Arize understand."""

from typing import Any

from otelevals.genai.evidence import Unreadable
from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.messages import Messages
from otelevals.genai.places import attribute, attributes, flat, only, structure
from otelevals.genai.read_messages import messages_of
from otelevals.genai.read_parts import arguments_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.read_records import documents, evaluations, tools
from otelevals.genai.values import count, first, identifier, names, number, one_of, string, text, text_or_json
from otelevals.otlp.anyvalue import Value

_CALLS = frozenset({*LLM, Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})


def _messages(value: Value, role: str) -> Messages:
    items = value if isinstance(value, list) else [value]
    found = messages_of([_message(item) for item in items if isinstance(item, dict)], role)
    if not found:
        raise Unreadable("holds no message")
    return found


def _message(item: dict[str, Any]) -> dict[str, Any]:
    message = item.get("message", item)
    if not isinstance(message, dict):
        return {}
    contents = [_content(each) for each in message.get("contents") or () if isinstance(each, dict)]
    calls = [first(each, "tool_call") for each in message.get("tool_calls") or () if isinstance(each, dict)]
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
        found = [first(item.get(step, item), key) for item in value if isinstance(item, dict)]
        role = "user" if step == "prompt" else "assistant"
        return messages_of([each for each in found if isinstance(each, str)], role)

    return read


def _documents(value: Value) -> Any:
    return documents(value if isinstance(value, list) else [value])


def _annotations(value: Value) -> Any:
    found = [first(item, "annotation", "evaluation") for item in value if isinstance(item, dict)]
    return evaluations({**item, "by": item.get("annotator_kind")} for item in found if isinstance(item, dict))


DIALECT = Dialect(
    name="OpenInference",
    markers=("openinference.span.kind", "llm.", "retrieval.documents.", "embedding.model_name", "reranker."),
    fields={
        "kind": (
            attribute(
                "openinference.span.kind",
                one_of(
                    {
                        "llm": Kind.CHAT,
                        "embedding": Kind.EMBEDDINGS,
                        "chain": Kind.WORKFLOW,
                        "retriever": Kind.RETRIEVAL,
                        "reranker": Kind.RERANK,
                        "tool": Kind.TOOL,
                        "agent": Kind.AGENT,
                        "evaluator": Kind.EVALUATOR,
                    },
                    Kind.OTHER,
                ),
            ),
        ),
        "operation": (attribute("openinference.span.kind", text),),
        "provider": attributes(("llm.provider", "llm.system"), text),
        "request_model": attributes(
            ("llm.request.model_name", "llm.model_name", "embedding.model_name", "reranker.model_name"), text
        ),
        "response_model": (attribute("llm.response.model_name", text),),
        "input_messages": (
            flat("llm.input_messages", lambda value: _messages(value, "user")),
            flat("llm.prompts", _texts("prompt", "text")),
            only(_CALLS, structure("input.value", request)),
        ),
        "output_messages": (
            flat("llm.output_messages", lambda value: _messages(value, "assistant")),
            flat("llm.choices", _texts("completion", "text")),
            only(_CALLS, structure("output.value", response)),
        ),
        "tools": (flat("llm.tools", tools),),
        "tool_name": (attribute("tool.name", text),),
        "tool_call_id": attributes(("tool.id", "tool_call.id"), text),
        "tool_arguments": (
            only({Kind.TOOL}, attribute("input.value", arguments_of)),
            attribute("tool.parameters", arguments_of),
        ),
        "tool_result": (only({Kind.TOOL}, attribute("output.value", text_or_json)),),
        "query": (
            attribute("reranker.query", text),
            only({Kind.RETRIEVAL}, attribute("input.value", text_or_json)),
            only({Kind.EMBEDDINGS}, attribute("input.value", text_or_json)),
        ),
        "documents": (
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
        "session": (attribute("session.id", identifier),),
        "user": (attribute("user.id", identifier),),
        "agent": (attribute("agent.name", text),),
        "prompt_name": (attribute("prompt.id", identifier),),
        "prompt_version": (attribute("llm.prompt_template.version", identifier),),
        "evaluations": (flat("annotations", _annotations), flat("evaluations", _annotations)),
    },
)
