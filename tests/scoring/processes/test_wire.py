"""Answers arrive as they were given, and nothing that an evaluator process sends can harm the service."""

import json
import socket
import threading
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scoring.asking import Answer, Failed, Missing, NotRun, Said
from otelevals.scoring.outcome import Decision, Origin
from otelevals.scoring.processes import wire
from otelevals.scoring.score import NoVerdict, Score

TEXTS = st.text(st.characters(), max_size=50)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
DURATIONS = st.floats(0, 1e6)
SCORES = st.builds(Score, st.none() | NUMBERS, st.none() | TEXTS, st.none() | st.booleans(), st.none() | TEXTS)
DECISIONS = st.sampled_from(Decision)
COUNTS = st.integers(0, 1 << 40)
ORIGINS = st.none() | st.builds(
    Origin, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, COUNTS, COUNTS, DURATIONS, COUNTS, st.booleans(), st.booleans()
)
ANSWERS = st.one_of(
    st.builds(Said, st.builds(NoVerdict, TEXTS), DURATIONS, ORIGINS),
    st.builds(Said, st.lists(st.tuples(TEXTS, SCORES)).map(tuple), DURATIONS, ORIGINS),
    st.builds(Failed, TEXTS, TEXTS, DECISIONS, DURATIONS, ORIGINS),
    st.builds(Missing, TEXTS, TEXTS, st.booleans()),
    st.builds(NotRun, DECISIONS, TEXTS),
)


@given(ANSWERS)
def test_answers_arrive_as_they_were_given(answer: Answer) -> None:
    assert wire.decode_answer(wire.encode_answer(answer)) == answer


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(
    st.one_of(
        st.binary(max_size=50),
        JSON.map(lambda value: json.dumps(value).encode()),
        st.fixed_dictionaries({"verdicts": JSON, "duration": JSON, "origin": JSON}).map(
            lambda value: json.dumps(value).encode()
        ),
        st.just(b"[" * 100_000),
        st.just(b'{"none": "", "origin": null, "duration": 1' + b"0" * 400 + b"}"),
    )
)
def test_an_answer_is_read_or_garbled(data: bytes) -> None:
    try:
        answer = wire.decode_answer(data)
    except wire.Garbled:
        return
    assert wire.decode_answer(wire.encode_answer(answer)) == answer


def test_an_answer_that_is_too_large_becomes_an_error() -> None:
    verdicts = tuple((f"part_{number}", Score(label="x" * 200)) for number in range(10_000))
    answer = wire.decode_answer(wire.encode_answer(Said(verdicts, 1.0)))
    assert answer == Failed("BadVerdict", "returned more than fits into an answer")


def test_messages_have_an_end_and_a_limit() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.write(theirs, b"one")
        wire.write(theirs, b"")
        wire.write(theirs, b"larger")
        assert [wire.read(ours, 5), wire.read(ours, 5)] == [b"one", b""]
        with pytest.raises(wire.Garbled):
            wire.read(ours, 5)
        theirs.close()
        assert wire._exactly(ours, 6) == b"larger"
        with pytest.raises(EOFError):
            wire.read(ours, 5)


def test_what_comes_bit_by_bit_comes_too_late() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        dripping = threading.Thread(target=_drip, args=(theirs,))
        dripping.start()
        with pytest.raises(TimeoutError):
            wire.read(ours, 1 << 16, 0.2)
        ours.close()
        dripping.join()


def _drip(into: socket.socket) -> None:
    """A message, a byte at a time, until nobody listens."""
    into.sendall(bytes(6) + b"\xff\xff")
    with suppress(ConnectionError):
        while True:
            into.sendall(b".")
            time.sleep(0.01)
