"""From text to tree. Lark is imported and its tables are built when the first condition is parsed."""

import re
from functools import cache
from typing import TYPE_CHECKING

from otelevals.conditions.errors import Problem
from otelevals.conditions.tree import Node

if TYPE_CHECKING:
    from lark import Lark

MAX_LENGTH = 16 * 1024
MAX_DEPTH = 64

_STATEMENT = re.compile(r"\s*(?!not\b)[a-z][A-Za-z0-9_]*\s*\(")
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|([(\[{])|([)\]}])', re.S)


def parse(text: str) -> Node:
    """The tree of a condition; raises Problem."""
    _check_limits(text)
    from lark.exceptions import UnexpectedInput

    from otelevals.conditions.syntax_errors import explain

    try:
        tree: Node = _parser().parse(text)  # type: ignore[assignment]  # the builder makes nodes, not lark trees
    except UnexpectedInput as error:
        raise explain(text, error, _accepted_after) from None
    return tree


@cache
def _parser() -> "Lark":
    from lark import Lark

    from otelevals.conditions.builder import Builder

    return Lark.open_from_package(
        __package__, "grammar.lark", parser="lalr", lexer="basic", transformer=Builder(), maybe_placeholders=False
    )


def _accepted_after(text: str) -> set[str]:
    """The kinds of token that may follow this beginning of a condition."""
    parser = _parser().parse_interactive(text)
    parser.exhaust_lexer()
    accepted: set[str] = parser.accepts()  # type: ignore[no-untyped-call]
    return accepted


def _check_limits(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise Problem(MAX_LENGTH + 1, f"a condition may have at most {MAX_LENGTH} characters, not {len(text)}")
    if not text.strip():
        raise Problem(1, "the condition is empty")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Problem(error.start + 1, "a condition cannot contain half a surrogate pair") from None
    if _STATEMENT.match(text):
        column = len(text) - len(text.lstrip()) + 1
        raise Problem(
            column,
            "this is a statement, and only a condition can stand here",
            "leave out the editor and write what would follow `where`; converters start with an uppercase letter",
        )
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += bool(match[1]) - bool(match[2])
        if depth > MAX_DEPTH:
            raise Problem(match.start() + 1, f"brackets are nested deeper than {MAX_DEPTH} levels")
