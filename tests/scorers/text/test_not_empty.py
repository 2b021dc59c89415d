"""An answer is there when it has text or calls a tool."""

import pytest

from otelevals.genai.fields import MissingInput
from otelevals.scorers.text.not_empty import NotEmpty
from otelevals.scoring.score import Score
from tests.genai.spans import OPERATION, OUTPUT, chat, interaction

TOOL_CALL = {OPERATION: "chat", OUTPUT: '[{"role":"assistant","parts":[{"type":"tool_call","name":"f"}]}]'}


@pytest.mark.parametrize("output", ["x", "0", " . ", "\N{ZERO WIDTH SPACE}"])
def test_it_passes_on_any_text(output: str) -> None:
    assert NotEmpty().score(interaction(chat(output))) is True


@pytest.mark.parametrize("output", ["", " \n\t", "\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"])
def test_it_fails_on_white_space(output: str) -> None:
    assert NotEmpty().score(interaction(chat(output))) == Score.failing("the output is empty")


def test_an_answer_of_tool_calls_is_not_empty() -> None:
    assert NotEmpty().score(interaction(TOOL_CALL)) is True


def test_an_empty_result_of_a_tool_is_empty() -> None:
    view = interaction({OPERATION: "execute_tool", "gen_ai.tool.call.result": " "})
    assert NotEmpty().score(view) == Score.failing("the output is empty")


def test_no_answer_is_not_a_bad_answer() -> None:
    with pytest.raises(MissingInput):
        NotEmpty().score(interaction(chat()))
