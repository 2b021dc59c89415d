"""Options that cannot work together, or that nobody has, are refused with what to write instead."""

from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.redact.options import RedactionOptions


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"blocked_values": ["("]}, "not a regular expression"),
        ({"ignored_key_patterns": ["a**"]}, "not a regular expression"),
        ({"hash_function": "crc32"}, "'none', 'md5'"),
        ({"hash_function": "hmac-sha256", "hmac_key": "x" * 31}, "hmac-sha256 needs an hmac_key of at least 32 bytes"),
        ({"hash_function": "hmac-sha512", "hmac_key": "x" * 63}, "hmac-sha512 needs an hmac_key of at least 64 bytes"),
        ({"kinds": "all", "action": "tokenize"}, "tokenize needs an hmac_key of at least 32 bytes"),
        ({"kinds": "all", "action": "hash"}, "hash needs hash_function"),
        ({"action": "mask"}, "mask needs kinds"),
        ({"hash_keys": ["user.id"]}, "hash_keys needs hash_function"),
        ({"kinds": ["emial"]}, "did you mean email?"),
        ({"kinds": "every"}, "Input should be"),
        ({"regions": ["atlantis"]}, "there is no region 'atlantis'"),
        ({"url_sanitizer": {"enabled": True}}, "url_sanitizer is not supported"),
        ({"allow_all_key": True}, "Extra inputs are not permitted"),
    ],
)
def test_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as error:
        RedactionOptions.model_validate(given)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({}, {"allow_all_keys": False, "kinds": [], "action": "replace"}),
        ({"summary": "", "hash_function": ""}, {"summary": "silent", "hash_function": "none"}),
        ({"hash_function": "SHA3", "hash_keys": ["user.id"]}, {"hash_function": "sha3", "hash_keys": ["user.id"]}),
        ({"hash_function": "hmac-sha512", "hmac_key": "x" * 64}, {"hash_function": "hmac-sha512"}),
        ({"kinds": ["email"], "action": "tokenize", "hmac_key": "x" * 32}, {"kinds": ["email"], "action": "tokenize"}),
        ({"kinds": "all", "action": "mask"}, {"kinds": "all", "regions": None}),
    ],
)
def test_taken(given: dict[str, Any], made: dict[str, Any]) -> None:
    options = RedactionOptions.model_validate(given)
    assert {name: getattr(options, name) for name in made} == made


def test_a_key_is_not_shown() -> None:
    options = RedactionOptions.model_validate({"hmac_key": "very secret"})
    assert "very secret" not in f"{options!r} {options} {options.model_dump_json()}"
