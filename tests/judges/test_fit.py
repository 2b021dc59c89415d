"""What a judge is shown is bounded: the longest texts and lists lose their middle, and that is said."""

from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.fence import fenced
from otelevals.judges.fit import fitted, texts_of
from otelevals.judges.pieces import Piece

LISTS = st.lists(st.text(max_size=300), max_size=100).map(
    lambda texts: Piece("context", tuple([Piece(f"part {number}", text) for number, text in enumerate(texts)]))
)
PIECES = st.lists(st.text(max_size=5000).map(lambda text: Piece("output", text)) | LISTS, max_size=5)


def test_what_fits_is_left_as_it_is() -> None:
    pieces = (Piece("input", "x" * 1000), Piece("output", "y" * 500))
    assert fitted(pieces, 2000) == pieces


def test_the_longest_is_cut_in_its_middle() -> None:
    pieces = Piece("input", "short"), Piece("output", "a" * 5000 + "z" * 5000)
    short, long = texts_of(fitted(pieces, 2000))
    assert short == "short"
    assert long == "a" * 853 + "\n[8295 characters left out here]\n" + "z" * 852


def test_long_texts_share_the_room() -> None:
    texts = list(texts_of(fitted((Piece("input", "a" * 9000), Piece("output", "b" * 900), Piece("system", "c")), 4000)))
    assert texts[1:] == ["b" * 900, "c"]
    assert 2600 < len(texts[0]) < 2740


def test_of_a_long_list_the_middle_is_left_out() -> None:
    (piece,) = fitted((Piece("context", tuple([Piece(f"part {number}", "x") for number in range(1, 101)])),), 2400)
    assert [inner.label for inner in piece.content if isinstance(inner, Piece)] == [
        *(f"part {number}" for number in (1, 2, 3, 4)),
        "note",
        *(f"part {number}" for number in (98, 99, 100)),
    ]
    assert Piece("note", "[93 pieces left out here]") in piece.content


@given(PIECES, st.integers(2000, 6000))
def test_it_is_never_longer(pieces: list[Piece], limit: int) -> None:
    found = fitted(pieces, limit)
    assert len(fenced(found, "0123456789abcdef")) <= limit
    assert [piece.label for piece in found] == [piece.label for piece in pieces]


@given(PIECES)
def test_nothing_is_cut_without_need(pieces: list[Piece]) -> None:
    assert fitted(pieces, 10_000_000) == tuple(pieces)
