"""Examples are inputs beside what should be answered, checked against the rubric and its scale."""

import re
from typing import Any

import pytest

from otelevals.judges.examples import Example, read_examples
from otelevals.judges.scale import BOOLEAN, parse_scale

SHARE = parse_scale({"share_of": "claims", "each": "claim", "that_is": "supported"})
CLAIM = {"claim": "It is 5.", "explanation": "The context says so.", "supported": True}
GOOD = {"output": "Hi", "explanation": "It greets.", "verdict": "pass"}


def test_an_example_is_what_is_shown_and_what_is_answered() -> None:
    (example,) = read_examples([{**GOOD, "input": None}], ["input", "output"], BOOLEAN)
    assert example == Example({"output": "Hi"}, {"explanation": "It greets.", "verdict": "pass"})


def test_a_number_may_be_written_as_one() -> None:
    (example,) = read_examples([{**GOOD, "verdict": 4}], ["output"], parse_scale("1..5"))
    assert example.answer["verdict"] == "4"


def test_a_list_is_answered_as_a_list() -> None:
    written = {"output": "It is 5.", "claims": [CLAIM], "explanation": "All is there."}
    (example,) = read_examples([written], ["output"], SHARE)
    assert example.answer == {"claims": [CLAIM], "explanation": "All is there.", "verdict": "judged"}
    assert list(example.answer) == list(SHARE.properties())


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("pass", "example 1: expected an object of inputs, explanation and verdict"),
        ({**GOOD, "outptu": 1}, "example 1: unknown key (valid: explanation, output, verdict; did you mean output?)"),
        ({"explanation": "x", "verdict": "pass"}, "example 1: shows nothing of output"),
        ({**GOOD, "explanation": " "}, "example 1: explanation: expected a text: the judge answers as examples do"),
        ({**GOOD, "verdict": True}, "example 1: verdict: expected one of pass, fail, cannot_judge"),
        ({**GOOD, "verdict": "good"}, "example 1: verdict: expected one of pass, fail, cannot_judge"),
    ],
)
def test_what_is_wrong_is_said(written: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_examples([written], ["output"], BOOLEAN)


@pytest.mark.parametrize("claims", [None, "x", [{}], [{**CLAIM, "supported": "yes"}], [{**CLAIM, "more": 1}]])
def test_lists_are_checked(claims: Any) -> None:
    sentence = "example 1: claims: expected a list of objects with claim, explanation and supported (true or false)"
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_examples([{"output": "x", "explanation": "y", "claims": claims}], ["output"], SHARE)


def test_there_are_not_too_many() -> None:
    with pytest.raises(ValueError, match=r"^21 examples are more than 20$"):
        read_examples([GOOD] * 21, ["output"], BOOLEAN)
