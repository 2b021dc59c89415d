"""What a processor in front of a journal takes out of a request goes no further."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.component import Processor
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.signals import Signal
from otelevals.pipeline.intake import Intake, Lane
from otelevals.pipeline.sieve import Sieve
from otelevals.pipeline.stage import Stage
from otelevals.processors.filter import FilterProcessor
from otelevals.testing import context, named_payload, names_in


class OnlyLetters(Processor):
    type = "only_letters"

    def process(self, batch: Batch) -> Batch | None:
        kept = [name for payload in batch.payloads for name in names_in(batch.signal, payload.raw) if name.isalpha()]
        if "fail" in kept:
            raise ValueError("fails")
        return Batch(batch.signal, (named_payload(batch.signal, *kept),), batch.metadata) if kept else None


@pytest.fixture
def sieve() -> Sieve:
    return Sieve(Stage(OnlyLetters(OnlyLetters.Config(), context()), Signal.TRACES, Telemetry()))


def request(*names: str) -> Payload:
    return named_payload(Signal.TRACES, *names)


def test_what_is_left_goes_on(sieve: Sieve) -> None:
    accepted: list[tuple[list[str], Metadata]] = []

    def accept(payload: Payload, metadata: Metadata) -> None:
        accepted.append((names_in(Signal.TRACES, payload.raw), metadata))

    intake = Intake(accept)
    intake.sieve = sieve
    for names in (["a", "1"], ["2"], ["b"]):
        assert intake.submit(request(*names), (("x", "y"),)) is None
    assert accepted == [(["a"], (("x", "y"),)), (["b"], (("x", "y"),))]


def test_what_comes_from_the_journal_has_gone_through(sieve: Sieve) -> None:
    intake = Intake()
    intake.sieve = sieve
    intake.lane = lane = Lane(Signal.TRACES, lambda: None)
    intake.put(request("1"))
    batch: Any = lane.next_batch()
    assert names_in(Signal.TRACES, batch.body()) == ["1"]


def test_a_request_on_which_it_fails_goes_no_further(sieve: Sieve) -> None:
    with capture_logs() as lines:
        assert sieve.take(request("fail"), ()) is None
    assert [line["event"] for line in lines] == ["processor failed, data dropped"]


def test_spans_that_a_processor_cannot_read_and_passes_are_not_lost() -> None:
    """They are given apart from the others."""
    config = FilterProcessor.Config.model_validate({"trace_conditions": ['span.name == "gone"']})
    subject = Sieve(Stage(FilterProcessor(config, context()), Signal.TRACES, Telemetry()))
    broken = b"\x2a\x04gone\x32"
    given = request("a", "gone")
    mixed = given.with_parts([[*given.parts[0], broken]])
    assert mixed is not None
    left = subject.take(mixed, ())
    assert left is not None
    assert left.items == 2
    assert broken in [raw for raws in left.parts for raw in raws]
