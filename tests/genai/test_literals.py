"""Keys that begin with a literal are found however long they are, among whatever else is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.genai.literals import Literals
from tests.genai.spans import span

SUBJECT = Literals([b"ai.", b"llm."], common=(b"gen_ai.", b"mcp."))
KEYS = st.sampled_from(["ai.", "llm.", "gen_ai.", "mcp."])
NAMES = st.text(max_size=20) | st.integers(0, 20_000).map(lambda size: "x" * size)


@given(st.lists(st.tuples(st.booleans(), KEYS, NAMES), max_size=6))
def test_every_holder_is_found(given_: list[tuple[bool, str, str]]) -> None:
    raws = [span({f"{key}{name}" if holds else "key": "\n"}).raw for holds, key, name in given_]
    assert SUBJECT.holders(raws) == {place for place, (holds, _, _) in enumerate(given_) if holds}


@given(KEYS.filter(lambda key: key in ("ai.", "llm.")), NAMES, st.binary(max_size=20))
def test_a_key_is_found_in_a_request(key: str, name: str, before: bytes) -> None:
    assert SUBJECT.begins_key(before + span({f"{key}{name}": "x"}).raw)


@pytest.mark.parametrize("key", ["long.ai.y", "long-llm."])
def test_within_a_key_it_is_none(key: str) -> None:
    raw = span({key: "is llm.text"}).raw
    assert (SUBJECT.begins_key(raw), SUBJECT.holders([raw]), SUBJECT.any_in(raw)) == (False, set(), True)
