"""Where the models of `provider:model` are, and how their providers want the key."""

from difflib import get_close_matches
from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

from otelevals.judges.families import family
from otelevals.scoring.names import choices


class Provider(NamedTuple):
    name: str
    base_url: str = ""
    """Empty where each customer has an address of their own."""
    variable: str = ""
    """The environment variable in which people keep the key, for examples in messages: it is not read. A key comes from
    the configuration, so that a judge never spends on the key of the application that runs beside it."""
    key_header: Literal["authorization", "api-key"] = "authorization"
    compatible: bool = True
    """Whether it speaks the protocol of OpenAI's chat completions; the others are asked through pydantic-ai."""
    names_models: bool = False
    """Whether there are models of the provider's name, as in Ollama's `mistral:7b`."""


PROVIDERS = {
    provider.name: provider
    for provider in (
        Provider("openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
        Provider("azure", "", "AZURE_OPENAI_API_KEY", "api-key"),
        Provider("alibaba", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY"),
        Provider("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
        Provider("cohere", "https://api.cohere.ai/compatibility/v1", "CO_API_KEY"),
        Provider("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
        Provider("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
        Provider("google", "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"),
        Provider("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
        Provider("huggingface", "https://router.huggingface.co/v1", "HF_TOKEN"),
        Provider("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY", names_models=True),
        Provider("moonshotai", "https://api.moonshot.ai/v1", "MOONSHOTAI_API_KEY"),
        Provider("nebius", "https://api.studio.nebius.com/v1", "NEBIUS_API_KEY"),
        Provider("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
        Provider("ovhcloud", "https://oai.endpoints.kepler.ai.cloud.ovh.net/v1", "OVHCLOUD_API_KEY"),
        Provider("sambanova", "https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY"),
        Provider("together", "https://api.together.xyz/v1", "TOGETHER_API_KEY"),
        Provider("xai", "https://api.x.ai/v1", "XAI_API_KEY"),
        # on one's own machines, without a key unless one is set
        Provider("litellm"),
        Provider("lmstudio", "http://localhost:1234/v1"),
        Provider("ollama", "http://localhost:11434/v1"),
        Provider("vllm", "http://localhost:8000/v1"),
        # through pydantic-ai
        Provider("anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY", compatible=False),
    )
}
ANY = Provider("")
"""Behind a `base_url` of which nothing else is known."""

_OF_FAMILY = {"gemini": "google", "command": "cohere", "grok": "xai", "qwen": "alibaba", "kimi": "moonshotai"}


class Target(NamedTuple):
    """A model, and the address to ask it at."""

    provider: Provider
    model: str
    url: str
    """Of chat completions, with its query; the base URL where pydantic-ai asks."""

    @property
    def host(self) -> str:
        """For messages: the host and the port of the address."""
        return urlsplit(self.url).netloc


def find_target(model: str, *, base_url: str = "", with_key: bool = False, api_version: str = "") -> Target:
    """ValueError with a sentence when model and address lead nowhere.

    A `base_url` is asked for the model as it is written, whatever colons it has (`llama3:8b`), after a provider's name
    has been taken off. `mistral:7b` stays whole except at Mistral's own address.
    """
    provider, name = _split(model, base_url)
    if not name:
        raise ValueError(f"{model!r} names no model: write {provider.name or 'provider'}:model")
    if api_version and provider.name != "azure":
        raise ValueError("api_version is for models of azure")
    address = base_url or provider.base_url
    if not address:
        raise ValueError(f"base_url is required for {provider.name}, which has no address of its own")
    if provider.variable and not base_url and not with_key:
        raise ValueError(f"api_key is required for {provider.name}, such as ${{env:{provider.variable}}}")
    completions = _completions_url(address, provider, name, api_version)
    return Target(provider, name, completions if provider.compatible else address)


def _split(model: str, base_url: str) -> tuple[Provider, str]:
    prefix, colon, rest = model.partition(":")
    found = PROVIDERS.get(prefix) if colon else None
    if base_url:
        named = found is not None and not (found.names_models and not _is_own_address(found, base_url))
        return (found, rest) if found is not None and named else (ANY, model)
    if found is not None:
        return found, rest
    if colon:
        raise ValueError(f"{prefix!r} is no provider{choices(prefix, PROVIDERS)}; a base_url takes models of any name")
    raise ValueError(f"{model!r} names no provider: write {_guess(model)}, or give base_url")


def _is_own_address(provider: Provider, base_url: str) -> bool:
    return urlsplit(base_url).hostname == urlsplit(provider.base_url).hostname


def _guess(model: str) -> str:
    """What was probably meant, such as openai:gpt-5-mini."""
    before, slash, after = model.partition("/")
    if slash and before in PROVIDERS:
        return f"{before}:{after}"
    kind = family(model)
    provider = _OF_FAMILY.get(kind, kind)
    near = get_close_matches(provider, PROVIDERS, n=1, cutoff=0.99)
    return f"{near[0] if near else 'provider'}:{model}"


def _completions_url(base_url: str, provider: Provider, model: str, api_version: str) -> str:
    parts = urlsplit(base_url)
    try:
        usable = parts.scheme in ("http", "https") and _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not base_url.isascii() or any(character <= " " for character in base_url) or parts.fragment:
        raise ValueError("base_url is not a URL, such as http://localhost:11434/v1")
    if parts.username is not None:
        raise ValueError("base_url holds credentials: give them as api_key or headers")
    path, query = parts.path.rstrip("/").removesuffix("/chat/completions"), parts.query
    if provider.name == "azure":
        if not path:
            path = f"/openai/deployments/{quote(model, safe='')}" if api_version else "/openai/v1"
        query = "&".join(part for part in (query, f"api-version={quote(api_version)}" if api_version else "") if part)
    return parts._replace(path=f"{path}/chat/completions", query=query).geturl()


def _is_host(host: str) -> bool:
    return ":" in host or all(0 < len(label) < 64 for label in host.removesuffix(".").split("."))
