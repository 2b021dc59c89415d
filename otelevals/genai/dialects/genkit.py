"""Genkit: what an action was given and gave, as JSON; which sort of action it is says its subtype."""

from typing import Any

from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.places import attribute, only, structure, together
from otelevals.genai.providers import provider
from otelevals.genai.read_parts import arguments_of, plain, result_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.read_records import documents, evaluations, tools
from otelevals.genai.records import Evaluation
from otelevals.genai.values import as_text, count, first, identifier, one_of, text
from otelevals.otlp.anyvalue import Value

_INPUT, _OUTPUT, _NAME = "genkit:input", "genkit:output", "genkit:name"
_FEEDBACK, _COMMENT = "genkit:metadata:feedbackValue", "genkit:metadata:textFeedback"
_ACCEPTANCE = "genkit:metadata:acceptanceValue"
_TALKS = frozenset({*LLM, Kind.AGENT, Kind.WORKFLOW})


def _model(value: Value) -> str:
    """A model's action is called by its provider and its name."""
    return text(text(value).rpartition("/")[2])


def _provider(value: Value) -> str:
    return provider(text(value).rpartition("/")[0].partition("/")[0])


def _query(value: Value) -> str:
    """A document, or a text."""
    content = value.get("content") if isinstance(value, dict) else value
    return text(as_text(plain(content)))


def _queries(value: Value) -> str:
    return "\n".join([_query(item) for item in value]) if isinstance(value, list) else _query(value)


def _feedback(value: dict[str, Any]) -> tuple[Evaluation, ...]:
    name = "user_feedback" if _FEEDBACK in value else "user_acceptance"
    verdict = first(value, _FEEDBACK, _ACCEPTANCE)
    return evaluations([{"name": name, "label": verdict, "explanation": value.get(_COMMENT), "by": "human"}])


DIALECT = Dialect(
    name="Genkit",
    markers=("genkit:",),
    fields={
        "kind": (
            attribute(
                "genkit:metadata:subtype",
                one_of(
                    {
                        **dict.fromkeys(("model", "background-model"), Kind.CHAT),
                        **dict.fromkeys(("tool", "tool.v2"), Kind.TOOL),
                        **dict.fromkeys(("userfeedback", "useracceptance"), Kind.FEEDBACK),
                        "flow": Kind.WORKFLOW,
                        "agent": Kind.AGENT,
                        "retriever": Kind.RETRIEVAL,
                        "reranker": Kind.RERANK,
                        "embedder": Kind.EMBEDDINGS,
                        "evaluator": Kind.EVALUATOR,
                    },
                    Kind.OTHER,
                ),
            ),
            attribute("genkit:type", one_of({"userengagement": Kind.FEEDBACK}, Kind.OTHER)),
        ),
        "operation": (attribute("genkit:metadata:subtype", text),),
        "provider": (only({*LLM, Kind.EMBEDDINGS}, attribute(_NAME, _provider)),),
        "request_model": (only({*LLM, Kind.EMBEDDINGS}, attribute(_NAME, _model)),),
        "input_messages": (only(_TALKS, structure(_INPUT, request)),),
        "output_messages": (only(_TALKS, structure(_OUTPUT, response)),),
        "tools": (only(LLM, structure(_INPUT, tools, "tools")),),
        "tool_name": (only({Kind.TOOL}, attribute(_NAME, text)),),
        "tool_arguments": (only({Kind.TOOL}, structure(_INPUT, arguments_of)),),
        "tool_result": (only({Kind.TOOL}, structure(_OUTPUT, result_of)),),
        "query": (
            only({Kind.RETRIEVAL, Kind.RERANK}, structure(_INPUT, _query, "query")),
            only({Kind.EMBEDDINGS}, structure(_INPUT, _queries, "input")),
        ),
        "documents": (only({Kind.RETRIEVAL, Kind.RERANK}, structure(_OUTPUT, documents, "documents")),),
        "tokens.input": (structure(_OUTPUT, count, "usage", "inputTokens"),),
        "tokens.output": (structure(_OUTPUT, count, "usage", "outputTokens"),),
        "tokens.total": (structure(_OUTPUT, count, "usage", "totalTokens"),),
        "tokens.cache_read": (structure(_OUTPUT, count, "usage", "cachedContentTokens"),),
        "tokens.reasoning": (structure(_OUTPUT, count, "usage", "thoughtsTokens"),),
        "output_type": (structure(_INPUT, text, "output", "format"),),
        "session": (attribute("genkit:sessionId", identifier),),
        "agent": (only({Kind.AGENT}, attribute(_NAME, text)),),
        "evaluations": (together((_FEEDBACK, _ACCEPTANCE, _COMMENT), _feedback),),
    },
)
