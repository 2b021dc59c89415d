"""An open trace knows what it takes, which parents it misses, and gives out the spans that somebody wants."""

from otelevals.otlp.span_ids import Parent
from otelevals.traces.envelopes import Envelope
from otelevals.traces.open_trace import SPAN_BYTES, TRACE_BYTES, OpenTrace, Origin, where
from tests.traces.build import LOCAL, span, trace_id


def test_wanted_spans_are_taken_out_in_their_order() -> None:
    trace = OpenTrace((), trace_id(1), 0.0, rooted=None)
    origins = [Origin(Envelope(None), account, account) for account in "ab"]
    trace.origins = [origins[0], origins[1], origins[0], origins[1]]
    trace.raws = [b"1", b"2", b"3", b"4"]
    assert trace.take_out(lambda origin: origin.account == "b") == [(origins[1], b"2"), (origins[1], b"4")]
    assert (trace.origins, trace.raws, trace.spans) == ([origins[0]] * 2, [b"1", b"3"], 2)
    assert trace.take_out(lambda origin: False) == []
    assert trace.spans == 2


def test_its_size_is_that_of_its_spans_and_what_it_came_with() -> None:
    trace = OpenTrace((), trace_id(1), 0.0, rooted=None)
    assert trace.size == TRACE_BYTES
    trace.raws, trace.passed = [b"x" * 100], 2
    assert trace.size == TRACE_BYTES + 3 * SPAN_BYTES + 100
    assert OpenTrace((("tenant", "x" * 1000),), trace_id(1), 0.0, rooted=None).size > TRACE_BYTES + 1000


def test_missing_parents_are_where_spans_say_that_they_are() -> None:
    trace = OpenTrace((), trace_id(1), 0.0, rooted=None)
    assert trace.missing_parents() == set()
    local = span(1, 2, 1, flags=LOCAL).SerializeToString()
    trace.seen = {b"1": local, b"2": Parent.REMOTE, b"3": b"\x0a\x09broken", b"4": None}
    assert trace.missing_parents() == {Parent.LOCAL, Parent.REMOTE, Parent.UNKNOWN}
    assert where(local) is Parent.LOCAL
