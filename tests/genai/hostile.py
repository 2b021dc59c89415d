"""Values that no honest instrumentation writes, for tests of what reads them."""

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from otelevals.genai.fields import Found
from otelevals.genai.interaction import FIELDS
from tests.genai.spans import interaction

_TEXT = st.text(max_size=4)
_TEXT.validate()  # computes a table of characters, which takes too long inside the first test


def attributes(keys: Iterable[str], *words: str) -> st.SearchStrategy[dict[str, Any]]:
    """Attributes of these names that hold anything: trees of these words, natively, as JSON, or as JSON cut off."""
    said = st.sampled_from(words)
    scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | _TEXT | said
    trees = st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(said, inner, max_size=4), max_leaves=10
    )
    values = trees | trees.map(json.dumps) | trees.map(lambda tree: json.dumps(tree)[:-1])
    return st.dictionaries(st.sampled_from(sorted(keys)), values, max_size=6)


def assert_read_or_absent(found: dict[str, Any]) -> None:
    view = interaction(found)
    for name in FIELDS:
        field = view.get(name)
        assert isinstance(field, Found) or field.reason
