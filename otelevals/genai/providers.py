"""Who serves a model, in the conventions' words where there is one."""

from otelevals.genai.evidence import Unreadable
from otelevals.genai.values import text
from otelevals.otlp.anyvalue import Value

_APIS = frozenset(
    (
        *("chat", "responses", "messages", "completion", "completions", "embedding", "embeddings", "textembedding"),
        *("generative-ai", "image", "speech", "transcription", "reranking", "languagemodel"),
    )
)
"""What the Vercel AI SDK appends to a provider's name."""
_NAMES = {
    **dict.fromkeys(("google", "gemini", "google_genai", "google.generativeai", "googleai"), "gcp.gemini"),
    **dict.fromkeys(("vertex_ai", "vertexai", "google.vertex", "google-vertex", "google_vertexai"), "gcp.vertex_ai"),
    **dict.fromkeys(("bedrock", "amazon-bedrock", "amazon_bedrock", "aws_bedrock"), "aws.bedrock"),
    **dict.fromkeys(("az.ai.openai", "azure_openai", "azure-openai", "azure"), "azure.ai.openai"),
    **dict.fromkeys(("az.ai.inference", "azure_ai"), "azure.ai.inference"),
    **dict.fromkeys(("mistral", "mistralai"), "mistral_ai"),
    "xai": "x_ai",
}
_FRAMEWORKS = frozenset(("strands-agents", "gcp.vertex.agent", "spring_ai", "autogen", "langchain", "agent_framework"))
"""Who made the span, not who serves the model."""


def provider(value: Value) -> str:
    """The provider's name: lower case, one for each of them, without the API of it that was called."""
    name = text(value).lower()
    if name in _FRAMEWORKS:
        raise Unreadable(f"is {name}, which serves no model")
    first, separator, api = name.rpartition(".")
    if separator and first and api in _APIS:
        name = first
    return _NAMES.get(name, name)
