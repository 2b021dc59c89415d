"""A graph lends its components what they need: the instances of one component know each other, and nobody else."""

from otelevals.api.component import ComponentId
from otelevals.pipeline.service import Service
from tests.pipeline.parts import configuration


def test_the_instances_of_a_component_share_a_dictionary_in_one_graph() -> None:
    loaded = configuration(processors={"passing": {}, "passing/other": {}}, signals=("traces", "logs"))
    first, second = Service(loaded), Service(loaded)
    shared = {
        id_: [part.context.shared for part in first.graph.processors if part.context.id == ComponentId.parse(id_)]
        for id_ in ("passing", "passing/other")
    }
    for one, two in shared.values():
        assert one is two
    assert shared["passing"][0] is not shared["passing/other"][0]
    assert shared["passing"][0] is not second.graph.processors[0].context.shared
