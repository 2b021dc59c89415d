"""MLflow Tracing: every value is JSON, also a text; inputs and outputs are those of the function that was traced."""

from otelevals.genai.fields import Dialect
from otelevals.genai.kind_words import KIND_WORDS
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.places import attributes, only, span_name, structure
from otelevals.genai.providers import provider
from otelevals.genai.read_calls import call_arguments, call_result, query
from otelevals.genai.read_payloads import request, response, system_of
from otelevals.genai.read_records import documents, tools
from otelevals.genai.read_usage import in_usage
from otelevals.genai.values import identifier, one_of, text

_TYPE = "mlflow.spanType"
_INPUT = "mlflow.spanInputs"
_OUTPUT = "mlflow.spanOutputs"
_PROMPTS = "mlflow.linkedPrompts"
_CALLS = frozenset({*LLM, Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})
_SEARCHES = frozenset({Kind.RETRIEVAL, Kind.RERANK, Kind.EMBEDDINGS})
_FOUND = frozenset({Kind.RETRIEVAL, Kind.RERANK})
_MODELS = frozenset({*LLM, Kind.EMBEDDINGS, Kind.RERANK})

DIALECT = Dialect(
    name="MLflow",
    markers=(_TYPE, _INPUT, _OUTPUT, "mlflow.chat.", "mlflow.llm."),
    fields={
        "kind": (
            structure(
                _TYPE,
                one_of(
                    {**KIND_WORDS, "chat_model": Kind.CHAT, "workflow": Kind.WORKFLOW, "task": Kind.WORKFLOW},
                    Kind.OTHER,
                ),
            ),
        ),
        "operation": (structure(_TYPE, text),),
        "provider": (structure("mlflow.llm.provider", provider),),
        "request_model": (
            only(_MODELS, structure(_INPUT, text, "model")),
            structure("mlflow.llm.model", text),
        ),
        "response_model": (only(_MODELS, structure(_OUTPUT, text, "model")),),
        "response_id": (only(_MODELS, structure(_OUTPUT, text, "id")),),
        "system_instructions": (only(LLM, structure(_INPUT, system_of)),),
        "input_messages": (only(_CALLS, structure(_INPUT, request)),),
        "output_messages": (only(_CALLS, structure(_OUTPUT, response)),),
        "tools": (structure("mlflow.chat.tools", tools), only(LLM, structure(_INPUT, tools, "tools"))),
        "tool_name": (span_name(_TYPE, "tool"),),
        "tool_arguments": (only({Kind.TOOL}, structure(_INPUT, call_arguments)),),
        "tool_result": (only({Kind.TOOL}, structure(_OUTPUT, call_result)),),
        "query": (only(_SEARCHES, structure(_INPUT, query)),),
        "documents": (only(_FOUND, structure(_OUTPUT, documents)),),
        **in_usage("mlflow.chat.tokenUsage"),
        "session": (
            *attributes(("session.id",), identifier),
            structure("mlflow.trace.session", identifier),
        ),
        "user": (
            *attributes(("user.id",), identifier),
            structure("mlflow.trace.user", identifier),
        ),
        "agent": (span_name(_TYPE, "agent"),),
        "prompt_name": (structure(_PROMPTS, text, 0, "name"),),
        "prompt_version": (structure(_PROMPTS, identifier, 0, "version"),),
    },
)
