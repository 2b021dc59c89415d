"""Users with their passwords may send; what is sent carries the user that is configured."""

import base64
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from otelevals.api.component import Authenticator
from otelevals.api.errors import ConfigError, Unauthenticated
from otelevals.extensions.basicauth import BasicAuthExtension
from otelevals.testing import context


def extension(folder: Path = Path(), **options: Any) -> BasicAuthExtension:
    config = BasicAuthExtension.Config.model_validate(options)
    result = BasicAuthExtension(config, context("basicauth", base_dir=folder))
    result.start()
    return result


def shown(credentials: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(credentials.encode()).decode()}"}


def refusal(auth: BasicAuthExtension, headers: dict[str, str]) -> str | None:
    try:
        auth.authenticate(headers)
    except Unauthenticated as error:
        return str(error)
    return None


def test_a_refusal_says_what_is_asked_for() -> None:
    auth = extension(htpasswd={"inline": "anna:hush"})
    for headers in ({}, shown("anna:no"), {"authorization": "Basic ?"}):
        with pytest.raises(Unauthenticated) as caught:
            auth.authenticate(headers)
        assert caught.value.challenge == 'Basic realm="otelevals", charset="UTF-8"'


def test_users_send_with_their_own_passwords() -> None:
    auth = extension(htpasswd={"inline": "anna:hush\nbert:psst:x"})
    assert [refusal(auth, shown(each)) for each in ("anna:hush", "bert:psst:x")] == [None, None]
    for other in ("anna:psst:x", "anna:", "anna", "carl:hush", ":", ""):
        assert refusal(auth, shown(other)) in (
            "the user or the password is not accepted",
            "the header authorization does not have the scheme Basic",
        )
    assert refusal(auth, {}) == "the request has no header authorization"
    assert refusal(auth, {"authorization": "Basic ?"}) == "the credentials are not base64 of user:password"
    assert refusal(auth, {"authorization": "Basic /w=="}) == "the credentials are not base64 of user:password"


def test_inline_users_take_precedence_over_the_file_which_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "users"
    file.write_text("anna:old\nbert:psst")
    auth = extension(tmp_path, htpasswd={"inline": "anna:hush", "file": "users"})
    assert [refusal(auth, shown(each)) for each in ("anna:hush", "bert:psst")] == [None, None]
    assert refusal(auth, shown("anna:old"))
    file.write_text("carl:third")
    assert refusal(auth, shown("carl:third")) is None
    assert refusal(auth, shown("bert:psst"))


@given(st.text())
def test_no_header_breaks_it(value: str) -> None:
    auth = extension(htpasswd={"inline": "anna:hush"})
    assert refusal(auth, {"authorization": value})
    assert refusal(auth, {"authorization": f"Basic {value}"})


def test_a_client_sends_its_user(tmp_path: Path) -> None:
    auth = extension(client_auth={"username": "anna", "password": "hush"})
    assert auth.headers(()) == [("authorization", "Basic YW5uYTpodXNo")]
    (tmp_path / "password").write_text("new\n")
    auth = extension(tmp_path, client_auth={"username": "anna", "password": "hush", "password_file": "password"})
    assert auth.headers(()) == list(shown("anna:new").items())
    (tmp_path / "password").write_text("newer\n")
    assert auth.headers(()) == list(shown("anna:newer").items())


def test_a_file_of_several_lines_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "user").write_text("anna\nbert")
    with pytest.raises(ConfigError) as caught:
        extension(tmp_path, client_auth={"username_file": "user", "password": "hush"})
    assert str(caught.value) == f"client_auth.username_file {tmp_path}/user: expected one line"


def test_each_side_has_only_what_it_is_for() -> None:
    server = extension(htpasswd={"inline": "anna:hush"})
    client = extension(client_auth={"username": "anna", "password": "hush"})
    assert isinstance(server, Authenticator)
    assert not isinstance(client, Authenticator)
    assert hasattr(client, "headers")
    assert not hasattr(server, "headers")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "give either htpasswd, for receivers, or client_auth, for exporters"),
        ({"htpasswd": {}}, "give file or inline"),
        ({"htpasswd": {"inline": "anna"}}, "line 1: expected user:password"),
        ({"client_auth": {}}, "give username or username_file"),
        ({"client_auth": {"username": "a"}}, "give password or password_file"),
        ({"client_auth": {"username": "a:b", "password": "c"}}, "username: the name of a user cannot have a colon"),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        extension(**options)
    assert caught.value.errors()[0]["msg"].removeprefix("Value error, ") == message


def test_passwords_are_secret() -> None:
    assert "hidden" not in repr(extension(htpasswd={"inline": "anna:hidden"}).config)
    assert "hidden" not in repr(extension(client_auth={"username": "anna", "password": "hidden"}).config)
