"""Of any request, what is private is replaced wherever it may be, and everything else stays as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.batch import Payload
from otelevals.otlp.signals import Signal
from otelevals.redact.changes import Note
from otelevals.redact.redaction import Redaction
from tests.redact.finders import NAME, NameFinder, options
from tests.strategies import requests

PLANTED = f"for {NAME}!"
_LEFT_ALONE = {"schema_url", "trace_state", "version", "entity_refs"}


def redaction(**given_options: Any) -> tuple[Redaction, list[Note]]:
    notes: list[Note] = []
    return Redaction(options(**given_options), notes.extend, lambda error: None, NameFinder()), notes


def texts_of(message: Any) -> Iterator[tuple[Any, str]]:
    """Every place of a request that holds a text which may be private: a message and the name of its field."""
    for field, value in message.ListFields():
        kind = message.DESCRIPTOR.name
        if field.name in _LEFT_ALONE or (kind == "InstrumentationScope" and field.name == "name"):
            continue
        if field.message_type is not None:
            for inner in value if field.is_repeated else [value]:
                yield from texts_of(inner)
        elif field.type in (field.TYPE_STRING, field.TYPE_BYTES) and not field.name.endswith("_id"):
            yield message, field.name


def put(message: Any, name: str, text: str) -> None:
    setattr(message, name, text.encode() if isinstance(getattr(message, name), bytes) else text)


@pytest.mark.parametrize("signal", [Signal.TRACES, Signal.LOGS])
@given(data=st.data())
def test_no_name_survives_and_nothing_else_changes(signal: Signal, data: st.DataObject) -> None:
    request = data.draw(requests(signal, unknown=True))
    places = list(texts_of(request))
    chosen = data.draw(st.lists(st.sampled_from(places), max_size=4)) if places else []
    for message, name in chosen:
        put(message, name, PLANTED)
    raw = request.SerializeToString()
    made, notes = redaction()
    result = made.redact(Payload.received(signal, raw))
    for message, name in chosen:
        put(message, name, "for [NAME]!")
    if not notes:
        assert not chosen
        assert result is None or result.raw == raw
        return
    assert result is not None
    assert signal.wire.request.FromString(result.raw) == request
    assert NAME.encode() not in result.raw
    assert {note.kind for note in notes} == {"name"}


def test_resources_that_come_again_are_counted_again() -> None:
    request = Signal.TRACES.wire.request()
    group: Any = request.resource_spans.add()  # type: ignore[attr-defined]
    group.resource.attributes.add(key="host").value.string_value = NAME
    group.scope_spans.add().spans.add(name="x")
    made, notes = redaction()
    for _ in range(2):
        made.redact(Payload.received(Signal.TRACES, request.SerializeToString()))
    assert notes == [Note("resource attribute", "host", "name")] * 2


def test_an_empty_request_stays() -> None:
    made, _ = redaction(allow_all_keys=False)
    for signal in (Signal.TRACES, Signal.LOGS):
        given_payload = Payload(signal, b"")
        assert made.redact(given_payload) is given_payload
