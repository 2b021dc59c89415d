"""The scorer tells why its scorers did or did not run: to who keeps it, and in the log when one never does."""

from collections.abc import Mapping, Sequence
from typing import Any

from structlog.testing import capture_logs

from otelevals.api.clock import ManualClock
from otelevals.api.component import ComponentId, Context
from otelevals.api.decisions import Decided, DecisionKey
from otelevals.api.telemetry import Telemetry
from otelevals.processors.scorer import ScorerProcessor
from tests.processors.build import batch, payload
from tests.processors.line import chat, retrieval, span

SCORERS = {"not_empty": None, "grounded": "context_overlap"}
NO_CONTEXT = "no retrieval before it in its trace, and no tool gave anything"


class Kept:
    def __init__(self) -> None:
        self.counts: dict[DecisionKey, int] = {}
        self.spans: list[Decided] = []

    def keep_decisions(self, counts: Mapping[DecisionKey, int], spans: Sequence[Decided]) -> None:
        self.counts |= {key: self.counts.get(key, 0) + count for key, count in counts.items()}
        self.spans += spans


class Running:
    """A scorer with a clock that is moved by hand."""

    def __init__(self, scorers: Mapping[str, Any] = SCORERS) -> None:
        self.kept, self.clock = Kept(), ManualClock()
        context = Context(ComponentId("scorer"), Telemetry(), clock=self.clock, decisions=self.kept)
        self._scorer = ScorerProcessor(ScorerProcessor.Config.model_validate({"scorers": scorers}), context)

    def send(self, *spans: Any) -> None:
        list(self._scorer.take(batch(payload(*spans)), self.clock.now()))

    def wait(self, seconds: float) -> list[str]:
        """What the log says meanwhile. The engine calls `tick` when `due` has come."""
        end = self.clock.now() + seconds
        with capture_logs() as lines:
            while (due := self._scorer.due()) is not None and due <= end:
                self.clock.advance(max(0.0, due - self.clock.now()))
                self._scorer.tick(self.clock.now())
            self.clock.advance(end - self.clock.now())
        return [line["event"] for line in lines]


def test_every_genai_span_has_a_decision_for_every_scorer() -> None:
    running = Running()
    running.send(chat(2, 1, answer="Paris"), retrieval(3, 1, "Rome"), span(4, 1))
    (first, second) = running.kept.spans
    assert (first.trace_id, first.span_id, first.kind, first.revision) == (
        bytes(15) + b"\1",
        bytes(7) + b"\2",
        "chat",
        0,
    )
    assert first.decisions == [
        ("not_empty", "scored", ""),
        ("grounded", "missing_input", f"needs context: {NO_CONTEXT}"),
    ]
    assert (second.kind, [decision for _, decision, _ in second.decisions]) == ("retrieval", ["wrong_kind"] * 2)
    assert sum(running.kept.counts.values()) == 4


def test_a_copy_is_counted_and_leaves_what_was_decided() -> None:
    running = Running()
    for _ in range(2):
        running.send(chat(2, 1, answer="Paris"))
    assert [decided.span_id for decided in running.kept.spans] == [bytes(7) + b"\2"]
    assert running.kept.counts["not_empty", "duplicate", "another copy of the span came before"] == 1


def test_a_scorer_that_never_scores_is_named_within_a_minute_of_traffic() -> None:
    running = Running()
    for number in range(20):
        running.send(chat(number + 2, 1, answer="Paris"))
        assert running.wait(1.0) == []
    said = f"scorer grounded has not scored any of 20 spans: mostly missing_input: needs context: {NO_CONTEXT}"
    assert running.wait(40.0) == [said]
    running.send(chat(90, 1, answer="Paris"))
    assert running.wait(60.0) == []
    fact = "Paris is the capital of France."
    running.send(retrieval(98, 1, fact, at=1, trace=7), chat(99, 1, answer=fact, at=3, trace=7))
    assert running.wait(60.0) == ["scorer grounded has begun to run"]


def test_little_traffic_names_nobody() -> None:
    running = Running()
    running.send(*[chat(number + 2, 1, answer="Paris") for number in range(19)])
    assert running.wait(3600.0) == []
