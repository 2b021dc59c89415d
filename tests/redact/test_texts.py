"""In plain text, what patterns block and what a detector finds is replaced, and the rest stays."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.detect.engine import Detector
from otelevals.redact.substitutes import Substitutes
from otelevals.redact.texts import Texts
from tests.redact.finders import NameFinder, options, texts


@pytest.mark.parametrize(
    ("given_options", "text", "expected", "kinds"),
    [
        ({}, "for JANE and JANE.", "for [NAME] and [NAME].", ("name", "name")),
        ({}, "for nobody", "for nobody", ()),
        ({}, "", "", ()),
        ({"blocked_values": ["4[0-9]{3}"]}, "a 4111 b 4222", "a **** b ****", ("blocked_value",) * 2),
        ({"blocked_values": ["é+"]}, "ü éé JANE é", "ü **** [NAME] ****", ("blocked_value", "name", "blocked_value")),
        ({"blocked_values": ["x*"]}, "aa", "aa", ()),
        ({"blocked_values": ["AN"]}, "JANE", "[NAME]", ("name",)),
        ({"blocked_values": ["a JA", "NE b"]}, "a JANE b", "****", ("blocked_value",)),
        ({"blocked_values": ["[0-9]+"], "allowed_values": ["^7"]}, "7 8", "7 8", ()),
        ({"blocked_values": ["[0-9]+"], "allowed_values": ["^7"]}, "8 7", "**** ****", ("blocked_value",) * 2),
        ({"allowed_values": ["^JANE$"]}, "for JANE", "for JANE", ()),
        ({"allowed_values": ["^for"]}, "for JANE", "for [NAME]", ("name",)),
    ],
)
def test_redacted(given_options: dict[str, Any], text: str, expected: str, kinds: tuple[str, ...]) -> None:
    assert texts(**given_options).redact(text) == (expected, kinds)


def test_the_key_says_what_a_value_is() -> None:
    made = texts()
    assert made.redact("1234", "pin").text == "[PIN]"
    assert made.redact("1234", "order").text == "1234"
    assert made.redact("1234").text == "1234"
    assert made.redact("x", "JANE").text == "x"


def test_a_clean_text_is_looked_at_once() -> None:
    finder = NameFinder()
    made = Texts(options(), finder, Substitutes(options()))
    for _ in range(3):
        assert made.redact("gpt-5", "model").text == "gpt-5"
        assert made.redact("JANE", "model").text == "[NAME]"
    assert finder.asked.count("model: gpt-5") == 1


def test_of_keys_only_what_is_found_is_taken_out() -> None:
    made = texts(blocked_values=["user"])
    assert made.redact_key("user JANE").text == "user [NAME]"


def test_of_findings_that_overlap_nothing_stays() -> None:
    chosen = options(kinds="all")
    made = Texts(chosen, Detector(), Substitutes(chosen))
    assert made.redact("password: hunter2@example.com") == ("password: [SECRETS]", ("secrets",))


def test_of_findings_that_overlap_one_that_is_allowed_excuses_none() -> None:
    chosen = options(kinds="all", allowed_values=["^hunter2$"])
    made = Texts(chosen, Detector(), Substitutes(chosen))
    assert made.redact("password: hunter2@example.com").text == "password: [SECRETS]"


@given(st.lists(st.sampled_from(["JANE", "é", "4111", "a", " ", "\U0001f600"]), max_size=20))
def test_everything_else_stays(parts: list[str]) -> None:
    replaced = [{"JANE": "[NAME]", "4111": "****"}.get(part, part) for part in parts]
    assert texts(blocked_values=["4111"]).redact("".join(parts)).text == "".join(replaced)
