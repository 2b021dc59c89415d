"""What is remembered of traces stays within its bounds, and those that were quiet for longest go first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import otelevals.scoring.known as module
from otelevals.api.trace_key import TraceKey
from otelevals.scoring.known import Bounds, KnownTraces
from tests.genai.spans import span

WIDE = Bounds(traces=1000, spans=1000, bytes=10**9, age=300)


def key(number: int) -> TraceKey:
    return number.to_bytes(16, "big")


def add(known: KnownTraces, trace: int, number: int, now: float = 0.0, *, genai: bool = True) -> None:
    span_id = number.to_bytes(8, "big")
    opened, given_ = known.get(key(trace)), span({}, span_id=span_id)
    if opened is None:
        opened = known.begin(key(trace), now)
    known.touch(opened, now)
    if genai:
        opened.candidates.append(span_id)
    opened.comes_in(given_.scope).append(given_.raw)
    known.grew(1, len(given_.raw))


def scored(known: KnownTraces) -> None:
    """As if everything that came were scored."""
    for trace in known:
        known.take_in(trace)


def test_the_first_span_with_an_id_counts() -> None:
    known = KnownTraces(WIDE)
    add(known, 1, 1)
    taken = known.bytes
    add(known, 1, 1)
    add(known, 1, 2, genai=False)
    add(known, 1, 2, genai=False)
    (trace,) = known
    assert known.take_in(trace) == [bytes(7) + b"\1", bytes(7) + b"\2"]
    assert (known.spans, known.copies) == (2, 1)
    add(known, 1, 1)
    assert known.take_in(trace) == []
    assert (known.spans, known.copies, known.bytes < 2 * taken) == (2, 2, True)


def test_the_quietest_trace_makes_room() -> None:
    known = KnownTraces(Bounds(traces=2, spans=1000, bytes=10**9, age=300))
    for trace in (1, 2, 1, 3):
        add(known, trace, trace)
    assert [trace.key for trace in known.surplus(0.0)] == [key(2)]


def test_old_traces_go_unless_they_wait_for_something() -> None:
    known = KnownTraces(WIDE)
    add(known, 1, 1)
    scored(known)
    add(known, 2, 2, now=1.0)
    assert known.due() == 300
    assert [trace.key for trace in known.surplus(400.0)] == [key(1)]
    assert len(known) == 1
    scored(known)
    assert [trace.key for trace in known.surplus(700.0)] == [key(2)]
    assert known.due() is None


def test_a_trace_of_which_spans_were_forgotten_is_known_as_cut() -> None:
    known = KnownTraces(Bounds(traces=1, spans=1000, bytes=10**9, age=300))
    for trace in (1, 2):
        add(known, trace, trace)
        list(known.surplus(0.0))
    assert not known.begin(key(2), 0.0).cut
    assert known.begin(key(1), 0.0).cut
    assert not known.begin(key(3), 0.0).cut


def test_only_the_latest_traces_that_were_forgotten_are_known_as_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    known = KnownTraces(Bounds(traces=2, spans=1000, bytes=10**9, age=300))
    for trace in range(10):
        add(known, trace, trace)
        list(known.surplus(0.0))
    assert [known.begin(key(trace), 0.0).cut for trace in range(4, 8)] == [False, False, True, True]


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9), st.booleans(), st.booleans())),
    st.builds(Bounds, st.integers(1, 5), st.integers(1, 20), st.integers(1, 20_000), st.just(300.0)),
)
def test_nothing_is_beyond_the_bounds_and_nothing_is_counted_that_is_gone(
    steps: list[tuple[int, int, bool, bool]], bounds: Bounds
) -> None:
    known = KnownTraces(bounds)
    for number, (trace, span_number, genai, tidy) in enumerate(steps):
        add(known, trace, span_number, now=float(number), genai=genai)
        if tidy:
            scored(known)
        list(known.surplus(float(number)))
        assert len(known) <= bounds.traces
        assert known.spans <= bounds.spans
        assert known.bytes <= bounds.bytes
    list(known.everything())
    assert (len(known), known.spans, known.bytes) == (0, 0, 0)
