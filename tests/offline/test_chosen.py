"""All scorers of a configuration are run, each once; where one name means two things somebody has to choose."""

from typing import Any

import pytest

from otelevals.api.component import ComponentId
from otelevals.offline.chosen import CannotChoose, Chosen, choose
from otelevals.processors.filter import FilterProcessor
from otelevals.processors.scorer import ScorerProcessor


def chosen(*wanted: str, **processors: dict[str, Any]) -> list[Chosen]:
    """Of scorer processors by their names, with their scorers."""
    found: dict[ComponentId, tuple[type[Any], Any]] = {ComponentId("filter"): (FilterProcessor, None)}
    for name, scorers in processors.items():
        config = ScorerProcessor.Config.model_validate({"scorers": scorers})
        found[ComponentId("scorer", name)] = (ScorerProcessor, config)
    return choose(found, wanted)


def names(found: list[Chosen]) -> dict[str, set[str]]:
    return {str(each.id): set(each.names) for each in found}


def test_the_scorers_of_all_processors() -> None:
    assert names(chosen(a={"not_empty": None}, b={"json_valid": None})) == {
        "scorer/a": {"not_empty"},
        "scorer/b": {"json_valid"},
    }


def test_what_is_configured_alike_is_run_once() -> None:
    same: dict[str, Any] = {"type": "length", "max": 5}
    found = chosen(
        a={"brief": same},
        b={"brief": {**same, "sampling": {"rate": "5%"}}, "all": {"type": "composite", "of": ["brief"]}},
        c={"brief": same},
    )
    assert names(found) == {"scorer/a": {"brief"}, "scorer/b": {"all"}}
    assert set(found[1].config.scorers) == {"brief", "all"}  # what it builds on is there


@pytest.mark.parametrize("other", [{"max": 6}, {"max": 5, "on": "agent"}, {"max": 5, "when": 'genai.model == "x"'}])
def test_one_name_for_two_things(other: dict[str, Any]) -> None:
    processors = {"a": {"brief": {"type": "length", "max": 5}}, "b": {"brief": {"type": "length", **other}}}
    with pytest.raises(CannotChoose) as caught:
        chosen(**processors)
    assert str(caught.value) == (
        "the scorer brief is configured differently in scorer/a and scorer/b: "
        "choose with --processor scorer/a or --processor scorer/b"
    )
    assert names(chosen("scorer/b", **processors)) == {"scorer/b": {"brief"}}


def test_there_has_to_be_a_processor() -> None:
    with pytest.raises(CannotChoose, match="the configuration has no scorer processor"):
        chosen()
    with pytest.raises(CannotChoose) as caught:
        chosen("scorer", a={"not_empty": None}, b={"not_empty": None})
    assert str(caught.value) == "there is no scorer processor scorer (valid: scorer/a, scorer/b)"


def test_a_dataset_is_not_sampled() -> None:
    (found,) = chosen(a={"not_empty": {"sampling": {"rate": "1%"}}})
    assert found.config.scorers["not_empty"].rules.options.everything
