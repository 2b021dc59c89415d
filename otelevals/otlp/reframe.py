"""Makes frames of other ones: with other items, in pieces, or of items and what they are to be wrapped in."""

from collections.abc import Iterator, Sequence
from typing import Any

from otelevals.otlp.shadow import Frame, FrameGroup, frame_scopes, without_items


def wrapped(wrappers: Sequence[FrameGroup], parts: Sequence[Sequence[bytes]]) -> Any:
    """The frame of items in their wrappers, each a group of one scope that has none; without items it is left out."""
    frame = Frame()
    for wrapper, items in zip(wrappers, parts, strict=True):
        if items:
            group = frame.groups.add()
            group.CopyFrom(wrapper)
            group.scopes[0].items.extend(items)
    return frame


def with_items(origin: Any, before: Sequence[Sequence[bytes]], after: Sequence[Sequence[bytes]]) -> Any:
    """A frame with other items in its scopes, less the scopes and groups that lost their last one. The same list of
    them stays as it is."""
    frame, changed = Frame(), iter(zip(before, after, strict=True))
    frame.CopyFrom(origin)
    for group in frame.groups:
        for scope in group.scopes:
            old, new = next(changed)
            if new is not old:
                del scope.items[:]
                scope.items.extend(new)
    for number in reversed(range(len(frame.groups))):
        group, given = frame.groups[number], origin.groups[number]
        for place in reversed(range(len(group.scopes))):
            if not group.scopes[place].items and given.scopes[place].items:
                del group.scopes[place]
        if not group.scopes and given.scopes:
            del frame.groups[number]
    return frame


def pieces(frame: Any, items: int) -> Iterator[Any]:
    """Frames of at most so many items each, with those of the frame in their order."""
    piece, room = Frame(), items
    for group, scope in frame_scopes(frame):
        empty = without_items(group, scope)
        taken = 0
        while taken < len(scope.items):
            if room == 0:
                yield piece
                piece, room = Frame(), items
            part = piece.groups.add()
            part.CopyFrom(empty)
            part.scopes[0].items.extend(scope.items[taken : taken + room])
            count = len(part.scopes[0].items)
            taken += count
            room -= count
    yield piece
