"""Who shows one of the tokens may send; what is sent shows the first."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from structlog.testing import capture_logs

from otelevals.api.errors import ConfigError, Unauthenticated
from otelevals.extensions.bearertokenauth import BearerTokenAuthExtension
from otelevals.testing import context


def extension(folder: Path = Path(), **options: Any) -> BearerTokenAuthExtension:
    config = BearerTokenAuthExtension.Config.model_validate(options)
    result = BearerTokenAuthExtension(config, context("bearertokenauth", base_dir=folder))
    result.start()
    return result


def accepts(auth: BearerTokenAuthExtension, **headers: str) -> bool:
    try:
        auth.authenticate({name.replace("_", "-"): value for name, value in headers.items()})
    except Unauthenticated:
        return False
    return True


def test_a_refusal_shows_nothing_of_what_came() -> None:
    with pytest.raises(Unauthenticated) as caught:
        extension(token="one").authenticate({"authorization": "Bearer hidden"})
    assert (str(caught.value), caught.value.challenge) == ("the token is not accepted", "Bearer")


def test_each_token_is_accepted_and_the_first_is_sent() -> None:
    auth = extension(tokens=["one", "two"])
    assert [
        accepts(auth, authorization=f"Bearer {token}") for token in ("one", "two", "three", "one, Bearer two", "")
    ] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert auth.headers(()) == [("authorization", "Bearer one")]


def test_scheme_and_header_can_be_others() -> None:
    auth = extension(token="one", scheme="", header="X-Api-Key")
    assert accepts(auth, x_api_key="one")
    assert not accepts(auth, authorization="Bearer one")
    assert not accepts(auth, x_api_key="")
    assert auth.headers(()) == [("x-api-key", "one")]


def test_the_file_takes_precedence_and_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text("one\n\ntwo\r\n")
    with capture_logs() as logs:
        auth = extension(tmp_path, token="fixed", filename="tokens")
    assert [log["event"] for log in logs] == ["filename is given: token and tokens are not used"]
    assert accepts(auth, authorization="Bearer two")
    assert not accepts(auth, authorization="Bearer fixed")
    assert not accepts(auth, authorization="Bearer ")
    file.write_text("three")
    assert accepts(auth, authorization="Bearer three")
    assert not accepts(auth, authorization="Bearer one")
    assert auth.headers(()) == [("authorization", "Bearer three")]


def test_a_file_without_tokens_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("\n \n")
    with pytest.raises(ConfigError) as caught:
        extension(tmp_path, filename="tokens")
    assert str(caught.value) == f"filename {tmp_path}/tokens: the file has no token"


@given(st.text())
def test_no_header_breaks_it(value: str) -> None:
    assert accepts(extension(token="one"), authorization=value) == (
        value.partition(" ")[0].lower() == "bearer" and value.partition(" ")[2].strip() == "one"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "give token, tokens or filename"),
        ({"token": "a", "tokens": ["b"]}, "give token or tokens, not both"),
        ({"token": ""}, "a token is empty or has characters that a header cannot carry"),
        ({"tokens": ["a", "b c"]}, "a token is empty or has characters that a header cannot carry"),
        (
            {"token": "a", "file_retry": {"enabled": True}},
            "file_retry is not supported: the file must be there at the start, and is then watched",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        extension(**options)
    assert caught.value.errors()[0]["msg"].removeprefix("Value error, ") == message


def test_tokens_are_secret() -> None:
    assert "hidden" not in repr(extension(tokens=["hidden"]).config)
