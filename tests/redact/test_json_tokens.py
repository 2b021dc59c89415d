"""Tokens are those of the document, whatever is in its strings."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from otelevals.redact.json_tokens import Sort, tokens

TEXTS = st.text(st.sampled_from('a"\\\n[]{}:, é\u2028'), max_size=100)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
DOCUMENTS = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=10)
STYLES: list[dict[str, Any]] = [{}, {"ensure_ascii": False}, {"indent": 1}, {"separators": (" ,", " :")}]


def expected(value: Any) -> list[tuple[Sort, Any]]:
    match value:
        case str():
            return [(Sort.STRING, value)]
        case list():
            return [(Sort.OPENS, "["), *(each for item in value for each in expected(item)), (Sort.CLOSES, "]")]
        case dict():
            entries = [each for key, item in value.items() for each in ((Sort.KEY, key), *expected(item))]
            return [(Sort.OPENS, "{"), *entries, (Sort.CLOSES, "}")]
        case _:
            return [(Sort.OTHER, json.dumps(value))]


@given(DOCUMENTS, st.sampled_from(STYLES))
def test_every_token_is_found(document: Any, style: dict[str, Any]) -> None:
    text = json.dumps(document, **style)
    found = [(sort, text[start:end]) for sort, start, end in tokens(text)]
    decoded = [(sort, json.loads(part) if sort in (Sort.KEY, Sort.STRING) else part) for sort, part in found]
    assert decoded == expected(document)
