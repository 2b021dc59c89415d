"""Words for kinds of spans: those of OpenInference, which most others took over."""

from collections.abc import Mapping

from otelevals.genai.kinds import Kind

KIND_WORDS: Mapping[str, Kind] = {
    "llm": Kind.CHAT,
    "embedding": Kind.EMBEDDINGS,
    "retriever": Kind.RETRIEVAL,
    "reranker": Kind.RERANK,
    "tool": Kind.TOOL,
    "agent": Kind.AGENT,
    "chain": Kind.WORKFLOW,
    "evaluator": Kind.EVALUATOR,
}
