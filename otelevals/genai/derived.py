"""Fields that follow from other fields: the texts of an exchange, its tool calls, the model that matters."""

from collections.abc import Callable
from functools import partial

from otelevals.genai.fields import Absent, Field, Fields, Found
from otelevals.genai.messages import Message, ToolResult
from otelevals.genai.usage import Usage, usage
from otelevals.genai.values import as_text


def _output(fields: Fields) -> Field:
    messages = fields.get("output_messages")
    if isinstance(messages, Absent):
        result = fields.get("tool_result")
        return Found(as_text(result.value), result.source) if isinstance(result, Found) else messages
    text = "\n".join([text for message in messages.value if (text := message.text)])
    if not text and any(message.tool_calls for message in messages.value):
        return Absent("the answer calls tools and has no text")
    if not text and isinstance(result := fields.get("tool_result"), Found):
        return Found(as_text(result.value), result.source)
    return Found(text, messages.source)


def _input(fields: Fields) -> Field:
    messages = fields.get("input_messages")
    if isinstance(messages, Found) and (text := _last_said(messages.value)) is not None:
        return Found(text, messages.source)
    for name in ("tool_arguments", "query"):
        field = fields.get(name)
        if isinstance(field, Found):
            return Found(as_text(field.value), field.source)
    return Absent(f"{messages.source} holds no text") if isinstance(messages, Found) else messages


def _last_said(messages: tuple[Message, ...]) -> str | None:
    texts = [(message.role, text) for message in messages if (text := message.text)]
    of_user = [text for role, text in texts if role == "user"]
    if of_user:
        return of_user[-1]
    return texts[-1][1] if texts else None


def _messages(fields: Fields) -> Field:
    given, answered = fields.get("input_messages"), fields.get("output_messages")
    if isinstance(given, Absent):
        return answered
    if isinstance(answered, Absent):
        return given
    return Found(given.value + answered.value, given.source)


def _tool_calls(fields: Fields) -> Field:
    messages = fields.get("output_messages")
    if isinstance(messages, Absent):
        return messages
    return Found(tuple([call for message in messages.value for call in message.tool_calls]), messages.source)


def _system(fields: Fields) -> Field:
    instructions = fields.get("system_instructions")
    if isinstance(instructions, Found):
        return instructions
    messages = fields.get("input_messages")
    if isinstance(messages, Found):
        texts = [message.text for message in messages.value if message.role in ("system", "developer")]
        if texts:
            return Found("\n".join(texts), messages.source)
    return instructions


def _model(fields: Fields) -> Field:
    asked = fields.get("request_model")
    if isinstance(asked, Found):
        return asked
    served = fields.get("response_model")
    return served if isinstance(served, Found) else asked


def _finish_reasons(fields: Fields) -> Field:
    said = fields.get("said_finish_reasons")
    if isinstance(said, Found):
        return Found(tuple(map(finish_reason, said.value)), said.source)
    messages = fields.get("output_messages")
    if isinstance(messages, Found):
        reasons = tuple([finish_reason(each.finish_reason) for each in messages.value if each.finish_reason])
        if reasons:
            return Found(reasons, messages.source)
    return said


_REASONS = {
    **dict.fromkeys(("end_turn", "stop_sequence", "complete", "completed", "eos", "finish"), "stop"),
    **dict.fromkeys(("tool_calls", "tool_use", "function_call", "function_calls"), "tool_call"),
    **dict.fromkeys(("max_tokens", "max_output_tokens", "model_length"), "length"),
    **dict.fromkeys(("safety", "content_filtered", "guardrail_intervened", "refusal"), "content_filter"),
}


def finish_reason(said: str) -> str:
    """The conventions' word for it; a word that is not known stays."""
    word = said.rpartition(".")[2].lower().replace("-", "_")
    return _REASONS.get(word, word)


def _context(fields: Fields) -> Field:
    """Texts of the documents, then of what tools gave after the user spoke last, and inside the span."""
    documents, messages = fields.get("documents"), fields.get("input_messages")
    found = [documents._replace(value=[each.text for each in documents.value])] if isinstance(documents, Found) else []
    if isinstance(messages, Found):
        found.append(messages._replace(value=_given_by_tools(messages.value)))
    if isinstance(results := fields.get("tool_results"), Found):
        found.append(results)
    texts = tuple(dict.fromkeys([text for field in found for text in field.value if text.strip()]))
    if texts:
        return next(field for field in found if any(field.value))._replace(value=texts)
    return Absent(
        f"{documents.reason if isinstance(documents, Absent) else 'its documents have no text'}, "
        "and no tool gave anything"
    )


def _given_by_tools(messages: tuple[Message, ...]) -> list[str]:
    last = max(
        [number for number, message in enumerate(messages) if message.role == "user" and message.text], default=-1
    )
    results = [part.result for each in messages[last + 1 :] for part in each.parts if isinstance(part, ToolResult)]
    return [as_text(result) for result in results if result is not None]


def _tokens(name: str, fields: Fields) -> Field:
    whole, said = fields.get("usage"), fields.get(f"tokens.{name.removesuffix('_tokens')}")
    value = getattr(whole.value, name) if isinstance(whole, Found) else None
    if value is None or isinstance(whole, Absent):
        return said if isinstance(said, Absent) else Absent("it is not known")
    return (said if isinstance(said, Found) else whole)._replace(value=value)


DERIVED: dict[str, Callable[[Fields], Field]] = {
    "input_text": _input,
    "output_text": _output,
    "messages": _messages,
    "tool_calls": _tool_calls,
    "system": _system,
    "model": _model,
    "finish_reasons": _finish_reasons,
    "context": _context,
    "usage": usage,
    **{f"usage.{name}": partial(_tokens, name) for name in Usage._fields},
}
