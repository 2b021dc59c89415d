"""Entries are read as they were written, and what is none is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.journal.entry import Header, Target, decode_done, decode_entry, encode_done, encode_entry
from otelevals.otlp.signals import Signal

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TARGETS = st.builds(Target, NAMES, NAMES)
HEADERS = st.builds(
    Header,
    at=st.integers(0, 2**63),
    signal=st.sampled_from(Signal),
    receiver=NAMES,
    metadata=st.lists(st.tuples(NAMES, NAMES), max_size=3).map(tuple),
    targets=st.frozensets(TARGETS, max_size=4),
    items=st.integers(0, 2**40),
    after=NAMES,
)


@given(st.integers(0, 2**60), HEADERS, st.binary())
def test_an_entry_comes_back(id_: int, header: Header, raw: bytes) -> None:
    body = b"".join(encode_entry(id_, header, raw))
    assert decode_entry(body) == (id_, header, len(body) - len(raw))


@given(st.lists(st.tuples(st.integers(0, 2**60), TARGETS), max_size=5))
def test_marks_come_back(done: list[tuple[int, Target]]) -> None:
    assert decode_done(encode_done(done)) == done


@given(st.binary(max_size=60) | st.sampled_from([b"\x02\0\0\0[]", b'\x08\0\0\0{"id":1}', b"{}"]))
def test_what_is_none_is_refused(body: bytes) -> None:
    for decode in (decode_entry, decode_done):
        with pytest.raises(ValueError, match=r".*"):
            decode(body)


@pytest.mark.parametrize("body", [b'{"a": 1}', b"[1]", b"[[1]]", b'[["x", "a", "b"]]', b"null"])
def test_marks_of_another_shape_are_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode_done(body)
