"""Texts about attempts, and code that handles what they are made of: neither is one."""

import re

_QUOTE = "\"'`“”„«»‹›「」『』"
_QUOTED = re.compile(rf"(?:^|[\s(>:—-])[{_QUOTE}*]{{1,3}}[^{_QUOTE}\n]{{0,80}}$")
_JSON_VALUE = re.compile(r"[\"']\s*:\s*[\"'][^\"']*$")
_MENTION = re.compile(
    r"attack|inject|jailbreak|phrases?\b|such as|e\.g\.|for example|examples? |typical|payload|sentences?\b|means?\b|translate|\bwrote\b|\bwrit(?:e|es|ing|ten)\b"
    r"|\btyp(?:e|ed|es|ing)\b|called|\bknown\b|explain|\bwhy\b|malicious|adversar|red team|string|words? like|things like|text like|\bsay(?:s|ing)?\b|title|survey|detect"
    r"|beispiel|angreifer|satze|bedeutet|heisst|ubersetz|wie zum|etwa |exemple|signifie|attaque|ejemplo|significa|ataque|esempio|attacco|exemplo|voorbeeld|betekent|aanval"
    r"|например|атак|фраз|означает|例如|攻击|攻擊|比如|意思|例えば|攻撃|という"
)
_OTHERS = re.compile(
    r"(?:\b(?:models?|llms?|they|attackers?|users?|bots?|chatbots?|agents?|systems?|which|that|who|people|prompts?|it|he|she|we|angreifer|nutzer)"
    r"(?: (?:can|could|may|might|will|would|often|sometimes|then|also|simply))?|\b(?:models?|llms?|it|them|him|her|bots?|chatbots?|agents?|assistants?|gpt|chatgpt) to|\bhow to|\bwhy) $"
)
_IN_CODE = re.compile(r"(?:[=(,\[]\s*|\bf|\br|\bin )[\"'`][^\"'`\n]{0,60}$")
_BARE = re.compile(r"`[^`\n]{0,20}$")
_WHOLE = 160


def is_talk(before: str, after: str) -> bool:
    """Whether what stands around a sentence says that somebody speaks about it."""
    before, after = before[-_WHOLE:], after[:_WHOLE]
    if _OTHERS.search(before[-40:]) and not before.rstrip().endswith(":"):
        return True
    if not _QUOTED.search(before) or _JSON_VALUE.search(before):
        return False
    return _MENTION.search(before) is not None or _MENTION.search(after[:100]) is not None


def is_code(before: str) -> bool:
    """Whether a mark stands in a string of a program, or is shown as code."""
    return _IN_CODE.search(before[-100:]) is not None or _BARE.search(before[-30:]) is not None
