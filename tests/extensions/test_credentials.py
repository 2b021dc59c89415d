"""Credentials are found after their scheme, whatever its case, and compared as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.config import Secret
from otelevals.api.errors import Unauthenticated
from otelevals.extensions.credentials import after_scheme, checked_token, digest, is_one_of


@pytest.mark.parametrize(
    ("value", "scheme", "found"),
    [
        ("Bearer a", "Bearer", "a"),
        ("bearer  a ", "Bearer", "a"),
        ("a", "", "a"),
        ("Bearer a, Bearer b", "Bearer", "a, Bearer b"),
    ],
)
def test_credentials_stand_after_their_scheme(value: str, scheme: str, found: str) -> None:
    assert after_scheme(value, "authorization", scheme, "Bearer") == found


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "the request has no header authorization"),
        ("", "the header authorization does not have the scheme Bearer"),
        ("Bearer", "the header authorization does not have the scheme Bearer"),
        ("Bearera", "the header authorization does not have the scheme Bearer"),
        ("Basic a", "the header authorization does not have the scheme Bearer"),
    ],
)
def test_other_values_are_refused(value: str | None, message: str) -> None:
    with pytest.raises(Unauthenticated) as caught:
        after_scheme(value, "authorization", "Bearer", "Bearer realm")
    assert (str(caught.value), caught.value.challenge) == (message, "Bearer realm")


@given(st.text(), st.lists(st.text(), max_size=4))
def test_a_text_is_one_of_those_with_its_digest(text: str, others: list[str]) -> None:
    digests = [digest(each) for each in others]
    assert is_one_of(text, digests) == (text in others)
    assert is_one_of(text, [*digests, digest(text)])


@pytest.mark.parametrize("token", ["", " ", "a b", "a\n", "\xe4"])
def test_a_token_that_no_header_carries_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(ValueError, match=r"^a token is empty or has characters that a header cannot carry$"):
        checked_token(Secret(token))
