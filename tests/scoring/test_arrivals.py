"""GenAI spans and the others of their traces are taken in, whatever else is in a batch."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Batch, Metadata
from otelevals.api.gathering import COMPLETE, Gathered, Listener
from otelevals.scoring.arrivals import Arrivals
from otelevals.scoring.known import Bounds, KnownTraces
from tests.processors.build import batch, payload
from tests.processors.line import chat, span

BOUNDS = Bounds(1000, 1000, 10**9, 300)


class Intake:
    def __init__(self) -> None:
        self.known = KnownTraces(BOUNDS)
        self._arrivals = Arrivals(self.known)

    def take(self, given: Batch) -> list[int]:
        """The ids of the spans that concern scorers."""
        return [int.from_bytes(each.span_id, "big") for each in self._arrivals.of(given, 0.0)]

    def remembered(self) -> list[int]:
        for trace in self.known:
            self.known.take_in(trace)
        return sorted(int.from_bytes(each, "big") for trace in self.known for each in trace.spans)


def test_plain_spans_come_along_with_genai_spans_of_their_trace() -> None:
    intake = Intake()
    assert intake.take(batch(payload(chat(2, 1), span(1), span(7, trace=9)))) == [2]
    assert intake.remembered() == [1, 2]


def test_a_batch_of_plain_spans_is_left_alone() -> None:
    intake = Intake()
    intake.take(batch(payload(chat(2, 1))))
    assert intake.take(batch(payload(span(1)))) == []
    assert intake.remembered() == [2]


def test_gathered_plain_spans_of_a_known_trace_concern_scorers() -> None:
    intake = Intake()
    intake.take(batch(payload(chat(2, 1))))
    plain = payload(span(1), span(3), span(7, trace=9))
    plain.gathering = Gathered({})
    assert intake.take(batch(plain)) == [1]
    (arrival,) = Arrivals(intake.known).of(batch(plain), 0.0)
    assert arrival.completion is COMPLETE


class Open:
    """Traces of which more is waited for."""

    metadata: Metadata = ()

    def completion(self, trace_id: bytes) -> None:
        return None

    def waits_for_all(self, trace_ids: Iterable[bytes]) -> bool:
        return True

    def listen(self, listener: Listener) -> None:
        """Nobody is told of anything."""


def passing(*spans: Span) -> Batch:
    made = payload(*spans)
    made.gathering = Open()
    return batch(made)


def test_what_can_lend_is_there_when_the_first_genai_span_of_its_trace_comes() -> None:
    intake = Intake()
    said: dict[str, Any] = {"session.id": "s1"}
    assert intake.take(passing(span(1, **said), span(3), span(7, trace=9, **said))) == []
    assert intake.remembered() == []
    assert intake.take(passing(chat(2, 1))) == []
    assert intake.remembered() == [1, 2]
    assert intake.take(passing(span(1, **said), chat(2, 1))) == []
    assert (intake.remembered(), intake.known.copies) == ([1, 2], 1)


def test_what_has_no_readable_ids_is_a_trace_by_itself() -> None:
    intake = Intake()
    made = payload(chat(2)).with_parts([[b"\x0a\xffgen_ai.x"]])
    assert made is not None
    (arrival,) = intake._arrivals.of(batch(made), 0.0)
    assert arrival.trace.take_in() == ([b""], 0)
    assert (arrival.trace.spans[b""].sound, intake.known.spans) == (False, 0)


@given(st.binary(max_size=60))
def test_any_bytes_are_taken_or_counted(raw: bytes) -> None:
    intake = Intake()
    given_ = payload(chat(2))
    made = given_.with_parts([[raw + b"\x4a\x0a\x0a\x08gen_ai.x"]])
    assert made is not None
    assert len(intake.take(batch(made))) == 1
