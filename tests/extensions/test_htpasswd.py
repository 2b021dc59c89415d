"""Passwords of htpasswd files are recognised, and nothing that is wrong shows one."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.extensions.htpasswd import NOBODY, parse_users

SHA = "{SHA}" + base64.b64encode(hashlib.sha1(b"hush").digest()).decode()
SSHA = "{SSHA}" + base64.b64encode(hashlib.sha1(b"hushsalt").digest() + b"salt").decode()


@pytest.mark.parametrize("written", ["hush", SHA, SSHA])
def test_the_right_password_matches_and_no_other(written: str) -> None:
    user = parse_users(f"# people\n\n  anna:{written}  \n")["anna"]
    assert user.matches("hush")
    assert not any(user.matches(other) for other in ("", "Hush", "hush ", written if written != "hush" else "x"))


def test_a_password_may_have_colons() -> None:
    assert parse_users("a:b:c")["a"].matches("b:c")


@given(st.text())
def test_nobody_has_no_password(text: str) -> None:
    assert not NOBODY.matches(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no user is given"),
        ("# only a comment", "no user is given"),
        ("anna", "line 1: expected user:password"),
        ("anna:", "line 1: expected user:password"),
        (":hush", "line 1: expected user:password"),
        ("a:1\na:2", "line 2: this user is given twice"),
        (
            "a:$2y$05$abcdefghijklmnopqrstuv",
            "line 1: this kind of hash is not supported (choices: {SHA}, {SSHA}, the password itself)",
        ),
        ("a:{SHA}?", "line 1: the hash is not base64"),
        ("a:{SHA}" + SSHA[6:], "line 1: this is not a hash as {SHA} has it"),
        ("a:{SSHA}" + SHA[5:], "line 1: this is not a hash as {SSHA} has it"),
    ],
)
def test_what_is_wrong_is_said_by_its_line(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        parse_users(text)
    assert str(caught.value) == message


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        users = parse_users(text)
    except ValueError:
        return
    assert users
    assert not any(":" in user for user in users)


def test_a_password_does_not_show_itself() -> None:
    assert repr(parse_users("a:hush")) == "{'a': Password()}"
