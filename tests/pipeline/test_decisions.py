"""Processors are lent one exporter that keeps decisions, for as long as their graph delivers."""

from collections.abc import Mapping, Sequence
from typing import Any

from otelevals.api.decisions import Decided, DecisionKey
from otelevals.config import Loaded, load
from otelevals.pipeline.graph import Graph
from otelevals.pipeline.service import Service
from tests.pipeline.parts import Exit, registry

TRACES: dict[str, Any] = {"receivers": ["entrance"], "processors": ["holding"], "exporters": ["exit"]}


class Keeping(Exit):
    type = "keeping"

    def keep_decisions(self, counts: Mapping[DecisionKey, int], spans: Sequence[Decided]) -> None:
        self.note("decisions")


def configuration(keepers: Sequence[str], label: str = "") -> Loaded:
    sections = {
        "receivers": {"entrance": {}},
        "processors": {"holding": {}, "passing": {}},
        "exporters": {"exit": {}, "keeping": {}, "keeping/too": {"label": label}},
        "service": {"pipelines": {"traces": TRACES, "evals": {"processors": ["passing"], "exporters": list(keepers)}}},
    }
    found = registry()
    found.add("exporters", Keeping)
    return load(["env:c"], [], found, {"c": repr(sections)})


def lent(graph: Graph) -> dict[str, str | None]:
    """The exporter that each processor was lent."""
    keepers = {str(part.context.id): part.context.decisions for part in graph.inside()}
    return {name: None if keeper is None else str(keeper.context.id) for name, keeper in keepers.items()}  # type: ignore[attr-defined]


def test_those_who_make_evaluations_are_lent_one() -> None:
    graph = Service(configuration(["exit", "keeping/too", "keeping"])).graph
    assert lent(graph) == {"holding": "keeping/too", **dict.fromkeys(("passing", "exit", "keeping/too", "keeping"))}


def test_nobody_is_lent_one_where_none_is_used() -> None:
    assert set(lent(Service(configuration(["exit"])).graph).values()) == {None}


def test_a_reload_lends_the_exporter_of_the_new_graph() -> None:
    service = Service(configuration(["keeping/too"]))
    service.start()
    before = service.graph.processors[0].context.decisions
    service.reload(configuration(["keeping/too"]))
    assert service.graph.processors[0].context.decisions is before
    service.reload(configuration(["keeping/too"], label="new"))
    after = service.graph.processors[0].context.decisions
    assert isinstance(after, Keeping)
    assert after is not before
    assert after.calls == ["start"]
    service.stop()
