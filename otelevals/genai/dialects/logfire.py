"""Logfire's own integrations of OpenAI and Anthropic, and its feedback."""

PENDING = ("logfire.span_type", "pending_span")
"""What a span says that stands for another one until that ends."""
