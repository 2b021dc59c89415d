"""The family of a model, told from its name: a model judges its own relatives too kindly."""

import re

_LONGEST = 300

# The first that is found in a name counts, so that a distilled deepseek-r1-distill-llama is deepseek's.
_FAMILIES = {
    "openai": r"chatgpt|gpt|o[1-9](?![a-z0-9])|codex|davinci",
    "anthropic": r"claude",
    "gemini": r"gemini|learnlm",
    "gemma": r"\w*gemma",
    "llama": r"(?:code|tiny)?llama",
    "mistral": r"(?:mis|mix|minis|magis|codes|devs|pix|vox)tral",
    "qwen": r"qwen|qwq|qvq",
    "deepseek": r"deepseek",
    "command": r"command(?![a-z])|c4ai|aya(?![a-z])",
    "grok": r"grok",
    "phi": r"phi(?![a-z])",
    "nova": r"nova(?![a-z])",
    "kimi": r"kimi|moonshot",
    "glm": r"(?:chat)?glm",
    "granite": r"granite",
    "jamba": r"jamba",
    "minimax": r"minimax",
    "yi": r"yi(?![a-z])",
    "olmo": r"olmo",
    "falcon": r"falcon",
    "hunyuan": r"hunyuan",
    "ernie": r"ernie",
    "smollm": r"smollm",
    "nemotron": r"nemotron",
}
_ANY = re.compile("(?<![a-z0-9])(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _FAMILIES.items()) + ")")
# what stands before the name: vendors such as `meta-llama/`, `us.anthropic.`, `accounts/fireworks/models/`
_PATH = re.compile(r"^.*/(?=[^/])", re.DOTALL)


def family(model: str) -> str:
    """Such as openai for gpt-5-mini and o3, anthropic for claude-haiku-4-5; empty when the name tells nothing."""
    name = model[:_LONGEST].lower()
    match = _ANY.search(_PATH.sub("", name)) or _ANY.search(name)
    return (match.lastgroup or "") if match else ""
