"""Sessions are gathered until nothing more comes of them, and late or superseded evaluations count as they are."""

import json
from typing import Any

import pytest

from otelevals.alerts import feed as module
from otelevals.alerts.feed import Feed, Session, Source
from otelevals.alerts.turns import Seen
from tests.alerts.samples import DAY, START, record

END = float("inf")


def fed(*records: tuple[float, dict[str, Any]], source: Source | None = None) -> Feed:
    """A feed that got these, each at a time, with what is said of it."""
    feed, seen = Feed(source or Source("tone"), 10), Seen()
    for number, (now, said) in enumerate(records):
        change = seen.take(record(**{"number": number, "time": now, **said}), now)
        if change is not None:
            feed.take(change, now)
    return feed


def test_a_session_ends_when_nothing_came_for_a_while() -> None:
    feed = fed((START, {"session": "a"}), (START + 200, {"session": "a", "passed": False}))
    assert [*feed.ended(START + 400)] == []
    assert [*feed.ended(START + 500)] == [Session((), 0.5, 2 / 4)]
    assert [*feed.ended(START + 9000)] == []


def test_a_session_that_goes_on_counts_after_an_hour() -> None:
    feed = fed(*[(START + 60 * minute, {"session": "a"}) for minute in range(60)])
    assert len([*feed.ended(START + 3600)]) == 1


def test_traces_without_a_session_are_sessions() -> None:
    assert len([*fed((START, {}), (START, {})).ended(END)]) == 2


def test_sampled_evaluations_weigh_more() -> None:
    said = {"session": "a", "probability": 0.25}
    (session,) = fed((START, said), (START, {"session": "a", "passed": False})).ended(END)
    assert session.mean == 0.8


def test_a_later_revision_takes_the_place_of_an_earlier_one_in_an_open_session() -> None:
    feed = fed((START, {"number": 1}), (START + 1, {"number": 1, "passed": False, "revision": 1}))
    assert [session.mean for session in feed.ended(END)] == [0.0]
    assert [feed.parts[()].hours.mean(START, START + DAY)] == [0.0]


@pytest.mark.parametrize("again", [{"passed": False, "revision": 1}, {"withdrawn": True, "revision": 1}])
def test_of_the_latest_hours_what_was_revised_counts_as_it_is(again: dict[str, Any]) -> None:
    feed = fed((START, {"number": 1}), (START + 400, {"number": 2}), (START + 800, {"number": 1, **again}))
    weights = [weight for _, weight, _ in feed.parts[()].recent]
    assert (sum(weights), sum(wx for *_, wx in feed.parts[()].recent)) == (1 if "withdrawn" in again else 2, 1)


@pytest.mark.parametrize(("late", "sessions"), [(DAY - 60, 1), (DAY + 60, 0)])
def test_what_comes_late_is_no_news(late: float, sessions: int) -> None:
    feed = fed((START + late, {"time": START}))
    assert len([*feed.ended(END)]) == sessions
    assert feed.parts[()].hours.mean(START, START + 60 * 60) == 1.0


@pytest.mark.parametrize("late", [600.0, DAY + 600])
def test_what_comes_late_is_expected_again(late: float) -> None:
    """A session of an hour, evaluated then or a day later: what comes in time counts when it ends."""
    feed = fed(*[(START + late, {"time": START, "session": name, "passed": name == "a"}) for name in "aab"])
    assert len([*feed.ended(START + 2 * DAY)]) == (2 if late < DAY else 0)
    profile = feed.parts[()].hours.profile(START, START + 3600, 1)
    assert profile is not None
    assert profile.level == pytest.approx(2 / 3)


def test_what_is_older_than_sums_are_kept_takes_no_room() -> None:
    feed = fed(*[(START, {"time": START - day * DAY}) for day in range(1, 365)])
    assert len(feed.parts[()].hours.bins) == 8


def test_what_comes_from_the_future_is_of_now() -> None:
    feed = fed((START, {"time": START + 30 * DAY}))
    assert feed.parts[()].hours.mean(START, START + 3600) == 1.0


def test_open_sessions_are_limited_and_survive_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_OPEN", 3)
    feed, again = fed(*[(START, {}) for _ in range(5)]), fed()
    again.restore(json.loads(json.dumps(feed.state())))
    assert [*again.ended(END)] == [*feed.ended(END)]
    feed = fed(*[(START, {}) for _ in range(5)])
    assert len([*feed.ended(START)]) == 2


def test_scores_are_read_from_their_range() -> None:
    feed = fed((START, {"score": 4.0, "passed": None}), source=Source("tone", (), "score", 1.0, 5.0))
    assert [session.mean for session in feed.ended(END)] == [0.75]


def test_slices_of_which_nothing_comes_are_forgotten() -> None:
    feed = fed((START, {}))
    assert feed.keep_small(START + 8 * DAY) == []
    assert feed.keep_small(START + 10 * DAY) == [()]
    assert feed.parts == {}
