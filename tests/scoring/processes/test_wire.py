"""Answers arrive as they were given, and nothing that an evaluator process sends can harm the service."""

import asyncio
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
from otelevals.scoring.processes.engine import METRICS, Count, Notice
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


COUNTED = st.sampled_from([*METRICS]).flatmap(
    lambda metric: st.builds(
        lambda labels, amount: Count(metric, labels, amount),
        st.lists(TEXTS, min_size=len(METRICS[metric][1]) - 1, max_size=len(METRICS[metric][1]) - 1),
        DURATIONS,
    )
)
NOTICES = st.builds(Notice, st.dictionaries(TEXTS, st.floats(0, 1)), st.lists(COUNTED), st.lists(TEXTS))


@given(NOTICES)
def test_notices_arrive_as_they_were_given(notice: Notice) -> None:
    assert wire.decode_notice(wire.encode_notice(notice)) == notice


@given(
    st.one_of(
        st.binary(max_size=50),
        JSON.map(lambda value: json.dumps(value).encode()),
        st.lists(JSON, min_size=3, max_size=3).map(lambda value: json.dumps(value).encode()),
        st.lists(JSON, min_size=3, max_size=3).map(lambda count: json.dumps([{}, [count], []]).encode()),
        st.tuples(st.sampled_from([*METRICS]), JSON, JSON).map(lambda count: json.dumps([{}, [count], []]).encode()),
    )
)
def test_a_notice_is_read_or_garbled(data: bytes) -> None:
    try:
        notice = wire.decode_notice(data)
    except wire.Garbled:
        return
    assert wire.decode_notice(wire.encode_notice(notice)) == notice


@pytest.mark.parametrize(
    "count",
    [["another", ["x"], 1], ["otelevals_judge_cached", [], 1], ["otelevals_judge_cached", ["x"], -1]],
    ids=["unknown", "labels", "negative"],
)
def test_what_is_not_counted_is_garbled(count: list[object]) -> None:
    with pytest.raises(wire.Garbled):
        wire.decode_notice(json.dumps([{}, [count], []]).encode())


async def _frames(data: bytes, most: int) -> list[tuple[int, bytes]]:
    source = asyncio.StreamReader()
    source.feed_data(data)
    source.feed_eof()
    found = []
    with suppress(asyncio.IncompleteReadError):
        while True:
            found.append(await wire.read_frame(source, most))
    return found


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.binary(max_size=20)), max_size=5), st.integers(0, 30))
def test_frames_arrive_whole(frames: list[tuple[int, bytes]], cut: int) -> None:
    data = b"".join(wire.frame(*each) for each in frames)
    assert asyncio.run(_frames(data, 20)) == frames
    found = asyncio.run(_frames(data[: max(len(data) - cut, 0)], 20))
    assert found == frames[: len(found)]


@given(st.binary(max_size=60))
def test_a_frame_is_read_or_garbled(data: bytes) -> None:
    with suppress(wire.Garbled):
        assert all(len(content) <= 30 for _, content in asyncio.run(_frames(data, 30)))


def test_a_frame_has_a_limit() -> None:
    with pytest.raises(wire.Garbled):
        asyncio.run(_frames(wire.frame(1, b"larger"), 5))


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
