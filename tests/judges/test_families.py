"""The family of a model is told from its name, wherever it is served."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.families import family


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("gpt-5-mini", "openai"),
        ("gpt-4o-2024-08-06", "openai"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc123", "openai"),
        ("openai/gpt-oss-120b", "openai"),
        ("chatgpt-4o-latest", "openai"),
        ("o3", "openai"),
        ("o4-mini-2025-04-16", "openai"),
        ("azure/my-gpt4-deployment", "openai"),
        ("claude-haiku-4-5-20251001", "anthropic"),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", "anthropic"),
        ("anthropic/claude-3.5-sonnet:beta", "anthropic"),
        ("gemini-2.5-flash", "gemini"),
        ("models/gemini-2.5-pro", "gemini"),
        ("google/gemma-3-27b-it", "gemma"),
        ("codegemma:7b", "gemma"),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama"),
        ("accounts/fireworks/models/llama-v3p1-70b-instruct", "llama"),
        ("meta.llama3-70b-instruct-v1:0", "llama"),
        ("llama3:8b", "llama"),
        ("codellama:13b", "llama"),
        ("NousResearch/Hermes-3-Llama-3.1-8B", "llama"),
        ("mistral-small-latest", "mistral"),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", "mistral"),
        ("codestral-2501", "mistral"),
        ("Qwen/Qwen2.5-7B-Instruct", "qwen"),
        ("qwq-32b", "qwen"),
        ("deepseek-chat", "deepseek"),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "deepseek"),
        ("command-r-plus-08-2024", "command"),
        ("grok-4-fast", "grok"),
        ("microsoft/phi-4", "phi"),
        ("phi3:mini", "phi"),
        ("amazon.nova-pro-v1:0", "nova"),
        ("moonshotai/Kimi-K2", "kimi"),
        ("glm-4.6", "glm"),
        ("nvidia/nemotron-nano", "nemotron"),
        ("mistral/", "mistral"),
        ("our-judge", ""),
        ("philosopher", ""),
        ("commander", ""),
        ("foo3", ""),
        ("o30", ""),
        ("pro4-mini", ""),
        ("", ""),
    ],
)
def test_a_name_tells_the_family(model: str, expected: str) -> None:
    assert family(model) == expected


@given(st.text(max_size=2000))
def test_any_name_has_one_or_none(model: str) -> None:
    assert isinstance(family(model), str)
