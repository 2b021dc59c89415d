"""Options of the Collector do what they do there."""

from typing import Any

import pytest

from tests.processors.build import batch, payload, span, spans_of
from tests.processors.redacting import BLOCKED, VISA, attributes_of, processor, redacted, redacted_body


def test_only_allowed_attributes_stay() -> None:
    given = {"id": 5, "name": "a", "secret": "b"}
    assert redacted(given, allow_all_keys=False, allowed_keys=["id", "name"]) == {"id": 5, "name": "a"}


def test_an_empty_list_allows_nothing() -> None:
    assert redacted({"id": 5, "name": "a"}, allow_all_keys=False) == {}


def test_all_keys_are_allowed_when_that_is_said() -> None:
    assert redacted({"id": 5, "name": "a"}, allowed_keys=["id"]) == {"id": 5, "name": "a"}


def test_blocked_values_are_masked() -> None:
    given = {"notes": f"mastercard 5105105105105100 and visa {VISA}.", "n": 4111111111111111}
    assert redacted(given, **BLOCKED) == {"notes": "mastercard **** and visa ****.", "n": 4111111111111111}


def test_numbers_and_booleans_are_looked_at_as_texts_when_that_is_said() -> None:
    given = {"n": 4111111111111111, "b": True, "d": 1.5, "x": 7}
    options = {"redact_all_types": True, "blocked_values": ["4[0-9]{15}", "true", "1\\.5"]}
    assert redacted(given, **options) == {"n": "****", "b": "****", "d": "****", "x": 7}


def test_ignored_keys_pass_unchanged() -> None:
    given = {"safe": VISA, "safe.too": VISA, "other": VISA}
    options = {"ignored_keys": ["safe"], "ignored_key_patterns": ["^safe\\."], "allowed_keys": ["other"]}
    expected = {"safe": VISA, "safe.too": VISA, "other": "****"}
    assert redacted(given, allow_all_keys=False, **options, **BLOCKED) == expected


def test_values_under_blocked_keys_are_masked_whole() -> None:
    given = {"user.token": "a b\nc", "token.count": 5, "name": "a"}
    assert redacted(given, blocked_key_patterns=["token"]) == {"user.token": "****", "token.count": "****", "name": "a"}


def test_allowed_values_are_not_masked() -> None:
    given = {"email": "a@mycompany.example", "other": "b@else.example", "token": "c@mycompany.example"}
    options = {"blocked_values": ["[a-z]+@[a-z.]+"], "allowed_values": [".+@mycompany.example"]}
    expected = {**given, "other": "****"}
    assert redacted(given, blocked_key_patterns=["token"], **options) == expected


def test_a_hash_stands_in_place_of_a_mask() -> None:
    given = {"card": VISA, "token": "abc"}
    result = redacted(given, blocked_key_patterns=["token"], hash_function="sha1", **BLOCKED)
    assert result == {
        "card": "68bfb396f35af3876fc509665b3dc23a0930aab1",
        "token": "a9993e364706816aba3e25717850c26c9cd0d89d",
    }


def test_a_summary_of_numbers_and_keys() -> None:
    given = {"id": 5, "name": VISA, "secret": "b", "password": "c", "safe": "d", "public": "e"}
    options = {"allowed_keys": ["id", "name", "public"], "ignored_keys": ["safe"], "allowed_values": ["^e$"], **BLOCKED}
    result = redacted(given, allow_all_keys=False, summary="debug", **options)
    assert result == {
        "id": 5,
        "name": "****",
        "safe": "d",
        "public": "e",
        "redaction.redacted.keys": "password,secret",
        "redaction.redacted.count": 2,
        "redaction.masked.keys": "name",
        "redaction.masked.count": 1,
        "redaction.allowed.keys": "public",
        "redaction.allowed.count": 1,
        "redaction.ignored.count": 1,
    }


def test_a_summary_of_numbers() -> None:
    assert redacted({"name": VISA}, summary="info", **BLOCKED) == {"name": "****", "redaction.masked.count": 1}


def test_a_second_redaction_adds_to_the_summary() -> None:
    first = batch(payload(span(attributes={"b": VISA, "a": "x"})))
    once = processor(summary="debug", **BLOCKED).process(first)
    assert once is not None
    second = processor(allow_all_keys=False, allowed_keys=["a"], summary="debug", blocked_values=["x"]).process(once)
    assert attributes_of(spans_of(second)[0]) == {
        "a": "****",
        "redaction.masked.keys": "a,b",
        "redaction.masked.count": 2,
        "redaction.redacted.keys": "b",
        "redaction.redacted.count": 1,
    }


def test_bodies_that_are_maps_are_redacted_by_their_keys() -> None:
    body = {"name": VISA, "secret": "b", "in": {"name": 4111111111111111, "secret": "c", "token": 1}, "list": [VISA]}
    keys = ["name", "in", "list", "token"]
    options = {"allowed_keys": keys, "blocked_key_patterns": ["token"], "summary": "debug", **BLOCKED}
    result, attributes = redacted_body(body, allow_all_keys=False, **options)
    assert result == {"name": "****", "in": {"name": "****", "token": "****"}, "list": ["****"]}
    assert attributes == {
        "redaction.body.redacted.keys": "in.secret,secret",
        "redaction.body.redacted.count": 2,
        "redaction.body.masked.keys": "in.name,in.token,list.[0],name",
        "redaction.body.masked.count": 4,
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [(f"card {VISA}", "card ****"), (4111111111111111, "****"), ([VISA, 5], ["****", 5]), (True, True)],
)
def test_other_bodies(body: Any, expected: Any) -> None:
    result, attributes = redacted_body(body, summary="info", **BLOCKED)
    assert result == expected
    assert attributes == ({} if body == expected else {"redaction.body.masked.count": 1})
