"""With a journal, a trace that is open when the service ends is complete later: whole, once, and for each exporter
without what it had before."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.pipeline import ledger
from tests.pipeline.gathering import World
from tests.traces.build import LOCAL, span

ALL, NONE = {"group_by_trace": {"hold": "all"}}, {"group_by_trace": {"hold": "none"}}
GATHERED = {"a": ["group_by_trace", "witness/a"]}
HOLDS = pytest.mark.parametrize("hold", [ALL, NONE], ids=["hold all", "hold none"])
End = Callable[[World], None]
ENDS = pytest.mark.parametrize("end", [World.crash, World.restart, World.replace])


def child(trace: int, number: int = 2, **fields: Any) -> Span:
    return span(trace, number, 1, flags=LOCAL, **fields)


@HOLDS
@ENDS
def test_an_open_trace_is_complete_in_a_later_life(hold: Any, end: End) -> None:
    world = World(GATHERED, hold)
    world.send(child(1))
    world.wait(60)
    end(world)
    end(world)
    assert (world.told, world.entries) == ([], 1)
    world.send(span(1, 1))
    world.wait(2)
    assert world.told == [("a", ["1.1", "1.2"], "")]
    assert sorted(world.taken["a"]) == ["1.1", "1.2"]
    world.restart()
    assert (world.entries, world.told[1:], len(world.taken["a"])) == (0, [], 2)


@ENDS
def test_spans_that_passed_do_not_pass_again(end: End) -> None:
    world = World(GATHERED, NONE)
    world.send(child(1), span(2, 1))
    assert world.taken["a"] == ["1.2", "2.1"]
    end(world)
    assert world.open_traces == 2
    world.wait(600)
    assert sorted(world.told) == [("a", ["1.2"], "it took more than 600 seconds"), ("a", ["2.1"], "")]
    assert (world.taken["a"], world.entries) == (["1.2", "2.1"], 0)


@pytest.mark.parametrize("end", [World.restart, World.replace])
@HOLDS
def test_a_trace_that_was_complete_does_not_come_again_with_one_that_was_not(hold: Any, end: End) -> None:
    world = World(GATHERED, hold)
    world.send(child(1), child(2))
    world.send(span(2, 1))
    world.wait(2)
    assert world.told == [("a", ["2.1", "2.2"], "")]
    end(world)
    end(world)
    world.send(span(1, 1))
    world.wait(700)
    assert world.told[1:] == [("a", ["1.1", "1.2"], "")]
    assert (sorted(world.taken["a"]), world.entries) == (["1.1", "1.2", "2.1", "2.2"], 0)


@pytest.mark.parametrize("end", [World.restart, World.replace])
def test_spans_of_one_request_leave_once_with_their_traces(end: End) -> None:
    world = World(GATHERED, ALL)
    world.send(child(1), span(2, 1))
    world.wait(2)
    assert world.taken["a"] == ["2.1"]
    end(world)
    end(world)
    world.send(span(1, 1))
    world.wait(2)
    assert world.taken["a"] == ["2.1", "1.2", "1.1"]
    assert world.told == [("a", ["2.1"], ""), ("a", ["1.1", "1.2"], "")]
    assert world.entries == 0


def test_what_is_delivered_while_the_service_ends_does_not_leave_twice() -> None:
    world = World(GATHERED, ALL)
    world.down = {"a"}
    world.send(child(1), span(2, 1))
    world.wait(2)
    world.down = set()
    world.clock.advance(60)  # the exporter tries again when the service ends
    world.restart()
    assert world.taken["a"] == ["2.1"]
    world.send(span(1, 1))
    world.wait(2)
    assert (world.taken["a"], world.entries) == (["2.1", "1.2", "1.1"], 0)


def test_an_exporter_that_is_down_gets_everything_later() -> None:
    world = World({**GATHERED, "b": ["group_by_trace", "witness/b"]}, ALL)
    world.down = {"a"}
    world.send(child(1), span(2, 1))
    world.wait(2)
    world.restart()
    world.down = set()
    world.wait(5)
    world.send(span(1, 1))
    world.wait(5)
    assert sorted(world.taken["a"]) == ["1.1", "1.2", "2.1"]
    assert sorted(world.taken["b"]) == ["1.1", "1.2", "2.1"]
    assert world.entries == 0


@ENDS
def test_what_processors_before_it_made_goes_on_behind_them(end: End) -> None:
    """No entry is left behind for what another one stands for. After a crash a request comes as a whole."""
    change = {
        "attributes": {"actions": [{"key": "seen", "value": "yes", "action": "insert"}]},
        "filter": {"traces": {"span": ['span.name == "1.3"']}},
    }
    world = World({"a": ["attributes", "filter", "group_by_trace", "witness/a"]}, {**ALL, **change})
    world.send(child(1), child(1, 3), span(2, 1), child(3))
    world.wait(2)
    end(world)
    end(world)
    world.send(span(1, 1))
    world.send(span(3, 1))
    world.wait(2)
    assert sorted(world.taken["a"]) == ["1.1", "1.2", *["2.1"] * (1 + (end is World.crash)), "3.1", "3.2"]
    before = len(world.taken["a"]), len(world.told)
    world.crash()
    world.wait(700)
    assert (len(world.taken["a"]), len(world.told), world.entries) == (*before, 0)


@HOLDS
@ENDS
def test_a_batch_of_traces_that_waits_comes_again(hold: Any, end: End) -> None:
    world = World({"a": ["group_by_trace", "witness/a", "batch"]}, {**hold, "batch": {"timeout": "1h"}})
    world.send(child(1), span(2, 1))
    world.wait(2)
    end(world)
    world.send(span(1, 1))
    world.wait(2)
    world.stop()
    assert set(world.taken["a"]) == {"1.1", "1.2", "2.1"}
    assert ("a", ["1.1", "1.2"], "") in world.told


def test_pipelines_with_one_receiver_gather_for_themselves() -> None:
    processors = {"group_by_trace": {"hold": "all"}, "group_by_trace/none": {"hold": "none"}}
    world = World({**GATHERED, "b": ["group_by_trace/none", "witness/b"], "c": []}, processors)
    world.send(child(1))
    assert world.taken == {"b": ["1.2"], "c": ["1.2"]}
    world.crash()
    world.restart()
    assert world.taken == {"b": ["1.2"], "c": ["1.2"]}
    world.send(span(1, 1))
    world.wait(2)
    assert sorted(world.told) == [("a", ["1.1", "1.2"], ""), ("b", ["1.1", "1.2"], "")]
    assert {name: sorted(names) for name, names in world.taken.items()} == {name: ["1.1", "1.2"] for name in "abc"}
    assert world.entries == 0


@HOLDS
def test_two_that_gather_in_one_pipeline_lose_nothing(hold: Any) -> None:
    both = {"group_by_trace/one": hold["group_by_trace"], "group_by_trace/two": {"hold": "all", "max_wait": "700s"}}
    world = World({"a": ["group_by_trace/one", "group_by_trace/two", "witness/a"]}, both)
    world.send(child(1), span(2, 1))
    world.wait(2)
    world.restart()
    world.restart()
    world.send(span(1, 1))
    world.wait(2)
    world.wait(2)
    assert set(world.taken["a"]) == {"1.1", "1.2", "2.1"}
    assert world.entries == 0


@HOLDS
def test_more_requests_come_again_than_may_be_on_their_way(hold: Any) -> None:
    world = World(GATHERED, hold)
    for number in range(1, 2 * ledger._AT_ONCE):
        world.send(child(number))
    world.crash()
    assert world.open_traces == 2 * ledger._AT_ONCE - 1
    world.restart()
    assert world.open_traces == 2 * ledger._AT_ONCE - 1


@HOLDS
def test_metadata_comes_again_with_the_spans(hold: Any) -> None:
    world = World(GATHERED, hold)
    blue, red = (("tenant", "blue"),), (("tenant", "red"),)
    world.send(child(1), metadata=blue)
    world.send(child(1, 3), metadata=red)
    world.crash()
    world.send(span(1, 1), metadata=red)
    world.wait(2)
    assert world.told == [("a", ["1.1", "1.3"], "")]
    world.send(span(1, 1), metadata=blue)
    world.wait(2)
    assert world.told[1:] == [("a", ["1.1", "1.2"], "")]


@HOLDS
def test_a_processor_that_a_reload_takes_away_is_not_waited_for(hold: Any) -> None:
    world = World(GATHERED, hold)
    world.send(child(1))
    world.pipelines = {"a": []}
    world.replace()
    assert (world.taken["a"], world.entries, len(world.dead.files)) == (["1.2"], 0, 0)


def test_clients_wait_for_exporters_and_not_for_traces() -> None:
    world = World(GATHERED, NONE, ack="delivered")
    world.down = {"a"}
    answer = world.send(child(1))
    assert answer is not None
    assert not answer.done()
    world.down = set()
    world.wait(60)
    assert answer.result(0) is None
    assert (world.taken["a"], world.told, world.entries) == (["1.2"], [], 1)


@HOLDS
def test_a_request_without_spans_is_done(hold: Any) -> None:
    world = World(GATHERED, hold)
    world.send()
    assert world.entries == 0


@HOLDS
def test_spans_without_a_trace_are_done_when_they_passed(hold: Any) -> None:
    world = World({"a": ["group_by_trace"]}, hold)
    world.send(span(1, 1, trace_id=b""), span(1, 2, trace_id=bytes(16)))
    assert (world.taken["a"], world.entries) == (["1.1", "1.2"], 0)


LIVES = st.lists(st.sampled_from([World.crash, World.restart, World.replace, None, None]), max_size=4)


@given(
    st.sampled_from([ALL, NONE]),
    st.lists(st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=4), max_size=6),
    LIVES,
    st.sampled_from([([], []), (["batch"], []), ([], ["batch"]), (["filter"], ["filter/other"])]),
)
def test_whatever_happens_every_trace_is_complete_and_every_span_arrives(
    hold: Any, requests: list[list[tuple[int, bool]]], lives: list[End | None], around: tuple[list[str], list[str]]
) -> None:
    """At least once: a crash may come between what an exporter took and the mark of it."""
    before, after = around
    world = World({"a": [*before, "group_by_trace", "witness/a", *after]}, hold)
    sent: set[str] = set()
    for number, request in enumerate(requests):
        messages = [
            child(trace, 10 * number + place + 2) if under else span(trace, 10 * number + place + 2)
            for place, (trace, under) in enumerate(request)
        ]
        sent |= {message.name for message in messages}
        world.send(*messages)
        if number < len(lives) and (end := lives[number]) is not None:
            end(world)
        world.wait(1)
    world.wait(5)
    for _ in range(3):
        world.wait(700)
    assert set(world.taken["a"]) == sent
    assert {name for _, names, _ in world.told for name in names} == sent
    assert (world.entries, world.open_traces) == (0, 0)
    if World.crash not in lives:
        assert len(world.taken["a"]) == len(sent)
