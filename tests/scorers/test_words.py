"""Words and sentences are found in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.words import composed, count, sentences, words

TEXT = st.text(max_size=80)
TEXT.validate()  # computes a table of characters, which takes too long inside the first test


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don’t stop, she's here!", ["Don’t", "stop", "she's", "here"]),
        ("snake_case, x-ray, 'quoted'", ["snake", "case", "x", "ray", "quoted"]),
        ("Größe naïve", ["Größe", "naïve"]),
        ("Gro\u0308ße", ["Gro\u0308ße"]),
        ("नमस्ते दुनिया।", ["नमस्ते", "दुनिया"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("日本語です。OK", ["日", "本", "語", "で", "す", "OK"]),
        ("สวัสดี", ["ส", "ว", "ั", "ส", "ด", "ี"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("👩‍🚀 go 🚀", ["go"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text("ab'1 .-\n\x1f_\"", max_size=30))
def test_ascii_is_like_any_other_text(text: str) -> None:
    assert words(text) == words(text + " é")[:-1]


@given(TEXT)
def test_counting_agrees_with_finding(text: str) -> None:
    assert count(text)[0] == len(words(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One. Two.", ["One.", "Two."]),
        ("It costs 3.50 (e.g. today). Yes", ["It costs 3.50 (e.g. today).", "Yes"]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("1. first\n2. second", ["1. first", "2. second"]),
        ("J. Doe agreed. Fine", ["J. Doe agreed.", "Fine"]),
        ("什么？好的。", ["什么？", "好的。"]),
        ("यह है। वह है।", ["यह है।", "वह है।"]),
        ("ما هذا؟ كتاب.", ["ما هذا؟", "كتاب."]),
        ("...", ["..."]),
        ("see v1.2.3 and a.b", ["see v1.2.3 and a.b"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(TEXT)
def test_sentences_lose_nothing_but_white_space(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_accents_become_parts_of_their_letters() -> None:
    assert composed("e\u0301") == "é"
    assert composed("e" + "\u0301" * 31) == "e" + "\u0301" * 31
