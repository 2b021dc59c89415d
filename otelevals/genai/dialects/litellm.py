"""LiteLLM: its first integration of OpenTelemetry, and its second one with its presets."""

from otelevals.genai.evidence import Evidence, Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Messages
from otelevals.genai.places import attribute, attributes, inside, numbered, only
from otelevals.genai.providers import provider
from otelevals.genai.read_calls import python_literal
from otelevals.genai.read_messages import message_of, output_messages
from otelevals.genai.read_parts import tool_call
from otelevals.genai.read_records import tools
from otelevals.genai.values import count, identifier, one_of, text
from otelevals.otlp.anyvalue import Value

_MESSAGES = "gen_ai.output.messages"
_COMPLETIONS = "gen_ai.completion"
_USAGE = "metadata.usage_object"
_CALLS = b"gen_ai.completion.0.function_call."
"""Tool calls that the first integration leaves out of the messages, by the number of the call and not of the answer."""
_KINDS = {
    **dict.fromkeys(("completion", "acompletion", "responses", "aresponses", "anthropic_messages"), Kind.CHAT),
    **dict.fromkeys(("generate_content", "agenerate_content"), Kind.CHAT),
    **dict.fromkeys(("text_completion", "atext_completion"), Kind.COMPLETION),
    **dict.fromkeys(("embedding", "aembedding"), Kind.EMBEDDINGS),
    **dict.fromkeys(("rerank", "arerank"), Kind.RERANK),
    **dict.fromkeys(("vector_store_search", "avector_store_search"), Kind.RETRIEVAL),
    "call_mcp_tool": Kind.TOOL,
}


def _find_calls(evidence: Evidence) -> Value:
    if _CALLS not in evidence.span.raw:
        return None
    completions = evidence.flat(_COMPLETIONS)
    if not isinstance(completions, list):
        return None
    return {_MESSAGES: evidence.attribute(_MESSAGES), _COMPLETIONS: completions}


def _with_calls(value: dict[str, Value]) -> Messages:
    completions = value[_COMPLETIONS]
    items = [item for item in completions if isinstance(item, dict)] if isinstance(completions, list) else []
    calls = tuple([tool_call(call) for item in items if isinstance(call := item.get("function_call"), dict)])
    if not calls:
        raise Unreadable("holds no call")
    try:
        messages = output_messages(value[_MESSAGES])
    except Unreadable:
        said = [{key: item[key] for key in item if key != "function_call"} for item in items]
        messages = tuple([message_of(item, "assistant") for item in said if item])
    answer, *others = messages or (Message("assistant"),)
    return (Message(answer.role, answer.parts + calls, answer.finish_reason), *others)


def _usage(*path: str) -> Source:
    """Usage as Python shows it."""

    def find(evidence: Evidence) -> Value:
        shown = evidence.attribute(_USAGE)
        return inside(python_literal(shown), *path) if isinstance(shown, str) else None

    return Source(".".join([_USAGE, *path]), find, count, (_USAGE,))


def _provider_of_model(value: Value) -> str:
    """`openai/gpt-4o`, which is there where the provider itself is empty."""
    name, separator, _ = text(value).partition("/")
    if not separator:
        raise Unreadable("names no provider")
    return provider(name)


DIALECT = Dialect(
    name="LiteLLM",
    markers=("litellm.call_id", "litellm.call_type"),
    fields={
        "kind": tuple(
            [
                attribute(key, one_of(_KINDS))
                for key in ("litellm.call_type", "llm.request.type", "gen_ai.operation.name")
            ]
        ),
        "provider": (attribute("litellm.provider.model", _provider_of_model),),
        "tools": (only(set(Kind) - {Kind.TOOL}, numbered("gen_ai.tool", tools)),),
        "tokens.cache_read": (_usage("prompt_tokens_details", "cached_tokens"),),
        "tokens.cache_write": (_usage("prompt_tokens_details", "cache_creation_tokens"),),
        "tokens.reasoning": (_usage("completion_tokens_details", "reasoning_tokens"),),
        "user": attributes(
            (
                *("llm.user", "litellm.end_user.id", "metadata.user_api_key_end_user_id"),
                *("metadata.user_api_key_user_id", "metadata.user_api_key_user_email"),
            ),
            identifier,
        ),
        "error": attributes(("error.message", "litellm.provider.error.code"), text),
    },
    corrections={
        "output_messages": (Source(f"{_MESSAGES} + {_COMPLETIONS}.*", _find_calls, _with_calls, (f"{_COMPLETIONS}.",)),)
    },
)
