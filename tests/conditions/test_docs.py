"""The reference page lists every converter as the code has it, and its examples compile."""

import re
from pathlib import Path

from otelevals.conditions import Resolver, compile_condition
from otelevals.conditions.converters import CONVERTERS
from otelevals.conditions.parser import MAX_DEPTH, MAX_LENGTH

PAGE = (Path(__file__).parents[2] / "docs/conditions.md").read_text(encoding="utf-8")


def test_the_table_of_converters_is_that_of_the_code() -> None:
    listed = [line for line in PAGE.splitlines() if re.match(r"\| `[A-Z]\w+\(", line)]
    assert listed == [f"| `{each.signature}` | {each.returns} | {each.summary} |" for each in CONVERTERS.values()]


def test_the_examples_compile(resolver: Resolver) -> None:
    examples = re.findall(r"^when: '(.*)'$", PAGE, re.M)
    assert len(examples) > 3
    for example in examples:
        compile_condition(example, resolver)


def test_the_limits_are_those_of_the_code() -> None:
    assert f"at most {MAX_LENGTH} characters and at most {MAX_DEPTH} levels" in PAGE
