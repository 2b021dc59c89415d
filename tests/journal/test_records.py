"""A file of records is read up to where it is whole, wherever it ends."""

from hypothesis import given
from hypothesis import strategies as st

from otelevals.journal.records import Kind, Record, Torn, scan
from otelevals.journal.records import encode as encoded


def encode(kind: Kind, body: bytes) -> bytes:
    """In parts and together they are the same."""
    record = b"".join(encoded(kind, body))
    assert record == b"".join(encoded(kind, body[:3], body[3:]))
    return record


BODIES = st.lists(st.tuples(st.sampled_from([Kind.ENTRY, Kind.DONE, Kind.DEAD]), st.binary(max_size=40)), max_size=6)


@given(BODIES)
def test_what_was_written_is_read(bodies: list[tuple[Kind, bytes]]) -> None:
    found = list(scan(b"".join(encode(kind, body) for kind, body in bodies)))
    assert [(item.kind, item.body) for item in found if isinstance(item, Record)] == bodies
    assert len(found) == len(bodies)


@given(BODIES, st.data())
def test_a_file_that_ends_early_gives_what_is_whole(bodies: list[tuple[Kind, bytes]], data: st.DataObject) -> None:
    records = [encode(kind, body) for kind, body in bodies]
    whole = b"".join(records)
    cut = data.draw(st.integers(0, len(whole)))
    ends = [sum(map(len, records[: count + 1])) for count in range(len(records))]
    found = list(scan(whole[:cut]))
    assert [item.body for item in found if isinstance(item, Record)] == [
        body for (_, body), end in zip(bodies, ends, strict=True) if end <= cut
    ]
    torn = cut - max((end for end in ends if end <= cut), default=0)
    assert [item.size for item in found if isinstance(item, Torn)] == ([torn] if torn else [])


@given(BODIES, st.data())
def test_a_damaged_byte_is_noticed(bodies: list[tuple[Kind, bytes]], data: st.DataObject) -> None:
    whole = bytearray(b"".join(encode(kind, body) for kind, body in bodies) or b"x")
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    assert isinstance(list(scan(bytes(whole)))[-1], Torn)


@given(BODIES, BODIES, st.data())
def test_what_an_earlier_use_of_a_file_left_is_not_read(
    bodies: list[tuple[Kind, bytes]], before: list[tuple[Kind, bytes]], data: st.DataObject
) -> None:
    now = b"".join(part for kind, body in bodies for part in encoded(kind, body, file=8))
    left = b"".join(part for kind, body in before for part in encoded(kind, body, file=7))
    end = b"".join(encoded(Kind.END, file=8))
    found = list(scan(now + end + left, 8))
    assert [(item.kind, item.body) for item in found if isinstance(item, Record)] == bodies
    assert len(found) == len(bodies)
    assert not [item for item in scan(left + now, 8) if before and isinstance(item, Record)]


@given(st.binary(max_size=200))
def test_anything_can_be_read(data: bytes) -> None:
    found = list(scan(data))
    assert sum(item.end - item.offset if isinstance(item, Record) else item.size for item in found) == len(data)


def test_zeros_are_no_records() -> None:
    assert list(scan(bytes(64))) == [Torn(0, 64)]
