"""Code blocks are found as Markdown has them."""

import pytest

from otelevals.scorers.structure.fences import blocks, unfenced

PYTHON = frozenset(("python", "py"))


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("```json\n{}\n```", "{}\n"),
        ("\n```\n[1]\n```\n", "[1]\n"),
        ("```JSON5\n1```", "1"),
        ("{}", "{}"),
        ("```{}```", "```{}```"),
        ("Here it is:\n```json\n{}\n```", "Here it is:\n```json\n{}\n```"),
        ("``` not a fence\n{}\n```", "``` not a fence\n{}\n```"),
        ("```", "```"),
        ("``````", "``````"),
    ],
)
def test_a_fence_is_taken_off_when_it_is_all_there_is(text: str, inner: str) -> None:
    assert unfenced(text) == inner


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("", []),
        ("no code", []),
        ("```python\nx = 1\n```", ["x = 1\n"]),
        ("Look:\n\n```Py title=a\nx\n```\nand\n~~~\ny\n~~~\nend", ["x\n", "y\n"]),
        ("```sh\nls\n```\n```py\nx\n```", ["x\n"]),
        ("````py\n```\nx\n```\n````", ["```\nx\n```\n"]),
        ("```py\nnever ends", ["never ends"]),
        ("```py", [""]),
        ("   ```py\nx\n   ```", ["x\n"]),
        ("    ```py\nindented code", []),
        ("inline ```py x``` code", []),
        ("```py x``` code\n", []),
    ],
)
def test_blocks_of_a_language_and_of_none(text: str, inside: list[str]) -> None:
    assert blocks(text, PYTHON) == inside
