"""Frames that are made of others have the items that they should, under what these were under."""

from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp.reframe import pieces, with_items, wrapped
from otelevals.otlp.shadow import Frame, frame_scopes, without_items

PARTS = st.lists(st.lists(st.binary(min_size=1, max_size=3), max_size=5), max_size=4)


def frame_of(parts: list[list[bytes]]) -> Frame:
    """A group for each list, which names its place."""
    frame = Frame()
    for number, items in enumerate(parts):
        group = frame.groups.add(resource=[b"%d" % number])
        group.scopes.add(scope=[b"s"], items=items)
    return frame


def items_of(frame: Frame) -> list[tuple[bytes, list[bytes]]]:
    return [(group.resource[0], list(scope.items)) for group, scope in frame_scopes(frame)]


@given(PARTS, st.integers(1, 6))
def test_pieces_have_all_items_once_in_their_order(parts: list[list[bytes]], most: int) -> None:
    found = [items_of(piece) for piece in pieces(frame_of(parts), most)]
    flat = [(resource, item) for piece in found for resource, items in piece for item in items]
    assert flat == [(b"%d" % number, item) for number, items in enumerate(parts) for item in items]
    sizes = [sum(len(items) for _, items in piece) for piece in found]
    assert all(size == most for size in sizes[:-1])
    assert sizes[-1] <= most


@given(PARTS, st.data())
def test_scopes_go_with_their_last_item_and_empty_ones_stay(parts: list[list[bytes]], data: st.DataObject) -> None:
    after = [data.draw(st.just(items) | st.just([]) | st.just([b"new"])) for items in parts]
    found = items_of(with_items(frame_of(parts), parts, after))
    expected = [(b"%d" % number, new) for number, new in enumerate(after) if new or not parts[number]]
    assert found == expected


@given(PARTS)
def test_items_are_put_into_their_wrappers(parts: list[list[bytes]]) -> None:
    wrappers = [without_items(group, scope) for group, scope in frame_scopes(frame_of(parts))]
    assert items_of(wrapped(wrappers, parts)) == [
        (b"%d" % number, items) for number, items in enumerate(parts) if items
    ]
