"""Shortens what a judge is shown to so many characters: the longest texts and lists first, each in its middle."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from otelevals.judges.pieces import Piece

_TAGS = 120
"""Characters that the tags of a piece take at most."""
_NOTE = 50
_LONGEST_LIST = 512


def fitted(pieces: Sequence[Piece], limit: int) -> tuple[Piece, ...]:
    """The pieces in so many characters, tags among them; it says where something was left out."""
    most = _LONGEST_LIST
    found = _listed(pieces, most)
    while _count(found) * _TAGS > limit // 2 and most > 2:
        most //= 2
        found = _listed(pieces, most)
    longest = _longest(map(len, texts_of(found)), max(limit - _count(found) * _TAGS, 0))
    return with_texts(found, lambda text: text if len(text) <= longest else _cut(text, longest))


def texts_of(pieces: Iterable[Piece]) -> Iterator[str]:
    """All texts that come from what is judged."""
    for piece in pieces:
        if isinstance(piece.content, str):
            yield piece.content
        else:
            yield from texts_of(piece.content)


def with_texts(pieces: Iterable[Piece], change: Callable[[str], str]) -> tuple[Piece, ...]:
    """The same pieces with other texts in them."""
    return tuple(
        [
            Piece(label, change(content) if isinstance(content, str) else with_texts(content, change))
            for label, content in pieces
        ]
    )


def _listed(pieces: Iterable[Piece], most: int) -> tuple[Piece, ...]:
    """The pieces with so many inside each: the first and the last ones."""
    return tuple(
        [Piece(label, content if isinstance(content, str) else _some(content, most)) for label, content in pieces]
    )


def _some(pieces: tuple[Piece, ...], most: int) -> tuple[Piece, ...]:
    if len(pieces) <= most:
        return pieces
    first = most // 2
    last = len(pieces) - (most - first - 1)
    return (*pieces[:first], Piece("note", f"[{last - first} pieces left out here]"), *pieces[last:])


def _count(pieces: Iterable[Piece]) -> int:
    return sum(1 if isinstance(piece.content, str) else 1 + _count(piece.content) for piece in pieces)


def _longest(lengths: Iterable[int], room: int) -> int:
    """The length to which all have to be shortened to take so much room together."""
    waiting = sorted(lengths)
    for number, length in enumerate(waiting):
        share = room // (len(waiting) - number)
        if length > share:
            return share
        room -= length
    return waiting[-1] if waiting else 0


def _cut(text: str, length: int) -> str:
    kept = max(length - _NOTE, 0)
    first = (kept + 1) // 2
    last = len(text) - (kept - first)
    return f"{text[:first]}\n[{last - first} characters left out here]\n{text[last:]}"
