"""What is left of a request at the end goes on another time, and what has left does not leave again."""

import gc
import weakref
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import HoldingProcessor
from otelevals.api.telemetry import Telemetry
from otelevals.journal.entry import Target
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import Account, Outcome
from otelevals.pipeline.chain import Chain
from otelevals.pipeline.stage import Stage
from otelevals.testing import context, trace_batch, trace_payload

ONE, OTHER, ELSEWHERE = Target("traces", "one"), Target("traces", "other"), Target("traces/2", "one")
DELIVERED, REFUSED, MISSED, LATER = Outcome.DELIVERED, Outcome.REFUSED, Outcome.MISSED, Outcome.LATER


class Ends:
    """An account, what became of its targets, and what was set aside for whom."""

    def __init__(self, *targets: Target) -> None:
        self.found: list[tuple[Target, Outcome]] = []
        self.aside: list[tuple[str, int, frozenset[Target]]] = []
        self.unsettled: list[Callable[[], None]] = []
        self.account = Account(targets, self._end, lambda target, part, reason: True, set_aside=self._set_aside)

    def _end(self, target: Target, outcome: Outcome) -> None:
        self.found.append((target, outcome))

    def _set_aside(self, after: str, payload: Payload, targets: frozenset[Target], settled: Callable[[], None]) -> None:
        self.aside.append((after, payload.items, targets))
        self.unsettled.append(settled)

    def settle(self) -> None:
        while self.unsettled:
            self.unsettled.pop()()


def held(items: int, *targets: Target) -> Ends:
    """A request that is held as a whole."""
    ends = Ends(*targets)
    ends.account.hold_at("traces", "", trace_payload(items))
    ends.account.been_through("traces")
    return ends


def leave(account: Account, items: int, *targets: Target) -> None:
    """Some of a held request goes to these exporters."""
    for target in targets:
        account.send(target, items)
    account.hold("traces", -items)


def test_targets_miss_what_is_set_aside_when_that_is_settled() -> None:
    ends = held(3, ONE, OTHER)
    ends.account.set_aside("traces", "filter", trace_payload(3))
    assert ends.aside == [("filter", 3, frozenset([ONE, OTHER]))]
    assert ends.found == []
    ends.settle()
    assert sorted(ends.found) == [(ONE, LATER), (OTHER, LATER)]
    assert ends.account.waiting == frozenset()


def test_it_is_settled_for_each_exporter_that_has_the_rest() -> None:
    ends = held(3, ONE, OTHER)
    leave(ends.account, 1, ONE, OTHER)
    ends.account.set_aside("traces", "", trace_payload(2))
    assert ends.aside == []
    ends.account.deliver(ONE, 1)
    assert ends.aside == [("", 2, frozenset([ONE]))]
    ends.account.refuse(OTHER, trace_payload(1), "invalid")
    assert ends.aside[1:] == [("", 2, frozenset([OTHER]))]
    ends.settle()
    assert sorted(ends.found) == [(ONE, LATER), (OTHER, LATER)]


def test_an_exporter_that_misses_what_left_gets_the_whole_request_again() -> None:
    ends = held(3, ONE, OTHER)
    leave(ends.account, 1, ONE, OTHER)
    ends.account.set_aside("traces", "", trace_payload(2))
    ends.account.miss(ONE, 1)
    ends.account.deliver(OTHER, 1)
    assert ends.found == [(ONE, MISSED)]
    assert ends.aside == [("", 2, frozenset([OTHER]))]


def test_what_is_held_in_two_places_comes_again_as_a_whole() -> None:
    ends = held(2, ONE)
    ends.account.hold_at("traces", "", trace_payload(1))
    ends.account.set_aside("traces", "first", trace_payload(2))
    ends.account.set_aside("traces", "second", trace_payload(1))
    assert (ends.aside, ends.found) == ([], [(ONE, MISSED)])


def test_what_waits_to_be_settled_is_not_missed_meanwhile() -> None:
    ends = held(2, ONE)
    ends.account.set_aside("traces", "", trace_payload(2))
    ends.account.miss_rest("traces")
    assert ends.found == []
    ends.settle()
    assert ends.found == [(ONE, LATER)]


def test_other_pipelines_are_not_concerned() -> None:
    ends = held(2, ONE, ELSEWHERE)
    ends.account.set_aside("traces", "", trace_payload(2))
    ends.settle()
    assert ends.account.waiting == {ELSEWHERE}
    ends.account.been_through("traces/2")
    assert ends.found == [(ONE, LATER), (ELSEWHERE, DELIVERED)]


def test_without_a_place_to_set_it_aside_it_is_missed() -> None:
    found: list[tuple[Target, Outcome]] = []
    account = Account([ONE], lambda *end: found.append(end), lambda *refused: True)
    assert not account.durable
    account.hold_at("traces", "", trace_payload(2))
    account.been_through("traces")
    account.set_aside("traces", "", trace_payload(2))
    assert found == [(ONE, MISSED)]


def test_a_part_that_is_held_later_is_not_kept_by_its_account() -> None:
    """Otherwise only the collector would free what has gone."""
    account = Account([ONE], lambda *end: None, lambda *refused: True)
    account.been_through("traces")
    part = trace_payload(2)
    part.account = account
    account.hold_at("traces", "batch", part)
    seen = weakref.ref(account)
    gc.collect()
    gc.disable()
    try:
        del account, part
        assert seen() is None
    finally:
        gc.enable()


class Forgetful(HoldingProcessor):
    """Lets go of what it holds without giving it."""

    type = "forgetful"

    def __init__(self) -> None:
        super().__init__(None, context("forgetful"))
        self.held: list[Batch] = []

    def take(self, batch: Batch, now: float) -> list[Batch]:
        self.held.append(batch)
        return []

    def due(self) -> None:
        return None

    def tick(self, now: float) -> list[Batch]:
        return []

    def drain(self) -> list[Batch]:
        self.held.clear()
        return []


def test_what_a_processor_forgets_is_missed() -> None:
    found: list[tuple[Target, Outcome]] = []
    chain = Chain("traces", Signal.TRACES, [Stage(Forgetful(), Signal.TRACES, Telemetry())], [])
    batch = trace_batch(2)
    batch.payloads[0].account = Account([ONE], lambda *end: found.append(end), lambda *refused: True)
    chain.feed(batch, 0)
    del batch
    assert found == []
    chain.drain(0)
    assert found == [(ONE, MISSED)]


@pytest.mark.parametrize("items", [1, 5])
def test_followers_of_what_passed_hear_of_the_end(items: int) -> None:
    follower = Target.processor("traces", "group_by_trace")
    resting: list[frozenset[Target]] = []
    found: list[tuple[Target, Outcome]] = []
    account = Account([ONE, follower], lambda *end: found.append(end), lambda *refused: True, at_rest=resting.append)
    for target in (ONE, follower):
        account.send(target, items)
    account.been_through("traces")
    assert resting == [{follower}]
    account.deliver(ONE, items)
    assert found == [(ONE, DELIVERED)]
    account.miss_left(follower, lambda item: True)
    account.miss_left(follower, lambda item: True)
    assert found == [(ONE, DELIVERED), (follower, LATER)]


Step = Callable[[], None]


@given(
    st.lists(st.tuples(*[st.sampled_from([DELIVERED, REFUSED, MISSED])] * 2), max_size=5), st.integers(0, 3), st.data()
)
def test_every_target_ends_once_whatever_the_order(
    parts: list[tuple[Outcome, ...]], rest: int, data: st.DataObject
) -> None:
    """Parts leave for both exporters, each ends them at any time after that, and the rest is settled at any time."""
    ends = held(len(parts) + rest, ONE, OTHER)
    steps: list[Step] = []

    def leave_next(outcomes: tuple[Outcome, ...]) -> None:
        leave(ends.account, 1, ONE, OTHER)
        steps.extend(partial(end_part, ends.account, *each) for each in zip((ONE, OTHER), outcomes, strict=True))

    leaving: list[Step] = [partial(leave_next, outcomes) for outcomes in parts]
    if rest:
        leaving.append(partial(ends.account.set_aside, "traces", "", trace_payload(rest)))
    while choices := [*leaving[:1], *steps, *ends.unsettled]:
        step = data.draw(st.sampled_from(choices))
        next(each for each in (leaving, steps, ends.unsettled) if step in each).remove(step)
        step()
    for number, target in enumerate((ONE, OTHER)):
        outcomes = {outcomes[number] for outcomes in parts}
        expected = [("", rest)] if rest and MISSED not in outcomes else []
        assert [(after, items) for after, items, targets in ends.aside if target in targets] == expected
        worst = next((each for each in (MISSED, REFUSED) if each in outcomes), DELIVERED)
        if rest and worst is not MISSED:
            worst = LATER
        assert [outcome for ended, outcome in ends.found if ended == target] == [worst]


def end_part(account: Account, target: Target, outcome: Outcome) -> None:
    match outcome:
        case Outcome.DELIVERED:
            account.deliver(target, 1)
        case Outcome.REFUSED:
            account.refuse(target, trace_payload(1), "invalid")
        case _:
            account.miss(target, 1)
