"""What sort of work a GenAI span stands for, and which sorts a scorer may be for."""

from enum import StrEnum


class Kind(StrEnum):
    CHAT = "chat"
    COMPLETION = "completion"
    EMBEDDINGS = "embeddings"
    RETRIEVAL = "retrieval"
    RERANK = "rerank"
    TOOL = "tool"
    AGENT = "agent"
    WORKFLOW = "workflow"
    EVALUATOR = "evaluator"
    FEEDBACK = "feedback"
    OTHER = "other"


LLM = frozenset({Kind.CHAT, Kind.COMPLETION})
"""Calls of a model that answers."""

NEVER_SCORED = frozenset({Kind.EVALUATOR, Kind.FEEDBACK})
"""Spans about quality: scoring them would make loops."""

HAS_CONTENT = frozenset({Kind.CHAT, Kind.COMPLETION, Kind.TOOL, Kind.AGENT, Kind.WORKFLOW})
"""Kinds that carry text when capture is on."""
