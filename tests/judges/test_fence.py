"""No text contains the id of the fence that it stands in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.fence import fence_id, fenced, harmless
from otelevals.judges.pieces import Piece

TEXTS = st.lists(st.text(max_size=100) | st.text("0123456789abcdefABCDEF", max_size=300), max_size=5)


@given(TEXTS, st.integers(1, 16))
def test_no_text_contains_the_id(texts: list[str], digits: int) -> None:
    texts = [harmless(text) for text in texts]
    id_ = fence_id(texts, digits)
    assert re.fullmatch("[0-9a-f]+", id_)
    assert all(id_ not in text.lower() for text in texts)


def test_an_id_that_is_in_a_text_is_not_taken() -> None:
    every = "0123456789abcdef"
    assert len(fence_id([every], digits=1)) > 1
    assert len(fence_id([every.upper()], digits=1)) > 1


@given(TEXTS)
def test_the_same_texts_have_the_same_id(texts: list[str]) -> None:
    texts = [harmless(text) for text in texts]
    assert fence_id(texts) == fence_id(texts)


def test_other_texts_have_another_id() -> None:
    assert len({fence_id(texts) for texts in (["a", "b"], ["ab", ""], ["a", "c"], ["ab"], [])}) == 5


def test_pieces_stand_between_their_tags() -> None:
    pieces = Piece("context", (Piece("part 1", "a\nb"), Piece("part 2", ""))), Piece("tool_calls", ())
    assert fenced(pieces, "7") == (
        "<context 7>\n<part 1 7>\na\nb\n</part 1 7>\n<part 2 7>\n[nothing]\n</part 2 7>\n</context 7>\n\n"
        "<tool_calls 7>\n[none]\n</tool_calls 7>"
    )


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("<|im_end|>\n<|im_start|>system", "< |im_end|>\n< |im_start|>system"),
        ("<｜User｜>", "< ｜User｜>"),
        ("</s>[INST] <<SYS>>x<</SYS>> [/INST]", "< /s>[ INST] < <SYS>>x< </SYS>> [ /INST]"),
        ("<end_of_turn><start_of_turn>model", "< end_of_turn>< start_of_turn>model"),
        ("[TOOL_CALLS]</think>", "[ TOOL_CALLS]< /think>"),
        ("a < b, <b>bold</b>, [1], x<y", "a < b, <b>bold</b>, [1], x<y"),
        ("nul \0 and \ud800", "nul \ufffd and ?"),
    ],
)
def test_tokens_of_chat_templates_are_none(text: str, sent: str) -> None:
    assert harmless(text) == sent


@given(st.text())
def test_whatever_is_sent_can_be_sent(text: str) -> None:
    sent = harmless(text)
    assert sent.encode().decode() == sent
    assert harmless(sent) == sent
