"""Private data in a text fails it, and the explanation says what kind and where, never the value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from otelevals.genai.fields import MissingInput
from otelevals.scorers.detect.pii import Pii
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction

PRIVATE = ["ann@example.com", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "+49 30 23125 001", "192.0.2.17"]


@pytest.mark.parametrize(
    "output", ["", "All good.", "Order 4711 of 5 March 2024", "version 1.2.3.4", "a @ b.T", "password: hunter2"]
)
def test_harmless_texts_pass(output: str) -> None:
    assert Pii().score(interaction(chat(output))) is True


@pytest.mark.parametrize("value", PRIVATE)
def test_private_data_fails_without_being_shown(value: str) -> None:
    result = Pii().score(interaction(chat(f"Sure:\n{value} is it.")))
    assert isinstance(result, Score)
    assert result.passed is False
    assert "(line 2)" in str(result.explanation)
    assert value not in str(result.explanation)


def test_it_says_how_many_of_each_kind_and_in_which_lines() -> None:
    text = "ann@example.com\nbob@example.com, 192.0.2.17\n\nann@example.org"
    expected = "the output contains 3 e-mail addresses (lines 1, 2 and 4) and 1 IP address (line 2)"
    assert Pii().score(interaction(chat(text))) == Score.failing(expected)


def test_of_many_lines_five_are_named() -> None:
    expected = "the output contains 7 e-mail addresses (lines 1, 2, 3, 4, 5 and 2 more)"
    assert Pii().score(interaction(chat("ann@example.com\n" * 7))) == Score.failing(expected)


def test_only_chosen_kinds_count() -> None:
    assert Pii(kinds=["card"]).score(interaction(chat("ann@example.com"))) is True


def test_regions_choose_which_national_numbers_count() -> None:
    text = interaction(chat("CPF 529.982.247-25"))
    assert Pii(kinds=["national_id"], regions=["de"]).score(text) is True
    assert isinstance(Pii(kinds=["national_id"], regions=["br"]).score(text), Score)


def test_the_input_can_be_looked_at() -> None:
    exchange = interaction(chat("fine", "I am ann@example.com"))
    assert Pii().score(exchange) is True
    assert Pii(where="input").score(exchange) == Score.failing("the input contains 1 e-mail address (line 1)")


def test_unknown_kinds_and_regions_are_refused_with_those_there_are() -> None:
    with pytest.raises(ValidationError, match=r"there is no kind 'emial' .*did you mean email"):
        Pii(kinds=["emial"])
    with pytest.raises(ValidationError, match="there is no region 'uk' "):
        Pii(regions=["uk"])


def test_a_version_is_also_of_the_detection() -> None:
    assert b"def luhn(" in Pii().code()


def test_without_text_there_is_no_verdict() -> None:
    with pytest.raises(MissingInput):
        Pii().score(interaction(chat(None, "hi")))


@given(st.sampled_from(PRIVATE), st.text(), st.text())
def test_explanations_never_show_values(value: str, before: str, after: str) -> None:
    result = Pii().score(interaction(chat(f"{before} {value} {after}")))
    assert value not in str(result)


def test_of_a_long_text_the_beginning_is_looked_at_and_that_is_said() -> None:
    hostile = "card 4111 1111 1111 1112 " * 40_000
    passed = Score.passing("only its first 100000 characters were looked at")
    assert Pii().score(interaction(chat(hostile + "ann@example.com"))) == passed
    result = Pii().score(interaction(chat("ann@example.com " + hostile)))
    assert result == Score.failing("the output contains 1 e-mail address (line 1)")
