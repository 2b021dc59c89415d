"""Content that came as log records is kept for its span, within bounds, and once."""

from collections.abc import Collection

import pytest

from otelevals.api.trace_key import TraceKey
from otelevals.genai.evidence import Event
from otelevals.scoring.content import Content

KEY: TraceKey = b"t" * 16
SPAN, OTHER = b"1" * 8, b"2" * 8


def event(text: str, time: int = 1) -> Event:
    return Event("gen_ai.choice", time, {"content": text})


@pytest.fixture
def content() -> Content:
    return Content(max_bytes=3000, max_age=3600, recent=600)


def test_events_are_found_by_their_span(content: Content) -> None:
    content.add(KEY, SPAN, "shop", event("a"), 10, now=0)
    content.add(KEY, OTHER, "shop", event("b"), 10, now=0)
    assert content.of(KEY) == {SPAN: [event("a")], OTHER: [event("b")]}
    assert content.of(b"u" * 16) == {}


def test_an_event_that_comes_again_is_there_once(content: Content) -> None:
    assert [content.add(KEY, SPAN, "shop", event("a"), 10, now=0) for _ in range(2)] == [True, False]
    assert content.of(KEY) == {SPAN: [event("a")]}


def test_everybody_is_told_for_which_spans_content_came(content: Content) -> None:
    told: list[tuple[TraceKey, Collection[bytes]]] = []
    content.listeners += [lambda key, span_ids: told.append((key, span_ids))] * 2
    content.tell(KEY, [SPAN])
    assert told == [(KEY, [SPAN])] * 2


def test_services_are_known_for_a_while(content: Content) -> None:
    content.add(KEY, SPAN, "shop", event("a"), 10, now=0)
    assert content.is_sent_by((), "shop", now=599)
    assert not content.is_sent_by((), "shop", now=600)
    assert not content.is_sent_by((), "other", now=0)
    assert not content.is_sent_by((("x-tenant", "a"),), "shop", now=0)


def test_the_oldest_traces_make_room(content: Content) -> None:
    keys: list[TraceKey] = [bytes([number]) * 16 for number in range(4)]
    for key in keys:
        content.add(key, SPAN, "shop", event("a"), 400, now=0)
    assert [bool(content.of(key)) for key in keys] == [False, True, True, True]


def test_old_traces_are_forgotten(content: Content) -> None:
    content.add(KEY, SPAN, "shop", event("a"), 10, now=0)
    content.add(b"u" * 16, SPAN, "shop", event("a"), 10, now=3600)
    assert content.of(KEY) == {}


def test_a_span_cannot_have_any_number_of_events(content: Content) -> None:
    many = Content(max_bytes=10**9, max_age=600, recent=600)
    for number in range(1000):
        many.add(KEY, SPAN, "shop", event(str(number)), 10, now=0)
    assert len(many.of(KEY)[SPAN]) == 200
