"""Models lead to the addresses of their providers, and what leads nowhere is said in a sentence."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from otelevals.judges.providers import ANY, PROVIDERS, Target, find_target

LOCAL = "http://gpu:8000/v1"


@pytest.mark.parametrize(
    ("model", "provider", "name", "url"),
    [
        ("openai:gpt-5-mini", "openai", "gpt-5-mini", "https://api.openai.com/v1/chat/completions"),
        (
            "openai:ft:gpt-4o-mini:acme::x",
            "openai",
            "ft:gpt-4o-mini:acme::x",
            "https://api.openai.com/v1/chat/completions",
        ),
        ("groq:llama-3.3-70b", "groq", "llama-3.3-70b", "https://api.groq.com/openai/v1/chat/completions"),
        ("mistral:7b", "mistral", "7b", "https://api.mistral.ai/v1/chat/completions"),
        ("ollama:llama3:8b", "ollama", "llama3:8b", "http://localhost:11434/v1/chat/completions"),
        ("anthropic:claude-haiku-4-5", "anthropic", "claude-haiku-4-5", "https://api.anthropic.com"),
    ],
)
def test_a_provider_has_an_address(model: str, provider: str, name: str, url: str) -> None:
    assert find_target(model, with_key=True) == Target(PROVIDERS[provider], name, url)


@pytest.mark.parametrize(
    ("model", "provider", "name"),
    [
        ("llama3", "", "llama3"),
        ("llama3:8b", "", "llama3:8b"),
        ("mistral:7b", "", "mistral:7b"),
        ("meta-llama/Llama-3.1-8B", "", "meta-llama/Llama-3.1-8B"),
        ("openai:gpt-5-mini", "openai", "gpt-5-mini"),
        ("vllm:qwen2.5:7b", "vllm", "qwen2.5:7b"),
        ("litellm:openai/gpt-5", "litellm", "openai/gpt-5"),
    ],
)
def test_a_base_url_takes_models_of_any_name(model: str, provider: str, name: str) -> None:
    """Without a key, as gateways and servers of one's own do."""
    wanted = Target(PROVIDERS.get(provider, ANY), name, f"{LOCAL}/chat/completions")
    assert find_target(model, base_url=LOCAL) == wanted


def test_at_its_own_address_a_provider_is_meant() -> None:
    assert find_target("mistral:small", base_url="https://api.mistral.ai/v1").model == "small"


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("http://gpu:8000/v1/", "http://gpu:8000/v1/chat/completions"),
        ("http://gpu:8000", "http://gpu:8000/chat/completions"),
        ("http://gpu:8000/v1/chat/completions", "http://gpu:8000/v1/chat/completions"),
        ("https://gw/v1?team=red", "https://gw/v1/chat/completions?team=red"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1/chat/completions"),
    ],
)
def test_the_path_is_added_to_an_address(base_url: str, url: str) -> None:
    assert find_target("m", base_url=base_url).url == url


@pytest.mark.parametrize(
    ("base_url", "version", "url"),
    [
        ("https://x.openai.azure.com", "", "https://x.openai.azure.com/openai/v1/chat/completions"),
        (
            "https://x.openai.azure.com/",
            "2024-10-21",
            "https://x.openai.azure.com/openai/deployments/judge/chat/completions?api-version=2024-10-21",
        ),
        ("https://x.openai.azure.com/openai/v1/", "", "https://x.openai.azure.com/openai/v1/chat/completions"),
        (
            "https://x.openai.azure.com/openai/v1",
            "preview",
            "https://x.openai.azure.com/openai/v1/chat/completions?api-version=preview",
        ),
    ],
)
def test_azure_has_addresses_of_its_own(base_url: str, version: str, url: str) -> None:
    assert find_target("azure:judge", base_url=base_url, with_key=True, api_version=version).url == url


def test_a_host_is_shown_without_what_may_be_secret() -> None:
    assert find_target("m", base_url="https://gw:8443/v1?key=secret").host == "gw:8443"
    assert find_target("anthropic:claude", with_key=True).host == "api.anthropic.com"


def error(model: str, **options: object) -> str:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is what is tested
        find_target(model, **options)  # type: ignore[arg-type]
    return str(caught.value)


def test_what_leads_nowhere() -> None:
    names = ", ".join(sorted(PROVIDERS))
    assert error("opnai:gpt-5") == (
        f"'opnai' is no provider (valid: {names}; did you mean openai?); a base_url takes models of any name"
    )
    assert error("openai:", with_key=True) == "'openai:' names no model: write openai:model"
    assert error("openai:gpt-5") == "api_key is required for openai, such as ${env:OPENAI_API_KEY}"
    assert error("azure:judge", with_key=True) == "base_url is required for azure, which has no address of its own"
    assert error("litellm:m") == "base_url is required for litellm, which has no address of its own"
    assert error("openai:m", api_version="1", with_key=True) == "api_version is for models of azure"
    assert error("", base_url=LOCAL) == "'' names no model: write provider:model"


@pytest.mark.parametrize(
    ("model", "guess"),
    [
        ("gpt-5-mini", "openai:gpt-5-mini"),
        ("openai/gpt-5-mini", "openai:gpt-5-mini"),
        ("claude-haiku-4-5", "anthropic:claude-haiku-4-5"),
        ("gemini-2.5-flash", "google:gemini-2.5-flash"),
        ("mistral-small", "mistral:mistral-small"),
        ("grok-4", "xai:grok-4"),
        ("llama3", "provider:llama3"),
        ("mine", "provider:mine"),
    ],
)
def test_what_was_meant_is_guessed(model: str, guess: str) -> None:
    assert error(model) == f"{model!r} names no provider: write {guess}, or give base_url"


@pytest.mark.parametrize(
    "base_url",
    [
        "localhost:8000",
        "ftp://gpu/v1",
        "http://",
        "http://gpu:99999",
        "http://gpu:x",
        "http://g pu",
        "http://gpu/#a",
        "http://a..b/v1",
        f"http://{'a' * 64}/v1",
        "http://gpü",
    ],
)
def test_what_is_no_address(base_url: str) -> None:
    assert error("m", base_url=base_url) == "base_url is not a URL, such as http://localhost:11434/v1"


def test_credentials_do_not_belong_into_an_address() -> None:
    message = error("m", base_url="https://me:secret@gw/v1")
    assert message == "base_url holds credentials: give them as api_key or headers"


def test_every_provider_with_a_key_has_an_example_of_one() -> None:
    for provider in PROVIDERS.values():
        assert not provider.base_url.startswith("https") or provider.variable, provider.name
        assert not provider.base_url.endswith("/"), provider.name


def test_the_page_has_every_provider() -> None:
    page = (Path(__file__).parents[2] / "docs" / "judge-models.md").read_text()
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    for provider in PROVIDERS.values():
        row = rows[provider.name]
        assert provider.variable in row, provider.name
        assert (urlsplit(provider.base_url).netloc or "base_url") in row, provider.name
        assert ("judges-pydantic-ai" in row) is not provider.compatible, provider.name
