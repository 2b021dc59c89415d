"""The prefilter proves absence: every attribute that makes a span a GenAI span passes it."""

import pytest

from otelevals.genai.dialects import DIALECTS, LITERALS, is_genai, literals_of, merge_fields, prefilter
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import Kind
from otelevals.genai.values import count, text
from tests.genai.spans import span

MARKERS = sorted({marker for dialect in DIALECTS for marker in dialect.markers})


@pytest.mark.parametrize("marker", MARKERS)
def test_every_marker_passes_the_prefilter_and_makes_a_genai_span(marker: str) -> None:
    marked = span({marker: "x"})
    assert prefilter(marked.raw)
    assert is_genai(marked)


def test_text_may_deceive_the_prefilter_and_nothing_else() -> None:
    plain = span({"note": "see gen_ai.request.model"})
    assert prefilter(plain.raw)
    assert not is_genai(plain)


def test_plain_spans_are_ruled_out() -> None:
    assert not prefilter(span({"http.route": "/", "error.type": "500"}).raw)


def test_literals_are_the_first_words_of_the_markers() -> None:
    other = Dialect("other", frozenset({"llm.model_name", "llm.provider"}), {}, {"LLM": Kind.CHAT})
    assert LITERALS == (b"gen_ai.",)
    assert literals_of((*DIALECTS, other)) == (b"gen_ai.", b"llm.")


def test_fields_have_the_sources_of_all_dialects_in_order() -> None:
    first = Dialect("first", frozenset(), {"model": (Source("a", text),)}, {})
    second = Dialect("second", frozenset(), {"model": (Source("b", text),), "usage": (Source("c", count),)}, {})
    assert merge_fields((first, second)) == {
        "model": (Source("a", text), Source("b", text)),
        "usage": (Source("c", count),),
    }
