"""Whether two model calls inside one another tell of one exchange, by what they were asked and what they answered."""

import re
from typing import Any

from otelevals.genai.tree import Node

_LONG = 20  # letters and digits of an answer that two exchanges do not share by chance
_FORM = re.compile(r"[\W_]+")


def is_one_exchange(outer: Node, inner: Node) -> bool:
    """Unless what both answered differs, or what both were asked last. Where one has more around the same letters and
    digits it only formats it, and a long answer that is the same was not given twice."""
    answers = _letters(_value(outer, "output_text")), _letters(_value(inner, "output_text"))
    if answers[0] == answers[1] and len(answers[0]) >= _LONG:
        return True
    return (
        _may_be_same(*answers)
        and _may_be_same(_letters(_value(outer, "input_text")), _letters(_value(inner, "input_text")))
        and _may_be_same_calls(_value(outer, "tool_calls") or (), _value(inner, "tool_calls") or ())
    )


def _may_be_same(one: str, other: str) -> bool:
    return one in other or other in one


def _may_be_same_calls(some: Any, others: Any) -> bool:
    """Calls of the same tools, with the same arguments as far as both were read alike."""
    if not some or not others:
        return True
    return len(some) == len(others) and all(
        one.name == other.name
        and (type(one.arguments) is not type(other.arguments) or one.arguments == other.arguments)
        for one, other in zip(some, others, strict=True)
    )


def _letters(text: str | None) -> str:
    return _FORM.sub("", text or "").casefold()


def _value(node: Node, name: str) -> Any:
    return None if node.interaction is None else node.interaction.value(name)
