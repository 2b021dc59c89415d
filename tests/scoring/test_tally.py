"""What is counted is shown as metrics, and told once to whoever keeps it, with the spans that it was decided on."""

from collections.abc import Mapping, Sequence

import structlog

from otelevals.api.decisions import OTHER_REASONS, Decided, DecisionKey
from otelevals.api.telemetry import Telemetry
from otelevals.scoring.outcome import Decision, Evaluation, Outcome, Target
from otelevals.scoring.reasons import MOST
from otelevals.scoring.tally import Tally
from otelevals.scoring.watch import LOOK_AFTER, Watch
from tests.genai.spans import chat, interaction

NAMES = ("tone", "length")
VERDICT = Evaluation("tone", "tone", "1", Target(b"t", b"s"), 1.0, passed=True)
SCORED = Outcome("tone", Decision.SCORED, evaluations=(VERDICT,), duration=0.5)
MISSING = Outcome("length", Decision.MISSING_INPUT, "the span has no output", "output")
KEYS = [("tone", "scored", ""), ("length", "missing_input", "needs output: the span has no output")]


class Kept:
    def __init__(self) -> None:
        self.calls: list[tuple[dict[DecisionKey, int], list[Decided]]] = []

    def keep_decisions(self, counts: Mapping[DecisionKey, int], spans: Sequence[Decided]) -> None:
        self.calls.append((dict(counts), list(spans)))


def tally(kept: Kept | None = None, telemetry: Telemetry | None = None) -> Tally:
    return Tally(NAMES, telemetry or Telemetry(), Watch(NAMES, structlog.get_logger()), kept)


def test_everything_is_told_once() -> None:
    kept, on = Kept(), interaction(chat("Paris"))
    counting = tally(kept)
    counting.add([SCORED, MISSING], on)
    counting.add([MISSING], on, revision=2)
    counting.add([MISSING])  # of a copy
    counting.flush(0.0)
    counting.flush(1.0)
    ids = (on.span.trace_id, on.span.ids.span_id, "chat")
    assert kept.calls == [({KEYS[0]: 1, KEYS[1]: 3}, [Decided(*ids, 0, KEYS), Decided(*ids, 2, KEYS[1:])])]


def test_a_span_of_which_nothing_is_known_yet_is_not_told() -> None:
    kept = Kept()
    counting = tally(kept)
    counting.add([], interaction(chat("Paris")))
    counting.flush(0.0)
    assert kept.calls == []


def test_metrics_have_no_reasons() -> None:
    telemetry = Telemetry()
    counting = tally(None, telemetry)
    for now, outcome in enumerate((MISSING, MISSING._replace(reason="another"), SCORED, SCORED)):
        counting.add([outcome], interaction(chat("Paris")))
        counting.flush(float(now))
    assert telemetry.value("otelevals_decisions_total", scorer="length", decision="missing_input") == 2
    assert telemetry.value("otelevals_decisions_total", scorer="tone", decision="scored") == 2
    assert telemetry.value("otelevals_scorer_duration_seconds_sum", scorer="tone") == 1.0


def test_reasons_are_told_apart_again_on_the_next_day() -> None:
    kept = Kept()
    counting = tally(kept)
    for now in (0.0, 86_399.0, 86_401.0):
        for number in range(MOST):
            counting.add([MISSING._replace(reason=f"{now} {number}")])
        counting.flush(now)
    told_apart = [len([key for key in counts if key[2] != OTHER_REASONS]) for counts, _ in kept.calls]
    assert told_apart == [MOST, 0, 0]
    counting.add([MISSING])
    counting.flush(86_402.0)
    assert kept.calls[-1][0] == {KEYS[1]: 1}


def test_it_is_due_when_somebody_is_to_look() -> None:
    counting = tally()
    assert counting.due() is None
    counting.add([MISSING])
    counting.flush(5.0)
    assert counting.due() == 5.0 + LOOK_AFTER
    counting.flush(5.0 + LOOK_AFTER)
    assert counting.due() is None
