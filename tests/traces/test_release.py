"""Gathered traces go on whole, in batches of a size that exporters take, and the parts of each request together."""

import pytest

from otelevals.api.batch import Batch, Metadata
from otelevals.api.gathering import COMPLETE, Completion
from otelevals.otlp.signals import Signal
from otelevals.traces import release as module
from otelevals.traces.envelopes import Envelope
from otelevals.traces.gatherer import Done, Gatherer, Limits, Waits
from otelevals.traces.open_trace import Origin
from otelevals.traces.release import batches, payloads
from tests.processors.build import names_of, payload
from tests.traces.build import span, trace_id


def done(*traces: int, spans: int = 2, metadata: Metadata = ()) -> list[Done]:
    """Traces that are complete, the spans of which came one in a request."""
    gatherer = Gatherer(Limits(100, 1000, 10**9), Waits(0, 0, 0), keep=True)
    for number in range(1, spans + 1):
        for trace in traces:
            request = payload(span(trace, number))
            request.account = f"request {trace}.{number}"
            gatherer.add(request, metadata, 0.0)
    return [each._replace(completion=Completion(str(each.trace.trace_id[-1]))) for each in gatherer.everything()]


def test_traces_with_the_same_metadata_go_on_together() -> None:
    blue, red = (("tenant", "blue"),), (("tenant", "red"),)
    sent = list(batches([*done(1, metadata=blue), *done(2, metadata=red), *done(3, metadata=blue)]))
    assert [(batch.signal, batch.metadata, names_of(batch)) for batch in sent] == [
        (Signal.TRACES, blue, ["1.1", "1.2", "3.1", "3.2"]),
        (Signal.TRACES, red, ["2.1", "2.2"]),
    ]


def test_a_batch_ends_with_the_trace_that_makes_it_large(monkeypatch: pytest.MonkeyPatch) -> None:
    given = done(1, 2, 3)
    monkeypatch.setattr(module, "_BATCH_BYTES", given[0].size + 1)
    assert [names_of(batch) for batch in batches(given)] == [["1.1", "1.2", "2.1", "2.2"], ["3.1", "3.2"]]
    assert list(batches([])) == []


def test_a_batch_knows_how_each_of_its_traces_was_completed() -> None:
    (batch,) = batches(done(1, 2))
    for each in batch.payloads:
        assert each.gathering is not None
        assert [each.gathering.completion(trace_id(number)) for number in (1, 2, 3)] == [
            Completion("1"),
            Completion("2"),
            COMPLETE,
        ]


def test_the_spans_of_a_request_are_one_payload_under_its_account() -> None:
    envelopes = [Envelope(payload(span(1, 1), scope=scope).frame.groups[0]) for scope in ("one", "two")]
    for envelope in envelopes:
        del envelope.group.scopes[0].items[:]
    requests = [("first", "1"), ("second", "2"), (None, "3"), (None, "4")]
    origins = [Origin(envelope, *request) for envelope in envelopes for request in requests]
    raws = [span(1, number).SerializeToString() for number in range(8)]
    made = payloads(zip(origins, raws, strict=True))
    assert [(each.account, each.items, names_of(each)) for each in made] == [
        ("first", 2, ["1.0", "1.4"]),
        ("second", 2, ["1.1", "1.5"]),
        (None, 2, ["1.2", "1.6"]),
        (None, 2, ["1.3", "1.7"]),
    ]


def test_the_spans_of_one_envelope_come_together() -> None:
    one, other = (Envelope(payload(span(1, 1)).frame.groups[0]) for _ in range(2))
    for envelope in (one, other):
        del envelope.group.scopes[0].items[:]
    origins = [Origin(envelope, None, "request") for envelope in (one, other, one)]
    (made,) = payloads(zip([origins[0], *origins], [b"1", b"2", b"3", b"4"], strict=True))
    assert made.parts == [[b"1", b"2", b"4"], [b"3"]]
    assert [list(group.scopes[0].items) for group in made.frame.groups] == made.parts
    assert not one.group.scopes[0].items


def test_parts_go_on_under_the_accounts_they_came_with() -> None:
    (batch,) = batches(done(1, 2))
    assert {each.account: names_of(Batch(Signal.TRACES, (each,))) for each in batch.payloads} == {
        f"request {name}": [name] for name in ("1.1", "1.2", "2.1", "2.2")
    }


def test_requests_that_nobody_counts_stay_apart_too() -> None:
    gatherer = Gatherer(Limits(100, 1000, 10**9), Waits(0, 0, 0), keep=True)
    for number in (1, 2):
        gatherer.add(payload(span(1, number), span(2, number)), (), 0.0)
    (batch,) = batches(gatherer.everything())
    assert [names_of(each) for each in batch.payloads] == [["1.1", "2.1"], ["1.2", "2.2"]]
