"""Every target of a request ends once, and not before all of the request that it gets has come to an end."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.batch import Payload
from otelevals.journal.entry import Target
from otelevals.pipeline.account import Account, Outcome
from otelevals.testing import trace_payload

ONE, OTHER, ELSEWHERE = Target("traces", "one"), Target("traces", "other"), Target("traces/2", "one")


class Ends:
    def __init__(self, *targets: Target) -> None:
        self.found: list[tuple[Target, Outcome]] = []
        self.refusals: list[tuple[Target, int, str]] = []
        self.account = Account(targets or (ONE,), self.end, self.refuse)

    def end(self, target: Target, outcome: Outcome) -> None:
        self.found.append((target, outcome))

    def refuse(self, target: Target, payload: Payload, reason: str) -> bool:
        self.refusals.append((target, payload.items, reason))
        return True


def test_what_was_dropped_has_been_delivered() -> None:
    ends = Ends(ONE, OTHER, ELSEWHERE)
    ends.account.been_through("traces")
    assert sorted(ends.found) == [(ONE, Outcome.DELIVERED), (OTHER, Outcome.DELIVERED)]
    assert ends.account.waiting == {ELSEWHERE}


def test_parts_count_by_their_items() -> None:
    ends = Ends()
    ends.account.send(ONE, 5)
    ends.account.been_through("traces")
    ends.account.deliver(ONE, 2)
    assert ends.found == []
    ends.account.deliver(ONE, 3)
    assert ends.found == [(ONE, Outcome.DELIVERED)]


def test_what_is_held_is_not_over() -> None:
    ends = Ends()
    ends.account.hold("traces", 4)
    ends.account.been_through("traces")
    assert ends.found == []
    ends.account.send(ONE, 4)
    ends.account.hold("traces", -4)
    ends.account.deliver(ONE, 4)
    assert ends.found == [(ONE, Outcome.DELIVERED)]


def test_a_part_that_was_missed_counts_for_all() -> None:
    ends = Ends(ONE, OTHER)
    for target in (ONE, OTHER):
        ends.account.send(target, 2)
    ends.account.been_through("traces")
    ends.account.deliver(ONE, 1)
    ends.account.miss(ONE, 1)
    ends.account.deliver(OTHER, 2)
    assert ends.found == [(ONE, Outcome.MISSED), (OTHER, Outcome.DELIVERED)]


def test_a_refusal_is_reported_with_what_was_refused() -> None:
    ends = Ends()
    ends.account.send(ONE, 3)
    ends.account.been_through("traces")
    ends.account.refuse(ONE, trace_payload(1), "invalid")
    ends.account.deliver(ONE, 2)
    assert ends.refusals == [(ONE, 1, "invalid")]
    assert ends.found == [(ONE, Outcome.REFUSED)]


def test_what_is_left_behind_is_missed() -> None:
    ends = Ends(ONE, ELSEWHERE)
    ends.account.hold("traces", 7)
    ends.account.miss_rest("traces")
    assert ends.found == [(ONE, Outcome.MISSED)]


@given(st.lists(st.tuples(st.sampled_from([ONE, OTHER, ELSEWHERE]), st.integers(1, 5)), max_size=12), st.data())
def test_every_target_ends_once_in_any_order(parts: list[tuple[Target, int]], data: st.DataObject) -> None:
    ends = Ends(ONE, OTHER, ELSEWHERE)
    for target, items in parts:
        ends.account.send(target, items)
    steps = [partial(ends.account.deliver, target, items) for target, items in parts]
    steps += [partial(ends.account.been_through, pipeline) for pipeline in ("traces", "traces/2")]
    order = data.draw(st.permutations(steps))
    for step in order[:-1]:
        step()
    assert len(ends.found) < 3
    order[-1]()
    assert sorted(target for target, _ in ends.found) == sorted([ONE, OTHER, ELSEWHERE])


def test_targets_that_a_reload_took_away_miss_it() -> None:
    ends = Ends(ONE, OTHER, ELSEWHERE)
    ends.account.miss_others({ONE})
    assert sorted(ends.found) == [(OTHER, Outcome.MISSED), (ELSEWHERE, Outcome.MISSED)]
    ends.account.been_through("traces")
    assert ends.found[2:] == [(ONE, Outcome.DELIVERED)]
