"""Claude Code: spans that say their type, with names of attributes that only mean something on them."""

from otelevals.genai.evidence import Evidence, Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Messages, Text
from otelevals.genai.places import Read, attribute, event, only
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.values import NOT_SAID, count, identifier, label, names, scaled, text
from otelevals.otlp.anyvalue import Value

_TYPE = "span.type"
_FAMILY = "claude_code."
_KINDS = {"interaction": Kind.AGENT, "llm_request": Kind.CHAT, "tool": Kind.TOOL}
_DETAILS = ("full_command", "file_path", "skill_name", "subagent_type")


def _is_ours(evidence: Evidence) -> bool:
    """The type, or the span's name where the type is without its family, as other instrumentations have it."""
    kind = evidence.attribute(_TYPE)
    return isinstance(kind, str) and (kind.startswith(_FAMILY) or evidence.span.message.name.startswith(_FAMILY))


def _ours(source: Source) -> Source:
    return source._replace(find=lambda evidence: source.find(evidence) if _is_ours(evidence) else None)


def _bare(key: str, read: Read) -> Source:
    return _ours(attribute(key, read))


def _kind(value: Value) -> Kind:
    return _KINDS.get(text(value).removeprefix(_FAMILY), Kind.OTHER)


def _said(role: str) -> Read:
    def read(value: Value) -> Messages:
        return (Message(role, (Text(text(value)),)),)

    return read


def _find_details(evidence: Evidence) -> dict[str, Value] | None:
    """What a tool was called with, as far as it is told in attributes."""
    found = {key: evidence.attribute(key) for key in _DETAILS}
    return {key: value for key, value in found.items() if value is not None} or None


def _details(value: dict[str, Value]) -> dict[str, str]:
    sound = {key: said for key, said in value.items() if isinstance(said, str) and said not in NOT_SAID}
    if not sound:
        raise Unreadable("is redacted")
    return sound


DIALECT = Dialect(
    name="Claude Code",
    markers=(),
    hints=(_TYPE,),
    marks=_is_ours,
    fields={
        "kind": (_bare(_TYPE, _kind),),
        "operation": (_bare(_TYPE, text),),
        "request_model": (_bare("model", label),),
        "input_messages": (
            _bare("user_prompt", _said("user")),
            only({Kind.AGENT, Kind.CHAT}, _bare("new_context", _said("user"))),
        ),
        "output_messages": (_bare("response.model_output", _said("assistant")),),
        "tool_name": (_bare("tool_name", text),),
        "tool_call_id": (_bare("tool_use_id", identifier),),
        "tool_arguments": (
            _bare("tool_input", lambda value: arguments_of(text(value))),
            only({Kind.TOOL}, _ours(Source(" + ".join(_DETAILS), _find_details, _details))),
        ),
        "tool_result": (
            *[_ours(event("tool.output", key, result_of)) for key in ("output", "content", "diff")],
            only({Kind.TOOL}, _bare("new_context", result_of)),
        ),
        "tokens.input": (_bare("input_tokens", count),),
        "tokens.output": (_bare("output_tokens", count),),
        "tokens.cache_read": (_bare("cache_read_tokens", count),),
        "tokens.cache_write": (_bare("cache_creation_tokens", count),),
        "tokens.without_cache": (_bare("input_tokens", count),),
        "time_to_first_token": (_bare("ttft_ms", scaled(0.001)),),
        "said_finish_reasons": (_bare("stop_reason", names),),
        "agent_id": (_bare("agent_id", identifier),),
        "error": (_bare("error", text),),
    },
)
