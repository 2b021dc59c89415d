"""Citations in the forms that models use refer to documents that were found; what only looks like one is none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.genai.fields import MissingInput
from otelevals.scorers.grounding.citations import Citations
from otelevals.scoring.score import NoVerdict, Score
from tests.genai.spans import chat, interaction
from tests.scorers.grounding.spans import answer

DOCUMENTS: tuple[dict[str, Any], ...] = (
    {"id": "doc-1", "content": "a", "metadata": {"url": "https://shop.example/Returns"}},
    {"id": "doc-2", "content": "b", "metadata": {"file_name": "guide.pdf"}},
    {"id": "größe-7", "content": "c"},
)
NOTHING = NoVerdict("the answer cites nothing")


def score(text: str, **options: Any) -> Score | NoVerdict:
    return Citations(**options).score(answer(text, *DOCUMENTS))


@pytest.mark.parametrize(
    "text",
    [
        "Returns are free [1].",
        "Free[1][2], and fast [1, 3] [1-3] [2–3].",
        "Free 【1†source】 and 【2】 and 【4:0†guide.pdf】.",
        "Free [^1].\n\n[^1]: https://shop.example/returns",
        "Free [^a].\n\n[^a]: doc-2",
        "Free [^2].\n\n[^2]: see the guide",
        "Free (doc-1) and [doc-2; größe-7].",
        "See [our page](https://shop.example/Returns/#when) and [1](https://shop.example/Returns).",
        "Siehe [GRÖßE-7].",
        "الإرجاع مجاني [1].",
        "👍[1]",
    ],
)
def test_what_was_found_may_be_cited(text: str) -> None:
    assert score(text) == Score.passing()


@pytest.mark.parametrize(
    ("text", "cited", "share"),
    [
        ("Free [4].", "[4]", 0.0),
        ("Free [1], fast [2-5].", "[4]", 3 / 5),
        ("Free 【9†source】.", "【9†source】", 0.0),
        ("Free 【4:0†other.pdf】.", "【4:0†other.pdf】", 0.0),
        ("Free [^1].\n\n[^1]: https://other.example", "[^1]", 0.0),
        ("Free (doc-9) [doc-1].", "(doc-9)", 0.5),
        ("Free [doc-1, doc-8].", "[doc-8]", 0.5),
        ("See [a page](https://other.example/x).", "[a page](https://other.example/x)", 0.0),
    ],
)
def test_what_was_not_found_may_not(text: str, cited: str, share: float) -> None:
    result = score(text)
    assert isinstance(result, Score)
    assert result.score == pytest.approx(share)
    assert result.passed is False
    assert result.explanation == f"cites what was not found: {cited!r}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Returns are free.",
        "`a[9]` and\n```\nb[7]\n```",
        "- [x] done\n- [ ] not done",
        "[TODO] (see below) (2024) [2024] [12345]",
        "![a](https://other.example/x.png)",
        "x is in [0, 1]",
        "【4:0†source】",
        "[" * 50_000,
        "[^1]: " * 1000,
        "(" + "x" * 100_000 + ")",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    assert score(text) == NOTHING


def test_citations_can_be_required() -> None:
    assert score("Returns are free.", required=True) == Score.failing("the answer cites nothing")


def test_numbers_may_begin_with_0() -> None:
    assert score("Free [0].", first=0) == Score.passing()
    assert score("Free [3].", first=0) == Score(0.0, "fail", False, "cites what was not found: '[3]'")


def test_links_to_elsewhere_are_no_citations_when_documents_have_no_addresses() -> None:
    assert Citations().score(answer("See [a](https://x.example).", "text")) == NOTHING
    assert Citations().score(answer("See 【4:0†a.pdf】.", "text")) == NOTHING


def test_documents_are_needed() -> None:
    with pytest.raises(MissingInput) as caught:
        Citations().score(interaction(chat("[1]", "q")))
    assert caught.value.field == "documents"


@given(st.text("[](){}【】†^: \n1-,ahtps/.#", max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(score(text), Score | NoVerdict)
