"""The table of lending names fields of the catalog, and its bytes rule out plain spans that lend nothing."""

import pytest

from otelevals.genai.catalog import FIELDS, INTERNAL
from otelevals.genai.interaction import Interaction
from otelevals.genai.lending import LENDING, LENDING_KEYS, SAID, lends
from otelevals.genai.recognise import is_genai
from tests.genai.spans import span


def test_what_is_lent_is_a_field() -> None:
    assert set(LENDING) <= {*FIELDS, *INTERNAL, "usage"}


@pytest.mark.parametrize("key", LENDING_KEYS)
def test_what_lends_passes(key: str) -> None:
    assert lends(span({key: "x"}).raw)
    assert not key.endswith("."), "an attribute that is asked for as it is"


def test_plain_spans_that_lend_nothing_are_ruled_out() -> None:
    assert not lends(span({"http.request.method": "GET", "thread.id": 7, "server.address": "shop"}).raw)


@pytest.mark.parametrize("key", ["session.id", "user.id", "tenant.id", "http.route", "prompt.id", "eval.name"])
def test_a_plain_span_says_these_and_is_no_genai_span(key: str) -> None:
    plain = span({key: "x"})
    assert not is_genai(plain)
    assert [Interaction(plain).value(name) for name in SAID].count("x") == 1
