"""A value is replaced by a placeholder, a mask, a hash, or a token that is the same for equal values under one key."""

import hashlib
import hmac
import re
from typing import Any

import pytest

from otelevals.detect.engine import Detector
from otelevals.detect.kinds import KINDS
from otelevals.redact.options import RedactionOptions
from otelevals.redact.substitutes import Substitutes

KEY = "k" * 64


def substitutes(**options: Any) -> Substitutes:
    return Substitutes(RedactionOptions.model_validate({"kinds": "all", **options}))


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("none", "****"),
        ("md5", hashlib.md5(b"4111").hexdigest()),
        ("sha1", hashlib.sha1(b"4111").hexdigest()),
        ("sha3", hashlib.sha3_256(b"4111").hexdigest()),
        ("hmac-sha256", hmac.digest(KEY.encode(), b"4111", "sha256").hex()),
        ("hmac-sha512", hmac.digest(KEY.encode(), b"4111", "sha512").hex()),
    ],
)
def test_blocked_values_are_masked_or_hashed(function: str, expected: str) -> None:
    assert substitutes(hash_function=function, hmac_key=KEY).blocked("4111") == expected


def test_found_values() -> None:
    assert substitutes().found("email", "a@b.example") == "[EMAIL]"
    assert substitutes(action="mask").found("email", "a@b.example") == "****"
    assert substitutes(action="hash", hash_function="md5").found("card", "1") == hashlib.md5(b"1").hexdigest()


def test_tokens_are_the_same_for_equal_values_under_one_key() -> None:
    one, same = (substitutes(action="tokenize", hmac_key=KEY) for _ in range(2))
    other = substitutes(action="tokenize", hmac_key="o" * 32)
    token = one.found("email", "a@b.example")
    assert re.fullmatch(r"\[EMAIL:[a-p]{24}\]", token)
    assert same.found("email", "a@b.example") == token
    assert one.found("email", "c@b.example") != token
    assert other.found("email", "a@b.example") != token


@pytest.mark.parametrize("action", ["replace", "mask", "tokenize"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_there_is_not_found_again(kind: str, action: str) -> None:
    value = substitutes(action=action, hmac_key=KEY).found(kind, "some value")
    detector = Detector()
    for text in (value, f"password: {value}", f"api_key={value}", f"phone: {value} {value}", f"born {value}."):
        assert detector.find(text) == []
