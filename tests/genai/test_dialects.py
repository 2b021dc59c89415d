"""The prefilter proves absence: every attribute that makes a span a GenAI span passes it."""

import pytest

from otelevals.genai.catalog import ALIASES, FIELDS, INTERNAL
from otelevals.genai.derived import DERIVED
from otelevals.genai.dialects import DIALECTS
from otelevals.genai.fields import Dialect
from otelevals.genai.places import attribute
from otelevals.genai.recognise import (
    LITERALS,
    is_genai,
    let_through,
    literals_of,
    may_have_genai,
    prefilter,
    why_not,
)
from otelevals.genai.sources import SOURCES, Plan, merge_fields, plan_for
from otelevals.genai.values import count, text
from tests.genai.spans import span

MARKERS = sorted({marker for dialect in DIALECTS for marker in dialect.markers})


@pytest.mark.parametrize("marker", MARKERS)
def test_every_marker_passes_the_prefilter_and_makes_a_genai_span(marker: str) -> None:
    marked = span({marker + "x" if marker.endswith((".", ":")) else marker: "x"})
    assert prefilter(marked.raw)
    assert may_have_genai(marked.raw)
    assert let_through([span({}).raw, marked.raw]) == {1}
    assert is_genai(marked)


@pytest.mark.parametrize("hint", sorted({hint for dialect in DIALECTS for hint in dialect.hints}))
def test_every_hint_passes_too(hint: str) -> None:
    assert may_have_genai(span({hint: "x"}).raw)
    assert let_through([span({hint: "x"}).raw]) == {0}


def test_text_may_deceive_the_prefilter_and_nothing_else() -> None:
    plain = span({"note": "see gen_ai.request.model"})
    assert prefilter(plain.raw)
    assert not is_genai(plain)
    assert why_not(plain) == "none of its attributes belongs to a dialect that is known: note"


def test_plain_spans_are_ruled_out() -> None:
    plain = span({"http.route": "/", "error.type": "500", "session.id": "1", "user.id": "2"})
    assert not prefilter(plain.raw)
    assert not may_have_genai(plain.raw)
    assert let_through([plain.raw] * 2) == set()
    assert why_not(plain).endswith("error.type, http.route, session.id, user.id")
    assert why_not(span({})) == "it has no attributes"


def test_a_span_that_stands_for_another_one_is_none() -> None:
    pending = span({"gen_ai.request.model": "m", "logfire.span_type": "pending_span"})
    assert not is_genai(pending)
    assert why_not(pending) == "logfire.span_type is pending_span: the span itself comes later"


def test_literals_are_the_markers_without_those_that_begin_with_another() -> None:
    other = Dialect("other", ("abc.model", "abc.", "xyz", "of.xyz"), {})
    assert literals_of((other,)) == (b"abc.", b"of.xyz", b"xyz")
    assert b"gen_ai." in LITERALS


def test_fields_have_the_sources_of_all_dialects_in_order() -> None:
    a, b, c = attribute("a", text), attribute("b", text), attribute("c", count)
    first = Dialect("first", (), {"model": (a,)})
    second = Dialect("second", (), {"model": (b,), "usage": (c,)})
    assert merge_fields((first, second)) == {"model": (a, b), "usage": (c,)}


def test_corrections_come_before_every_field() -> None:
    a, b = attribute("a", text), attribute("b", text)
    right = Dialect("right", (), {"model": (a,)})
    wrong = Dialect("wrong", (), {}, corrections={"model": (b,)})
    assert merge_fields((right, wrong)) == {"model": (b, a)}


def test_every_field_of_the_catalog_comes_from_somewhere_and_no_other_is_kept() -> None:
    assert {*SOURCES, *DERIVED} - INTERNAL - {"usage"} == set(FIELDS)
    assert set(ALIASES.values()) <= set(FIELDS)


def test_what_is_found_out_is_kept_for_spans_that_are_alike_and_not_for_huge_ones() -> None:
    def plans(**attributes: str) -> tuple[Plan, Plan]:
        return plan_for(span(attributes).attributes), plan_for(span(attributes).attributes)

    first, second = plans(a="1", b="2")
    assert first is second
    first, second = plans(**{f"key{number}": "x" for number in range(300)})
    assert first is not second
