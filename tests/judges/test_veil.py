"""Secrets are hidden in whatever form a text repeats them."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.config import Secret
from otelevals.judges.veil import Veil, failure_texts

SECRET = 'p@ss"word/é'


@pytest.mark.parametrize("form", [SECRET, quote(SECRET, safe=""), json.dumps(SECRET, ensure_ascii=False)[1:-1]])
def test_each_form_is_hidden(form: str) -> None:
    assert Veil([SECRET]).hide(f"<{form}>") == "<[REDACTED]>"


def test_what_follows_a_scheme_is_hidden_alone() -> None:
    assert Veil(["Bearer abcdef"]).hide("Bearer abcdef, abcdef") == "[REDACTED], [REDACTED]"


def test_remains_of_keys_are_hidden() -> None:
    assert Veil([]).hide("Incorrect API key: sk-ab****yz.") == "Incorrect API key: [REDACTED]"
    assert Veil([]).hide("2 ** 3 and **bold**") == "2 ** 3 and **bold**"


def test_what_is_too_short_to_be_a_secret_stays() -> None:
    assert Veil(["a", "", "red"]).hide("a red hat") == "a red hat"


def test_a_secret_of_the_configuration_is_known() -> None:
    assert Veil([Secret("abcdef")]).hide("abcdef [REDACTED]") == "[REDACTED] [REDACTED]"


@given(st.lists(st.text(min_size=4), max_size=3), st.text(), st.text())
def test_no_secret_is_left(secrets: list[str], before: str, after: str) -> None:
    """Except of what the mark itself says."""
    veil = Veil(secrets)
    for secret in secrets:
        left = veil.hide(f"{before}{secret}{after}").replace("[REDACTED]", "\0")
        assert secret not in left or secret in before + after


def test_texts_are_shortened() -> None:
    message, raw = failure_texts(Veil(["abcdef"]), "it failed", "x\n" * 900, b"y" * 99_999)
    assert message == f"it failed: {'x ' * 150}…"
    assert raw == "y" * 4000
    assert failure_texts(Veil([]), "it failed", None, None) == ("it failed", "")
    assert failure_texts(Veil([]), "it failed", {"a": 1}, {"a": object}) == (
        'it failed: {"a":1}',
        '{"a":"<class \'object\'>"}',
    )


@pytest.mark.parametrize("piece", ["y", "*", "**y", "a' "])
def test_long_texts_are_searched_in_time_with_their_length(piece: str) -> None:
    """A search that tries each beginning anew would take hours."""
    assert len(Veil(["abcdef"]).hide(piece * 500_000)) >= len("[REDACTED]")
