"""Dify, and what ARMS and LoongSuite write: the conventions with a kind of span beside, values as OpenInference has
them, and retrieved documents as one list."""

from otelevals.genai.fields import Dialect
from otelevals.genai.kind_words import KIND_WORDS
from otelevals.genai.kinds import Kind
from otelevals.genai.places import attribute, structure
from otelevals.genai.read_payloads import request, response
from otelevals.genai.read_records import documents
from otelevals.genai.values import identifier, one_of, scaled, text

DIALECT = Dialect(
    name="Dify",
    markers=(),
    fields={
        "kind": (
            attribute(
                "gen_ai.span.kind",
                one_of({**KIND_WORDS, "workflow": Kind.WORKFLOW}, Kind.OTHER),
            ),
        ),
        "operation": (attribute("gen_ai.span.kind", text),),
        "request_model": (attribute("gen_ai.model_name", text),),
        "input_messages": (structure("gen_ai.prompt", request),),
        "output_messages": (structure("gen_ai.completion", response),),
        "query": (attribute("retrieval.query", text),),
        "documents": (structure("retrieval.document", documents),),
        "time_to_first_token": (attribute("gen_ai.user.time_to_first_token", scaled(1e-9)),),
        "session": (attribute("gen_ai.session.id", identifier),),
        "user": (attribute("gen_ai.user.id", identifier),),
    },
)
