"""Finds `${...}` references and `$$` in a text."""

import re
from dataclasses import dataclass
from typing import TypeAlias

MAX_NESTING = 100
TOO_DEEP = "too many recursive expansions"

_MARK = re.compile(r"\$\$|\$\{|[{}]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(?!-)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Reference:
    """`${scheme:body}` or `${body}`."""

    written: str

    @property
    def body(self) -> str:
        return self.written[2:-1]


Part: TypeAlias = str | Reference


class BadReference(ValueError):
    """A `${` without its end."""


def split(text: str, *, unescape: bool = True) -> list[Part]:
    """The literal texts and the references of a text, in order; `$$` in a literal becomes `$` unless told otherwise."""
    parts: list[Part] = []
    literal: list[str] = []
    place = 0
    while (mark := _MARK.search(text, place)) is not None:
        literal.append(text[place : mark.start()])
        place = mark.end()
        if mark.group() == "${":
            if literal:
                parts.append("".join(literal))
                literal = []
            place = _end(text, mark.end())
            parts.append(Reference(text[mark.start() : place]))
        else:
            literal.append("$" if unescape and mark.group() == "$$" else mark.group())
    literal.append(text[place:])
    parts.append("".join(literal))
    return [part for part in parts if part != ""]


def _end(text: str, place: int) -> int:
    """Where the reference that was opened before `place` ends; braces inside it come in pairs."""
    depth = 1
    for mark in _MARK.finditer(text, place):
        if mark.group() == "}":
            depth -= 1
            if depth == 0:
                return mark.end()
        elif mark.group() != "$$":
            depth += 1
            if depth > MAX_NESTING:
                raise BadReference(TOO_DEEP)
    raise BadReference("a reference that begins with ${ has no end: write $$ for a dollar sign")


def split_scheme(body: str) -> tuple[str, str]:
    """`env:NAME` as `("env", "NAME")`; a name alone is one of the environment."""
    match = _SCHEME.fullmatch(body)
    return (match[1], match[2]) if match else ("env", body)


def split_default(body: str) -> tuple[str, str | None]:
    """The name and the default of `NAME:-default`; either may hold references."""
    name = ""
    for part in split(body, unescape=False):
        text = part.written if isinstance(part, Reference) else part
        if isinstance(part, str) and ":-" in part:
            name += part.partition(":-")[0]
            return name, body[len(name) + 2 :]
        name += text
    return name, None
