"""Evaluations that processors make go to the pipelines for them, whatever happens to the service meanwhile."""

import threading
from typing import Any

from otelevals.api.batch import Batch
from otelevals.config import Loaded, load
from otelevals.otlp.signals import Signal
from otelevals.pipeline.intake import LaneLimits
from otelevals.pipeline.sender import Leftover
from otelevals.pipeline.service import Service
from otelevals.testing import named_payload, names_in
from tests.pipeline.parts import Evaluating, Exit, Holding, entrance, exit_, later, registry
from tests.waiting import eventually

TRACES: dict[str, Any] = {"receivers": ["entrance"], "processors": ["evaluating"], "exporters": ["exit"]}


def configuration(
    pipelines: dict[str, Any], label: str = "", exit_options: dict[str, Any] | None = None, drain: str = "30s"
) -> Loaded:
    sections = {
        "receivers": {"entrance": {}},
        "processors": {"evaluating": {"label": label}, "holding": {}, "passing": {}},
        "exporters": {"exit": {}, "exit/evals": exit_options or {}},
        "service": {"pipelines": pipelines, "drain_timeout": drain},
    }
    return load(["env:c"], [], registry(), {"c": repr(sections).replace("True", "true").replace("False", "false")})


def started(pipelines: dict[str, Any], **options: Any) -> Service:
    service = Service(configuration(pipelines, **options))
    service.start()
    return service


def evaluating(service: Service) -> Evaluating:
    (found,) = [part for part in service.graph.processors if isinstance(part, Evaluating)]
    return found


def held(service: Service) -> bool:
    return any(isinstance(part, Holding) and part.held for part in service.graph.processors)


def evals_at(exporter: Exit) -> list[str]:
    batches = [batch for batch in list(exporter.batches) if batch.signal is Signal.EVALS]
    return [name for batch in batches for name in names_in(batch.signal, batch.body())]


def test_every_pipeline_of_evaluations_gets_them_and_no_other() -> None:
    pipelines = {"evals": {"exporters": ["exit/evals"]}, "traces": TRACES, "evals/too": {"exporters": ["exit"]}}
    service = started(pipelines)
    entrance(service).send("a", "b", metadata=(("tenant", "one"),))
    assert service.stop().left == ()
    assert evaluating(service).taken == [True, True]
    assert exit_(service, "exit/evals").names == ["a is good", "b is good"]
    assert evals_at(exit_(service)) == ["a is good", "b is good"]
    assert {batch.metadata for batch in exit_(service, "exit/evals").batches} == {(("tenant", "one"),)}
    value = service.telemetry.value
    assert value("otelcol_exporter_sent_log_records_total", exporter="exit/evals") == 2
    assert value("otelcol_exporter_sent_spans_total", exporter="exit") == 2


def test_there_is_a_way_for_evaluations_only_where_they_are_made_and_wanted() -> None:
    pipelines = {"traces": TRACES, "evals": {"processors": ["passing"], "exporters": ["exit/evals"]}}
    graph = Service(configuration(pipelines)).graph
    ways = {str(part.context.id): part.context.evaluations for part in graph.inside()}
    assert [name for name, way in ways.items() if way is not None] == ["evaluating"]
    assert all(inlet.receiver.context.evaluations is None for inlet in graph.inlets.values())
    without = Service(configuration({"traces": TRACES})).graph
    assert all(part.context.evaluations is None for part in without.inside())


def test_a_stop_delivers_evaluations_of_what_is_held_until_then_and_those_that_are_held() -> None:
    pipelines = {
        "evals": {"processors": ["holding"], "exporters": ["exit/evals"]},
        "traces": {**TRACES, "processors": ["holding", "evaluating"]},
    }
    service = started(pipelines)
    names = [f"request {number}" for number in range(20)]
    for name in names:
        entrance(service).send(name)
    assert service.stop().left == ()
    assert exit_(service, "exit/evals").names == [f"{name} is good" for name in names]


def test_without_room_the_processor_hears_of_it_and_goes_on() -> None:
    full = {"sending_queue": {"queue_size": 1, "sizer": "requests", "num_consumers": 1}}
    service = started({"traces": TRACES, "evals": {"exporters": ["exit/evals"]}}, exit_options=full)
    lane = service.graph.evaluations
    assert lane is not None
    lane._limits = LaneLimits(payloads=1)
    gate = threading.Event()
    exit_(service, "exit/evals").outcome = lambda batch: _ignore(gate.wait(60))
    names: list[str] = []
    while False not in evaluating(service).taken:  # one under way, one in the queue, one in the outbox, one in the lane
        names.append(str(len(names)))
        assert len(names) < 100
        entrance(service).send(names[-1], metadata=(("tenant", names[-1]),))
        eventually(lambda: exit_(service).names == names)
    gate.set()
    assert service.stop().left == ()
    taken = [name for name, room in zip(names, evaluating(service).taken, strict=True) if room]
    assert exit_(service, "exit/evals").names == [f"{name} is good" for name in taken]
    assert len(taken) >= 3


def _ignore(_: object) -> None:
    pass


def test_what_is_not_delivered_by_the_deadline_is_named_and_counted_wherever_it_is() -> None:
    full = {"sending_queue": {"queue_size": 1, "sizer": "requests", "num_consumers": 1}}
    pipelines = {
        "traces": {**TRACES, "processors": ["evaluating", "holding"]},
        "evals": {"processors": ["passing"], "exporters": ["exit/evals"]},
    }
    service = started(pipelines, exit_options=full, drain="50ms")
    exit_(service, "exit/evals").outcome = later
    for number in range(10):
        entrance(service).send(str(number), metadata=(("tenant", str(number)),))
    eventually(lambda: len(evaluating(service).taken) == 10)
    assert evaluating(service).taken == [True] * 10
    left = service.stop().left
    assert {(each.exporter, each.signal) for each in left} == {("exit/evals", Signal.EVALS)}
    assert sum(each.items for each in left) == 10
    lost = [f"otelcol_exporter_{how}_failed_log_records_total" for how in ("send", "enqueue")]
    assert sum(service.telemetry.value(name, exporter="exit/evals") for name in lost) == 10


def test_evaluations_of_what_is_given_at_the_deadline_are_counted() -> None:
    pipelines = {
        "traces": {**TRACES, "processors": ["holding", "evaluating"]},
        "evals": {"exporters": ["exit/evals"]},
    }
    service = started(pipelines, drain="0s")
    entrance(service).send("a", "b")
    eventually(lambda: held(service))
    left = service.stop().left
    assert Leftover("exit/evals", Signal.EVALS, 2, 2) in left


HELD = {
    "traces": {**TRACES, "processors": ["holding", "evaluating"]},
    "evals": {"processors": ["holding"], "exporters": ["exit/evals"]},
}


def test_a_graph_that_a_reload_replaces_delivers_its_own_evaluations() -> None:
    service = started(HELD, label="old ")
    exporter, before = exit_(service, "exit/evals"), evaluating(service)
    entrance(service).send("a")
    service.reload(configuration(HELD, label="new "))
    service.settle()
    entrance(service).send("b")
    assert service.stop().left == ()
    assert exit_(service, "exit/evals") is exporter
    assert exporter.names == ["old a is good", "new b is good"]
    assert before.context.evaluations is not None
    assert not before.context.evaluations(named_payload(Signal.EVALS, "late"), ())


def test_evaluations_of_before_a_reload_are_delivered_by_an_exporter_that_gets_none_any_more() -> None:
    service = started(HELD)
    exporter = exit_(service, "exit/evals")
    entrance(service).send("a")
    service.reload(configuration({"traces": {**TRACES, "processors": [], "exporters": ["exit/evals"]}}))
    service.settle()
    assert exit_(service, "exit/evals") is exporter
    assert evals_at(exporter) == ["a is good"]
    service.stop()


def test_an_exporter_that_is_gone_after_a_reload_gets_the_evaluations_of_before() -> None:
    service = started({"traces": TRACES, "evals": {"exporters": ["exit/evals"]}})
    exporter, gate = exit_(service, "exit/evals"), threading.Event()

    def wait(batch: Batch) -> None:
        gate.wait(60)

    exporter.outcome = wait
    entrance(service).send("a")
    eventually(lambda: evaluating(service).taken == [True])
    service.reload(configuration({"traces": {**TRACES, "processors": []}}))
    gate.set()
    service.settle()
    assert exporter.names == ["a is good"]
    assert exporter.calls[-1] == "shutdown"
    service.stop()
