"""Strings in JSON are redacted as they are meant, and everything around them stays as it was written."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.redact.finders import NAME, strings

ESCAPED = "\\u004aANE"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "JANE"}', '{"a": "[NAME]"}'),
        ('[ {"a":1.50, "b":"to JANE\\n" ,"a":1e3} ]', '[ {"a":1.50, "b":"to [NAME]\\n" ,"a":1e3} ]'),
        (f'["{ESCAPED}"]', '["[NAME]"]'),
        (f'"{ESCAPED}"', '"[NAME]"'),
        ('{"JANE": 1}', '{"[NAME]": 1}'),
        ('{"pin": 1234, "n": 1234}', '{"pin": "[PIN]", "n": 1234}'),
        ('{"pin": ["12", {"n": "12"}, "34"], "m": "12"}', '{"pin": ["[PIN]", {"n": "12"}, "[PIN]"], "m": "12"}'),
        ('{"n": NaN, "b": "JANE"}', '{"n": NaN, "b": "[NAME]"}'),
        ('["\\ud800 JANE"]', '["\\ufffd [NAME]"]'),
        ('["\\ud800", "JANE"]', '["\\ud800", "[NAME]"]'),
        ('["é JANE"]', '["é [NAME]"]'),
        ("[" * 2000 + '"JANE"' + "]" * 2000, "[" * 2000 + '"[NAME]"' + "]" * 2000),
    ],
)
def test_json(text: str, expected: str) -> None:
    assert strings().redact(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "JANE", "b": "and so', '{"a": "[NAME]", "b": "and so'),
        (f'[{{"a": "{ESCAPED} \\"', '[{"a": "[NAME] \\"'),
        (f'{{"a": "x", "b": "{ESCAPED}\\u00', '{"a": "x", "b": "[NAME]\\u00'),
        (f'data: {{"a": "{ESCAPED}"}}', 'data: {"a": "[NAME]"}'),
        ('[INST] I am "JANE"', '[INST] I am "[NAME]"'),
        ("{'a': 'JANE'}", "{'a': '[NAME]'}"),
        ('JANE "\\', '[NAME] "\\'),
        ('"\\x JANE"', '"\\x [NAME]"'),
        ('say "\\d" to "JANE\\n"', 'say "\\d" to "[NAME]\\n"'),
    ],
)
def test_what_only_looks_like_json(text: str, expected: str) -> None:
    assert strings().redact(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"password": "x", "user": "y"}', '{"password": "****", "user": "y"}'),
        ('{"password": {"a": [1, "]"]}, "user": "y"}', '{"password": "****", "user": "y"}'),
        ('{"password": null}', '{"password": "****"}'),
        ('{"a": [{"password" : 12 }]}', '{"a": [{"password" : "****" }]}'),
        ('{"password": "public JANE"}', '{"password": "public [NAME]"}'),
        ('{"password": {"a": "public"}}', '{"password": "****"}'),
    ],
)
def test_values_under_blocked_keys(text: str, expected: str) -> None:
    result = strings(blocked_key_patterns=["pass"], allowed_values=["^public"]).redact(text)
    assert result.text == expected


def test_equal_values_under_blocked_keys_have_equal_hashes() -> None:
    made = strings(blocked_key_patterns=["pass"], hash_function="md5")
    inner = '{"a": [1]}'
    first, second = (json.loads(made.redact(f'{{"pass": {inner}, "b": {n}}}').text)["pass"] for n in (1, 2))
    assert first == second == hashlib.md5(inner.encode()).hexdigest()


def test_json_in_json_in_json() -> None:
    inner = json.dumps({"arguments": json.dumps({"to": "JANE", "n": 1})})
    text = json.dumps([{"content": inner}], indent=2)
    assert strings().redact(text).text == text.replace("JANE", "[NAME]")


TEXTS = st.lists(st.sampled_from([NAME, "a", '"', "\\", "\n", "é", "{", "[", "\U0001f600", "\u2028", "JAN"])).map(
    "".join
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)
STYLES: list[dict[str, Any]] = [{}, {"ensure_ascii": False}, {"indent": 1}, {"separators": (",", ":")}]


def names_in(value: Any) -> bool:
    """Whether the name is anywhere in decoded JSON, or in JSON inside it."""
    match value:
        case str():
            try:
                inner = json.loads(value)
            except ValueError:
                return NAME in value
            return NAME in value or (isinstance(inner, str | list | dict) and names_in(inner))
        case list():
            return any(map(names_in, value))
        case dict():
            return any(names_in(key) or names_in(each) for key, each in value.items())
    return False


@given(DOCUMENTS.filter(lambda document: isinstance(document, list | dict)), st.sampled_from(STYLES))
def test_json_stays_valid_and_no_name_survives(document: Any, style: dict[str, Any]) -> None:
    text = json.dumps(document, **style)
    result = strings().redact(text)
    assert NAME not in result.text
    assert not names_in(json.loads(result.text))
    assert bool(result.kinds) == names_in(document)
    if not result.kinds:
        assert result.text is text


@given(DOCUMENTS, st.integers(1, 3), st.sampled_from(STYLES))
def test_no_name_survives_escapes_of_escapes(document: Any, depth: int, style: dict[str, Any]) -> None:
    text: Any = document
    for _ in range(depth):
        text = json.dumps([text], **style)
    text = text.replace("JANE", ESCAPED) if depth == 1 else text
    result = json.loads(strings().redact(text).text)
    assert not names_in(result)


@given(DOCUMENTS, st.data())
def test_nothing_survives_in_json_that_was_cut_off(document: Any, data: st.DataObject) -> None:
    text = json.dumps({"messages": document}).replace("A", "\\u0041")
    cut = text[: data.draw(st.integers(0, len(text)))]
    result = strings().redact(cut).text
    assert NAME not in result.replace("\\u0041", "A")


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert strings().redact(text).text == text.replace(NAME, "[NAME]")
