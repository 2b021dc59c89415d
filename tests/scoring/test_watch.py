"""A scorer that never scores is named within a minute with the most common reason, and one that fails, too."""

from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from otelevals.api.decisions import OTHER_REASONS, DecisionKey
from otelevals.scoring.watch import AGAIN_AFTER, LEAST, LOOK_AFTER, Watch

SCORED: DecisionKey = ("tone", "scored", "")
FILTERED: DecisionKey = ("tone", "filtered", "the condition does not hold")
MISSING: DecisionKey = ("tone", "missing_input", "needs context: no retrieval in its trace")
OTHER_KIND: DecisionKey = ("tone", "wrong_kind", "the scorer is for llm; this span is of kind tool")
ERRORED: DecisionKey = ("tone", "errored", "KeyError: 'x'")
NEVER = "scorer tone has not scored any of {} spans: mostly missing_input: needs context: no retrieval in its trace"


class Log:
    """What a watch says, a second after the other."""

    def __init__(self) -> None:
        self.now = 100.0
        self._watch = Watch(["tone", "other"], structlog.get_logger())

    def say(self, after: float, counts: dict[DecisionKey, int]) -> list[tuple[str, str]]:
        """What it says when these are decided after so many seconds, until there is nothing more to look at."""
        self.now += after
        with capture_logs() as lines:
            self._watch.look(self.now)
            if counts:
                self._watch.add(counts, self.now)
            while (due := self._watch.due()) is not None:
                assert due - self.now <= 60
                self._watch.look(due - 0.1)
                assert self._watch.due() == due
                self.now = due
                self._watch.look(due)
        return [(line["log_level"], line["event"]) for line in lines]


@pytest.fixture
def log() -> Log:
    return Log()


def test_it_is_said_within_a_minute_and_again_after_an_hour(log: Log) -> None:
    assert log.say(0, {MISSING: LEAST, FILTERED: LEAST - 1}) == [("warning", NEVER.format(2 * LEAST - 1))]
    assert log.say(60, {MISSING: 1}) == []
    assert log.say(AGAIN_AFTER, {}) == []
    assert log.say(0, {MISSING: 5}) == [("warning", NEVER.format(2 * LEAST + 5))]
    assert log.say(60, {MISSING: 1}) == []


def test_it_is_said_when_that_is_over(log: Log) -> None:
    log.say(0, {MISSING: LEAST})
    assert log.say(60, {SCORED: 1, MISSING: 7}) == [("info", "scorer tone has begun to run")]
    assert log.say(60, {SCORED: 1}) == []
    assert log.say(2 * AGAIN_AFTER, {MISSING: 1000}) == []


@pytest.mark.parametrize("ran", [SCORED, ERRORED, ("tone", "timed_out", "it took longer than 5s")])
def test_nothing_is_said_of_a_scorer_that_ran_once(log: Log, ran: DecisionKey) -> None:
    assert log.say(0, {MISSING: 1000, ran: 1}) == []


def test_few_spans_say_nothing(log: Log) -> None:
    assert log.say(0, {MISSING: LEAST - 1}) == []
    assert log.say(0, {MISSING: 1}) == [("warning", NEVER.format(LEAST))]


@pytest.mark.parametrize("decision", ["sampled_out", "duplicate"])
def test_spans_on_which_it_is_not_its_turn_say_nothing(log: Log, decision: str) -> None:
    assert log.say(0, {("tone", decision, "so"): 1000, MISSING: LEAST - 1}) == []


def test_spans_of_another_kind_count_only_when_there_are_no_others(log: Log) -> None:
    assert log.say(0, {OTHER_KIND: 1000, MISSING: 3}) == [("warning", NEVER.format(3))]
    expected = (
        "scorer tone has not scored any of 1000 spans: mostly wrong_kind: the scorer is for llm; this span is of "
    )
    assert Log().say(0, {OTHER_KIND: 1000}) == [("warning", expected + "kind tool")]


def test_each_scorer_is_named(log: Log) -> None:
    counts = {MISSING: LEAST, ("other", "filtered", ""): LEAST}
    assert [text for _, text in log.say(0, counts)] == [
        NEVER.format(LEAST),
        f"scorer other has not scored any of {LEAST} spans: mostly filtered",
    ]


def test_a_scorer_that_fails_nearly_always_is_named_until_it_scores_again(log: Log) -> None:
    failing = ("warning", "scorer tone fails on 19 of 20 spans: mostly errored: KeyError: 'x'")
    assert log.say(0, {ERRORED: 19, SCORED: 1, MISSING: 100}) == [failing]
    assert log.say(60, {ERRORED: 1000}) == []
    assert log.say(AGAIN_AFTER, {ERRORED: 19, SCORED: 1}) == [failing]
    assert log.say(60, {SCORED: LEAST}) == [("info", "scorer tone scores again")]
    assert log.say(60, {SCORED: LEAST}) == []
    assert log.say(60, {ERRORED: 19, SCORED: 1}) == [failing]


def test_some_failures_are_no_news(log: Log) -> None:
    assert log.say(0, {ERRORED: 17, SCORED: 3}) == []
    assert log.say(0, {ERRORED: LEAST - 1}) == []


def test_nothing_is_to_be_looked_at_without_news() -> None:
    watch: Any = Watch(["tone"], structlog.get_logger())
    assert watch.due() is None
    watch.add({MISSING: 1}, 100.0)
    watch.add({MISSING: 1}, 101.0)
    assert watch.due() == 100.0 + LOOK_AFTER


def test_of_many_reasons_one_is_named(log: Log) -> None:
    others: DecisionKey = ("tone", "errored", OTHER_REASONS)
    often = "scorer tone fails on {} of {} spans: mostly errored: for many reasons, such as KeyError: 'x'"
    assert log.say(0, {others: 90, ERRORED: 10}) == [("warning", often.format(100, 100))]
    only = "scorer tone fails on 100 of 100 spans: mostly errored: other reasons"
    assert Log().say(0, {others: 100}) == [("warning", only)]
