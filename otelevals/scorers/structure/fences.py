"""Code blocks of Markdown, in time linear in the text."""

import re

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n`]*$", re.M)


def unfenced(text: str) -> str:
    """What is inside the code block when the text is nothing but one, else the text."""
    inner = text.strip()
    if not (inner.startswith("```") and inner.endswith("```") and len(inner) > 6):
        return text
    first, newline, rest = inner.partition("\n")
    if not newline or " " in first.strip():
        return text
    return rest.removesuffix("```")


def blocks(text: str, languages: frozenset[str]) -> list[str]:
    """What is inside the code blocks of these languages, and in those that name none; one may end with the text."""
    found: list[str] = []
    start, mark, language = 0, "", ""
    for fence in _FENCE.finditer(text):
        if not mark:
            start, mark, language = fence.end() + 1, fence[1], fence[2].lower()
        elif fence[1].startswith(mark) and not fence[2]:
            if not language or language in languages:
                found.append(text[start : fence.start()])
            mark = ""
    if mark and (not language or language in languages):
        found.append(text[start:])
    return found
