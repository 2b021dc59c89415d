"""Rules tell people of drops, once, say what is wrong, and that it is over; and nothing while all is well."""

from typing import Any

import pytest

from otelevals.alerts.alert import Alert, Key, Silence
from otelevals.alerts.book import Pace
from otelevals.alerts.text import title
from tests.alerts.samples import DAY, HOUR, PACE, START, Days, engine, record, rules

THRESHOLD = {"kind": "threshold", "below": 0.9}
RARE = {"false_review_every": 30 * DAY}
"""So that chance has no part in it."""


def test_a_drop_below_a_threshold_pages_once_and_resolves() -> None:
    days = Days(engine(rules(low=THRESHOLD), pace=PACE))
    assert days.go(2 * DAY, 0.97) == []
    told = days.go(6 * HOUR, 0.5)
    assert [(message.band, message.resolved) for _, message in told] == [("review", False), ("page", False)]
    assert title(told[-1][1]) == "[page] low: the pass rate of tone is below 0.9"
    over = days.go(3 * DAY, 0.97)
    assert [(message.band, message.resolved) for _, message in over] == [("page", True)]


def test_a_fall_below_the_baseline_says_what_was_and_what_is() -> None:
    days = Days(
        engine(rules(fell={"kind": "baseline", "by": ["model"], "runbook": "https://run/book"}), pace=PACE, **RARE)
    )
    assert days.go(9 * DAY, 0.9, dimensions=(("model", "a"),)) == []
    told = days.go(DAY / 2, 0.6, dimensions=(("model", "a"), ("prompt", "v4")))
    alert = told[-1][1].alerts[0]
    assert (told[-1][1].band, alert.key.slice, alert.facts.runbook) == ("page", (("model", "a"),), "https://run/book")
    day, week = alert.facts.day, alert.facts.week
    assert day is not None
    assert week is not None
    assert week.low < 0.9 < week.high
    assert day.mean < week.mean
    assert day.n > 1400
    assert alert.facts.examples[0].value == 0
    assert [(each.attribute, each.value) for each in alert.facts.changes] == [("prompt", "v4")]


def test_slices_are_told_apart() -> None:
    watched = engine(rules(low={**THRESHOLD, "by": ["model"]}), pace=PACE)
    days = Days(watched)
    now = START
    told = []
    for number in range(4000):
        now += 30
        passed = number % 2 == 0 or number % 4 == 1
        watched.take([record(number, now, passed=passed, dimensions=(("model", "ab"[number % 2]),))], now)
        if number % 2:
            told += watched.look(now)
    assert {alert.key.slice for message in told for alert in message.alerts} == {(("model", "b"),)}
    assert days.count == 0


def test_what_is_beyond_the_most_slices_is_watched_together() -> None:
    watched = engine(rules(low={**THRESHOLD, "by": ["user"]}), max_slices=2)
    watched.take([record(n, START, dimensions=(("user", str(n)),)) for n in range(50)], START)
    (feed,) = watched.feeds.values()
    assert list(feed.parts) == [("0",), ("1",), ("(other)",)]


@pytest.mark.parametrize("again", [{}, {"revision": 1}, {"withdrawn": True}])
def test_what_comes_again_does_not_count_twice(again: dict[str, Any]) -> None:
    watched = engine(rules(low=THRESHOLD))
    watched.take([record(1, START)], START)
    watched.look(START + 600)
    watched.take([record(1, START, **again)], START + 700)
    (feed,) = watched.feeds.values()
    level = feed.parts[()].hours.level(START - DAY, START + DAY)
    assert (level.n if level else 0) == (0 if "withdrawn" in again else 1)


def test_a_silence_of_a_scorer_is_noticed_and_ends() -> None:
    days = Days(engine(rules(quiet={"kind": "silence"}), pace=PACE), every=20)
    assert days.go(4 * DAY, 1.0) == []
    told = days.go(6 * HOUR, None)
    assert told[-1][1].band == "page"
    assert told[-1][1].alerts[0].facts.title == "tone is evaluated far less often than in the days before"
    assert [message.resolved for _, message in days.go(DAY, 1.0)] == [True]


def test_errors_of_judges_are_noticed() -> None:
    days = Days(engine(rules(quiet={"kind": "silence"}), pace=PACE))
    days.go(DAY, 1.0)
    told = days.go(DAY / 2, 1.0, error="timeout")
    assert {alert.key.what for _, message in told for alert in message.alerts} == {"errors"}


@pytest.mark.parametrize("scorer", ["tone", "tone.kind"])
def test_lost_coverage_is_noticed_in_its_slice(scorer: str) -> None:
    days = Days(engine(rules(quiet={"kind": "silence", "scorer": scorer, "by": ["model"]}), pace=PACE))
    days.go(DAY, 1.0, name=scorer, dimensions=(("model", "a"),))
    days.go(DAY / 4, 1.0, name=scorer, dimensions=(("model", "a"),))
    told = days.go(DAY / 4, 1.0, name="tone", error="shed", lost=True, dimensions=(("model", "b"),))
    found = {(alert.key.what, alert.key.slice) for _, message in told for alert in message.alerts}
    assert ("coverage", (("model", "b"),)) in found
    assert not {what for what, slice_ in found if what == "errors" or (what, slice_) == ("coverage", (("model", "a"),))}


def test_lost_coverage_is_over_when_nothing_was_to_be_evaluated_for_a_day() -> None:
    days = Days(engine(rules(quiet={"kind": "silence"}), pace=PACE))
    told = days.go(DAY / 4, 1.0, error="shed", lost=True)
    assert {alert.key.what for _, message in told for alert in message.alerts} == {"coverage"}
    over = [message for hour in range(40) for message in days.engine.look(days.now + HOUR * hour)]
    assert [message.resolved for message in over] == [True]


@pytest.mark.parametrize(
    ("name", "value", "covered"),
    [("model", "gpt[5]*", True), ("model", "gpt?5*", True), ("model", "gpt-5", False), ("modle", "*", False)],
)
def test_a_silence_is_of_what_has_what_it_names(name: str, value: str, covered: bool) -> None:
    alert = Alert(Key("low", "", (("model", "gpt[5]-mini"),)), "page", START)
    assert Silence(((name, value),), START + 1).covers(alert, START) == covered


def test_an_error_budget_that_burns_is_noticed_with_its_rates() -> None:
    sli = {"scorer": "tone", "target": 0.95, "window": "28d"}
    days = Days(engine(rules({"fine": sli}, burn={"kind": "slo_burn", "sli": "fine"}), pace=PACE), every=20)
    assert days.go(4 * DAY, 0.99) == []
    alert = days.go(6 * HOUR, 0.2)[-1][1].alerts[0]
    assert (alert.band, alert.facts.title) == ("page", "the error budget of fine burns too fast")
    assert alert.facts.burn_rates["5m"] > 6
    assert alert.facts.budget_left is not None


def test_silenced_alerts_are_told_when_the_silence_is_over() -> None:
    days = Days(engine(rules(low=THRESHOLD), pace=PACE))
    days.go(DAY, 0.97)
    silence = Silence((("rule", "l*"),), days.now + 6 * HOUR + 1)
    assert days.go(6 * HOUR, 0.3, [silence]) == []
    assert days.engine.book.on[0].silenced
    assert [message.band for _, message in days.go(HOUR, 0.3, [silence])] == ["page"]


def test_messages_of_a_rule_wait_for_each_other_unless_they_page() -> None:
    pace = Pace(keep_for=DAY, group_interval=1e9, repeat_interval=0)
    days = Days(engine(rules(low={**THRESHOLD, "by": ["model"]}), false_page_every=1e150, pace=pace))
    assert len(days.go(2 * HOUR, 0.3, dimensions=(("model", "a"),))) == 1
    assert days.go(2 * HOUR, 0.3, dimensions=(("model", "b"),)) == []
