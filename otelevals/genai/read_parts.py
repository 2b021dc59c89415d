"""Reads the parts of messages: of the OpenTelemetry conventions, OpenAI, Anthropic, Bedrock, Gemini, the Vercel AI SDK,
PydanticAI, LangChain, LlamaIndex, Genkit and Haystack, which mostly can be told apart by the names of their keys."""

from collections.abc import Callable, Iterator

from otelevals.genai.evidence import Unreadable, parse
from otelevals.genai.messages import Media, Other, Part, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.values import as_text, first, string, text_or_json
from otelevals.otlp.anyvalue import Value

Item = dict[str, Value]


def parts_of(content: Value) -> Iterator[Part]:
    """The parts that a content stands for: a text, a part, or a list of both."""
    if isinstance(content, str):
        yield Text(content)
    elif isinstance(content, list):
        for item in content:
            yield from parts_of(item)
    elif isinstance(content, dict):
        yield part_of(content)


def part_of(item: Item) -> Part:
    if item.get("type") == "text" and isinstance(text := item.get("content"), str):
        return Text(text)  # as the conventions say it: most are, and are read before anything is tried
    for key, inner in item.items():
        if isinstance(inner, dict) and (read := _BY_KEY.get(key)):
            return read(inner)
    kind = string(first(item, "type", "block_type", "part_kind", "kind")).lower().replace("_", "-")
    return _BY_TYPE.get(kind, _other)(item)


def tool_call(item: Item) -> ToolCall:
    function = item.get("function")
    inner = function if isinstance(function, dict) else item
    arguments = first(inner, "arguments", "input", "args", "tool_kwargs", "parameters")
    name = string(first(inner, "name", "toolName", "tool_name"))
    id_ = string(first(item, "call_id", "id", "toolCallId", "tool_call_id", "toolUseId", "tool_id", "ref"))
    return ToolCall(name, arguments_of(arguments), id_)


def arguments_of(value: Value) -> Value:
    """An object where they are one or its JSON; else what was there."""
    if isinstance(value, str):
        try:
            return parse(value)
        except Unreadable:
            return value
    return value


def tool_result(item: Item) -> ToolResult:
    result = first(item, "response", "result", "output", "content")
    if isinstance(result, dict) and "value" in result and result.get("type") in _VERCEL_RESULTS:
        result = result["value"]
    origin = item.get("origin")  # Haystack: the call that it answers
    said = {**origin, **item} if isinstance(origin, dict) else item
    id_ = string(first(said, "call_id", "id", "tool_call_id", "tool_use_id", "toolCallId", "toolUseId", "ref"))
    return ToolResult(plain(result), id_, string(first(said, "name", "toolName", "tool_name")))


def result_of(value: Value) -> str:
    """What a tool gave, as text: blocks of text, as Bedrock and MCP have them, are the text that they hold."""
    found = arguments_of(value)
    blocks = found.get("content") if isinstance(found, dict) else found
    if isinstance(blocks, list) and blocks and all(isinstance(block, dict) and _is_text(block) for block in blocks):
        return "".join([as_text(block["text"]) for block in blocks])
    return text_or_json(value)


def _is_text(block: Item) -> bool:
    return "text" in block and block.keys() <= {"type", "text", "annotations"}


def plain(content: Value) -> Value:
    """A content that is nothing but texts as one text."""
    if isinstance(content, list) and content:
        parts = list(parts_of(content))
        if all(isinstance(part, Text) for part in parts):
            return "".join([part.text for part in parts if isinstance(part, Text)])
    return content


def _text(item: Item) -> Text:
    found = first(item, "content", "text", "refusal", "value")
    if isinstance(found, dict):
        inner = first(found, "text", "value")
        found = found if inner is None else inner
    return Text("" if found is None else as_text(found))


def _untyped(item: Item) -> Part:
    if item.get("thought") is True or isinstance(item.get("reasoning"), str):
        return _reasoning(item)
    if "text" in item or "content" in item:
        return _text(item)
    if "name" in item and ("arguments" in item or "args" in item or "input" in item):
        return tool_call(item)
    return Other("")


def _reasoning(item: Item) -> Reasoning:
    found = first(item, "content", "thinking", "text", "reasoning", "reasoning_text", "summary")
    texts = [part.text for part in parts_of(found) if isinstance(part, Text)]
    return Reasoning("\n".join(texts))


def _bedrock_reasoning(item: Item) -> Reasoning:
    inner = item.get("reasoningText")
    return _reasoning(inner if isinstance(inner, dict) else item if inner is None else {"text": inner})


def _media(item: Item) -> Media:
    kind = string(first(item, "modality", "type", "block_type", "kind")).replace("_", "-")
    inner = next((value for key in _MEDIA_KEYS if isinstance(value := item.get(key), dict)), item)
    reference = string(first(inner, "uri", "url", "file_id", "file_uri", "fileUri", "image_url"))
    if not reference:
        said = (string(item.get(key)) for key in ("image", "data"))
        reference = next((each for each in said if each.startswith(_REMOTE)), "")
    mime_type = string(first({**item, **inner}, *_MIME_TYPES))
    modality = _MODALITIES.get(kind.removesuffix("-url"), "") or mime_type.partition("/")[0] or kind
    return Media(modality, mime_type, "" if reference.startswith("data:") else reference)


def _other(item: Item) -> Other:
    return Other(string(first(item, "type", "block_type", "part_kind")))


_VERCEL_RESULTS = ("text", "json", "content", "error-text", "error-json")
_REMOTE = ("https://", "http://")
_MEDIA_KEYS = ("image_url", "input_audio", "file", "source", "image", "inlineData", "inline_data", "fileData")
_MIME_TYPES = ("mime_type", "media_type", "mediaType", "mimeType", "image_mimetype", "contentType")
_MODALITIES = {
    **{name: name for name in ("image", "audio", "video", "document")},
    "input-image": "image",
    "input-audio": "audio",
    "input-file": "document",
}
_BY_KEY: dict[str, Callable[[Item], Part]] = {
    "toolUse": tool_call,
    "toolResult": tool_result,
    "functionCall": tool_call,
    "function_call": tool_call,
    "functionResponse": tool_result,
    "function_response": tool_result,
    "toolRequest": tool_call,
    "toolResponse": tool_result,
    "tool_call": tool_call,
    "tool_call_result": tool_result,
    "reasoning": _reasoning,
    "reasoningContent": _bedrock_reasoning,
    "inlineData": _media,
    "inline_data": _media,
    "fileData": _media,
    "file_data": _media,
    "media": _media,
}
_BY_TYPE: dict[str, Callable[[Item], Part]] = {
    "": _untyped,
    **dict.fromkeys(("text", "input-text", "output-text", "refusal", "system-prompt", "user-prompt"), _text),
    **dict.fromkeys(("reasoning", "thinking"), _reasoning),
    **dict.fromkeys(("tool-call", "tool-use", "function", "function-call", "server-tool-call"), tool_call),
    **dict.fromkeys(
        ("tool-call-response", "tool-result", "function-call-output", "tool-return", "server-tool-call-response"),
        tool_result,
    ),
    **dict.fromkeys(("blob", "uri", "file", "binary", "image", "audio", "video", "document"), _media),
    **dict.fromkeys(("image-url", "audio-url", "video-url", "document-url"), _media),
    **dict.fromkeys(("input-image", "input-audio", "input-file"), _media),
}
