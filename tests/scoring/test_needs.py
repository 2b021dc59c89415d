"""A scorer's parameters are its needs: exactly they are computed, and what nobody has is an error of configuration."""

from typing import Any

import pytest

from otelevals.genai.fields import MissingInput
from otelevals.scoring.needs import arguments, needs_of
from tests.genai.spans import chat, interaction


def given(function: Any, **attributes: Any) -> Any:
    view = interaction(attributes)
    positional, named = arguments(needs_of(function, "f"), view)
    return function(*positional, **named)


def test_everything_that_can_be_needed() -> None:
    def score(output: str, /, kind: Any, *, input: str, interaction: Any, span: Any, usage: Any) -> Any:  # noqa: A002
        return output, kind, input, interaction.span is span, usage.input_tokens

    attributes = chat("Paris.", "Where?", **{"gen_ai.usage.input_tokens": 3})
    assert given(score, **attributes) == ("Paris.", "chat", "Where?", True, 3)


def test_a_parameter_with_a_default_may_be_missing() -> None:
    def score(output: str, tools: Any = "no tools", expected: Any = "nothing", system: Any = "none") -> Any:
        return output, tools, expected, system

    attributes = chat("Paris.", **{"gen_ai.system_instructions": "Be brief."})
    assert given(score, **attributes) == ("Paris.", "no tools", "nothing", "Be brief.")


@pytest.mark.parametrize(
    ("attributes", "field", "content_off"),
    [(chat(), "output", True), (chat(prompt="x"), "output", False), (chat("Paris."), "expected", False)],
)
def test_what_is_missing_is_named(attributes: dict[str, Any], field: str, content_off: bool) -> None:
    def score(output: str, expected: str) -> bool:
        return output == expected

    with pytest.raises(MissingInput) as caught:
        given(score, **attributes)
    assert (caught.value.field, caught.value.absent.content_off) == (field, content_off)


def test_errors_are_sentences() -> None:
    def unknown(outptu: str) -> None: ...
    def greedy(**everything: str) -> None: ...

    messages = []
    for function in (unknown, greedy, int):
        with pytest.raises(ValueError) as caught:  # noqa: PT011
            needs_of(function, "tone")
        messages.append(str(caught.value))
    assert messages[0].startswith("tone needs 'outptu', which no interaction has (valid: agent, agent_id, ")
    assert messages[0].endswith("did you mean output?)")
    assert messages[1:] == [
        "tone takes **everything: str: a scorer names each thing that it needs",
        "tone has no readable parameters",
    ]
