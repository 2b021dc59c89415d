"""The Vercel AI SDK's own `ai.*` attributes; from 7 on it writes the conventions and keeps some of these beside them.

Two spans tell of one call: `ai.generateText` is what the application asked for, with all steps and tools, and is an
agent here, as the SDK itself calls it from 7 on; inside it each `.doGenerate` is one call of the model, a chat. Both
carry the text. Spans of embeddings and of reranking nest in the same way, and both are of that kind.
"""

from collections.abc import Callable
from typing import Any

from otelevals.genai.evidence import Evidence, Unreadable, parse
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Messages, Part, Reasoning, Text
from otelevals.genai.places import attribute, attributes, event, structure, together
from otelevals.genai.providers import provider
from otelevals.genai.read_calls import call_arguments, query
from otelevals.genai.read_messages import input_messages
from otelevals.genai.read_parts import arguments_of, part_of, tool_call
from otelevals.genai.read_payloads import request, system_of
from otelevals.genai.read_records import documents, tools
from otelevals.genai.records import Document
from otelevals.genai.values import as_text, count, identifier, names, number, one_of, scaled, string, text, text_or_json
from otelevals.otlp.anyvalue import Value

_SESSIONS = ("sessionId", "session_id", "threadId", "thread_id", "conversationId", "conversation_id", "chatId")
_USERS = ("userId", "user_id")
_ABOUT = ("ai.telemetry.metadata.", "ai.settings.context.")
_NO_TEXT = "ai.usage.outputTokenDetails.textTokens"

_KINDS = {
    **{f"ai.{name}": Kind.AGENT for name in ("generatetext", "streamtext", "generateobject", "streamobject")},
    **{f"ai.{name}.dogenerate": Kind.CHAT for name in ("generatetext", "generateobject")},
    **{f"ai.{name}.dostream": Kind.CHAT for name in ("streamtext", "streamobject")},
    **dict.fromkeys(("ai.embed", "ai.embed.doembed", "ai.embedmany", "ai.embedmany.doembed"), Kind.EMBEDDINGS),
    **dict.fromkeys(("ai.rerank", "ai.rerank.dorerank"), Kind.RERANK),
    "ai.toolcall": Kind.TOOL,
}


def _named_kind(value: Value) -> Kind:
    """Before 3.3 the kind is only in `operation.name`, which an application's own name for the call follows."""
    name = string(value).partition(" ")[0]
    if not name.startswith("ai."):
        raise Unreadable("is no operation of the AI SDK")
    return _KINDS.get(name.lower(), Kind.OTHER)


def _answer(prefix: str) -> Source:
    """One answer in several attributes. They are taken as they are: its text may look like JSON and be none."""
    keys = tuple([f"{prefix}.{name}" for name in ("reasoning", "text", "object", "toolCalls", "files")])

    def find(evidence: Evidence) -> Value:
        found = {key.rpartition(".")[2]: evidence.attribute(key) for key in keys}
        found = {key: value for key, value in found.items() if value is not None}
        if not found and evidence.attribute(_NO_TEXT) == 0:
            return {"text": ""}
        return found or None

    return Source(" + ".join(keys), find, _read_answer, (*keys, _NO_TEXT))


def _read_answer(found: dict[str, Value]) -> Messages:
    parts: list[Part] = []
    if thought := string(found.get("reasoning")):
        parts.append(Reasoning(thought))
    said = [each for key in ("text", "object") if (each := found.get(key)) not in (None, "")]
    parts += [Text(as_text(each)) for each in said[:1]]
    parts += _items(found.get("toolCalls"), tool_call)
    parts += _items(found.get("files"), lambda item: part_of({"type": "file", **item}))
    return (Message("assistant", tuple(parts)),)


def _items(value: Value, read: Callable[[dict[str, Any]], Part]) -> list[Part]:
    items = arguments_of(value)
    return [read(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _prompt(value: Value) -> Messages:
    """What the application gave: `messages`, or a `prompt` that is a text or messages; perhaps JSON in JSON."""
    found = parse(value) if isinstance(value, str) else value
    if isinstance(found, dict):
        given = [each for key in ("messages", "prompt") if (each := arguments_of(found.get(key)))]
        if given and isinstance(given[0], str | list):
            return input_messages(given[0])
    return request(found)


def _ranking(found: dict[str, Value]) -> tuple[Document, ...]:
    """Documents in the order of the ranking, which knows them by their index."""
    written, ranked = found.get("ai.documents"), found.get("ai.ranking")
    given = documents([arguments_of(each) for each in written] if isinstance(written, list) else written)
    if not isinstance(ranked, list):
        return given
    ordered: list[Document] = []
    for item in map(arguments_of, ranked):
        if isinstance(item, dict) and isinstance(index := item.get("index"), int) and 0 <= index < len(given):
            score = item.get("relevanceScore")
            ordered.append(Document(given[index].text, str(index), score if isinstance(score, float | int) else None))
    if not ordered:
        raise Unreadable("ranks no document")
    return tuple(ordered)


def _about(names: tuple[str, ...]) -> tuple[Source, ...]:
    """What the application said about a call, under names that are its own."""
    return attributes([prefix + name for prefix in _ABOUT for name in names], identifier)


_PROMPT_OF_LANGFUSE = "ai.telemetry.metadata.langfusePrompt"
_META = ("ai.response.providerMetadata", count, "openai")

DIALECT = Dialect(
    name="Vercel AI SDK",
    markers=(
        *("ai.operationId", "ai.model.", "ai.prompt", "ai.prompt.", "ai.response.", "ai.result.", "ai.usage."),
        *("ai.toolCall.", "ai.telemetry.", "ai.settings."),
    ),
    fields={
        "kind": (
            attribute("ai.operationId", one_of(_KINDS, Kind.OTHER)),
            attribute("operation.name", _named_kind),
        ),
        "operation": (attribute("ai.operationId", text),),
        "provider": (attribute("ai.model.provider", provider),),
        "request_model": (attribute("ai.model.id", text),),
        "response_model": (attribute("ai.response.model", text),),
        "response_id": (attribute("ai.response.id", text),),
        "system_instructions": (structure("ai.prompt", system_of),),
        "input_messages": (attribute("ai.prompt.messages", input_messages), structure("ai.prompt", _prompt)),
        "output_messages": (_answer("ai.response"), _answer("ai.result")),
        "tools": (structure("ai.prompt.tools", tools),),
        "tool_name": (attribute("ai.toolCall.name", text),),
        "tool_call_id": (attribute("ai.toolCall.id", text),),
        "tool_arguments": (attribute("ai.toolCall.args", call_arguments),),
        "tool_result": (attribute("ai.toolCall.result", text_or_json),),
        "query": attributes(("ai.value", "ai.values"), query),
        "documents": (together(("ai.documents", "ai.ranking"), _ranking),),
        "tokens.input": attributes(("ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"), count),
        "tokens.output": attributes(("ai.usage.outputTokens", "ai.usage.completionTokens"), count),
        "tokens.total": (attribute("ai.usage.totalTokens", count),),
        "tokens.cache_read": (
            *attributes(("ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens"), count),
            structure(*_META, "cachedPromptTokens"),
        ),
        "tokens.cache_write": (attribute("ai.usage.inputTokenDetails.cacheWriteTokens", count),),
        "tokens.reasoning": (
            *attributes(("ai.usage.outputTokenDetails.reasoningTokens", "ai.usage.reasoningTokens"), count),
            structure(*_META, "reasoningTokens"),
        ),
        "time_to_first_token": (
            attribute("gen_ai.client.operation.time_to_first_chunk", number),
            *attributes(("ai.response.msToFirstChunk", "ai.stream.msToFirstChunk"), scaled(0.001)),
            event("ai.stream.firstChunk", "ai.response.msToFirstChunk", scaled(0.001)),
        ),
        "said_finish_reasons": attributes(("ai.response.finishReason", "ai.finishReason"), names),
        "output_type": (
            attribute("ai.settings.output", one_of(dict.fromkeys(("object", "array", "enum", "no-schema"), "json"))),
        ),
        "session": _about(_SESSIONS),
        "user": _about(_USERS),
        "agent": (attribute("ai.telemetry.functionId", text),),
        "prompt_name": (structure(_PROMPT_OF_LANGFUSE, text, "name"),),
        "prompt_version": (structure(_PROMPT_OF_LANGFUSE, identifier, "version"),),
    },
)
