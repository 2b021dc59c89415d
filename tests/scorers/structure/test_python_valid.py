"""Python parses or does not; what could crash or hold up the parser is not given to it, or stops at its limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.structure.python_valid import PythonValid
from otelevals.scoring.score import NoVerdict, Score

TEXT = st.text(max_size=60)
TEXT.validate()  # computes a table of characters, which takes too long inside the first test


@pytest.mark.parametrize(
    "code",
    [
        "x = 1",
        "def f(é):\n    return '👍'\n",
        "```python\nx\n```",
        "    indented = True\n    y = 2",
        "'\\d'",
        "async def f(): ...",
    ],
)
def test_valid(code: str) -> None:
    assert PythonValid().score(code) == Score.passing()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "the output is empty"),
        (" \n", "the output is empty"),
        ("def f(:", "the output is not valid Python: invalid syntax (line 1)"),
        ("x = 1\nprint 'a'", "the output is not valid Python: Missing parentheses in call to 'print'"),
        ("Here is the code:\nx = 1", "the output is not valid Python: invalid syntax (line 1)"),
        ("x = (", "the output is not valid Python: '(' was never closed (line 1)"),
        ("\0", "the output is not valid Python: source code"),
        ("1" * 5000, "the output is not valid Python: Exceeds the limit"),
        ("(" * 300 + ")" * 300, "the output is not valid Python: too many nested parentheses"),
        ("x = “a”", "the output is not valid Python: invalid character"),
    ],
)
def test_invalid(code: str, why: str) -> None:
    result = PythonValid().score(code)
    assert isinstance(result, Score)
    assert result.passed is False
    assert str(result.explanation).startswith(why)


@pytest.mark.parametrize("code", ["-" * 39_000 + "1", "+".join("1" * 19_000), "a" + ".b" * 19_000, "a" + "()" * 19_000])
def test_nesting_that_is_too_deep_gets_no_verdict(code: str) -> None:
    assert PythonValid().score(code) == NoVerdict("the code is nested too deeply to be parsed")


def test_code_that_is_too_long_gets_no_verdict() -> None:
    assert PythonValid().score("x\n" * 20_001) == NoVerdict("the code has more than 40,000 characters")


def test_code_blocks_can_be_checked_inside_an_answer() -> None:
    answer = "Do this:\n```python\nx = 1\n```\nor in a shell:\n```sh\nls -l |\n```"
    assert PythonValid(blocks=True).score(answer) == Score.passing()
    assert PythonValid(blocks=True).score(answer + "\n```py\nx =\n```").explanation == (  # type: ignore[union-attr]
        "the output is not valid Python: invalid syntax (line 1)"
    )
    assert PythonValid(blocks=True).score("no code") == NoVerdict("the output has no code block to check")


@given(TEXT)
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(PythonValid().score(text), Score | NoVerdict)
