"""A provider has one name, whoever wrote it."""

import pytest

from otelevals.genai.evidence import Unreadable
from otelevals.genai.providers import provider


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("OpenAI", "openai"),
        ("openai.chat", "openai"),
        ("openai.responses", "openai"),
        ("anthropic.messages", "anthropic"),
        ("google.generative-ai", "gcp.gemini"),
        ("google.vertex.chat", "gcp.vertex_ai"),
        ("amazon-bedrock", "aws.bedrock"),
        ("az.ai.openai", "azure.ai.openai"),
        ("azure.ai.openai", "azure.ai.openai"),
        ("aws.bedrock", "aws.bedrock"),
        ("mock-provider", "mock-provider"),
        (".chat", ".chat"),
    ],
)
def test_names(written: str, name: str) -> None:
    assert provider(written) == name


@pytest.mark.parametrize("written", ["langchain", "", 7])
def test_what_names_no_provider(written: str | int) -> None:
    with pytest.raises(Unreadable):
        provider(written)
