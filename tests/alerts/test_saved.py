"""What an engine remembers goes on where it was, and only what has changed is written."""

import json

from otelevals.alerts.saved import Saved
from tests.alerts.samples import DAY, HOUR, PACE, Days, engine, kept, record, restarted, rules

THRESHOLD = {"kind": "threshold", "below": 0.9}
SLI = {"scorer": "tone", "target": 0.95}


def test_a_restart_tells_nothing_again_and_forgets_nothing() -> None:
    days = Days(engine(rules(low=THRESHOLD), pace=PACE))
    days.go(DAY, 0.97)
    days.go(6 * HOUR, 0.3)
    parts, hours = Saved().changed(days.engine)
    evidence = [watch.evidence for watch in days.engine.watches.values()]
    days.engine = engine(rules(low=THRESHOLD), pace=PACE)
    Saved().restore(days.engine, kept(parts), kept(hours), days.now)
    assert [watch.evidence for watch in days.engine.watches.values()] == evidence
    assert days.engine.take([record(days.count, days.now)], days.now) == 1
    assert days.go(HOUR, 0.3) == []
    assert [message.resolved for _, message in days.go(3 * DAY, 0.97)] == [True]


def test_evidence_for_another_bound_is_not_taken_over() -> None:
    days = Days(engine(rules(low=THRESHOLD), pace=PACE))
    days.go(6 * HOUR, 0.3)
    parts, _ = Saved().changed(days.engine)
    other = engine(rules(low={"kind": "threshold", "below": 0.2}), pace=PACE)
    Saved().restore(other, kept(parts), {}, days.now)
    assert other.watches == {}


def test_what_another_version_kept_is_not_read() -> None:
    days = Days(engine(rules(low=THRESHOLD), pace=PACE))
    days.go(6 * HOUR, 0.3)
    parts, hours = Saved().changed(days.engine)
    other, saved = engine(rules(low=THRESHOLD)), Saved()
    saved.restore(other, {**kept(parts), "version": b"0"}, kept(hours), days.now)
    assert (other.watches, other.book.on) == ({}, [])
    assert saved.changed(other)[1] == dict.fromkeys(hours)


def test_what_is_kept_is_json() -> None:
    days = Days(engine(rules(low=THRESHOLD), pace=PACE))
    days.go(6 * HOUR, 0.3)
    parts, hours = Saved().changed(days.engine)
    assert all(json.loads(state) is not None for state in kept(parts).values())
    assert len(hours) == 6


def test_open_sessions_and_short_windows_go_on_after_a_restart() -> None:
    both = rules({"fine": SLI}, low=THRESHOLD, burn={"kind": "slo_burn", "sli": "fine"})
    one = Days(engine(both, pace=PACE))
    one.go(2 * HOUR, 0.7, session="long")
    other = restarted(one.engine, engine(both, pace=PACE), one.now)
    for each in (one.engine, other):
        each.take([record(1, one.now, session="long", passed=False)], one.now)
    same = [each.look(one.now + HOUR) for each in (one.engine, other)]
    assert same[0] == same[1]
    assert [list(part.recent) for part in other.feeds[both[0].source].parts.values()] == [
        list(part.recent) for part in one.engine.feeds[both[0].source].parts.values()
    ]
    assert [watch.state for watch in other.watches.values()] == [watch.state for watch in one.engine.watches.values()]


def test_what_is_not_watched_any_more_is_dropped() -> None:
    days = Days(engine(rules(low=THRESHOLD), pace=PACE))
    days.go(HOUR, 0.7)
    parts, hours = Saved().changed(days.engine)
    other, saved = engine(rules(low={**THRESHOLD, "scorer": "polite"})), Saved()
    saved.restore(other, kept(parts), kept(hours), days.now)
    dropped, gone = saved.changed(other)
    assert {name.partition(":")[0] for name, state in dropped.items() if state is None} == {"feed", "open"}
    assert gone == dict.fromkeys(hours)
    saved.written(dropped, other)
    assert saved.changed(other) == ({}, {})


def test_an_alert_of_a_rule_that_is_gone_is_over() -> None:
    days = Days(engine(rules(low=THRESHOLD), pace=PACE))
    days.go(6 * HOUR, 0.3)
    other = restarted(days.engine, engine(rules(other=THRESHOLD), pace=PACE), days.now)
    again = restarted(other, engine(rules(other=THRESHOLD), pace=PACE), days.now)
    for each in (other, again):
        (message,) = [message for message in each.look(days.now + 60) if message.rule == "low"]
        assert (message.resolved, message.alerts[0].resolved) == (True, days.now + 60)
        assert [message for message in each.look(days.now + 120) if message.rule == "low"] == []
