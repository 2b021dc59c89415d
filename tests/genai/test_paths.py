"""Conditions read interactions through `genai.*`."""

import pytest

from otelevals.conditions import Access, Field, Path, UnknownPath
from otelevals.genai.interaction import Interaction
from otelevals.genai.paths import PATHS, access
from tests.genai.spans import INPUT, OPERATION, chat, interaction, span


def path(*names: str, keys: tuple[str | int, ...] = ()) -> Access:
    fields = [Field("genai"), *[Field(name) for name in names[:-1]], Field(names[-1], keys)]
    return access(Path(tuple(fields)), lambda view: view)


def test_fields_by_their_names() -> None:
    view = interaction({**chat("Paris."), "gen_ai.usage.input_tokens": 3, "gen_ai.response.finish_reasons": ["stop"]})
    assert path("kind").get(view) == "chat"
    assert type(path("kind").get(view)) is str
    assert path("output").get(view) == "Paris."
    assert path("usage", "input_tokens").get(view) == 3
    assert path("finish_reasons").get(view) == ["stop"]
    assert path("finish_reasons", keys=(0,)).get(view) == "stop"
    assert path("finish_reasons", keys=(5,)).get(view) is None
    assert path("model").get(view) is None


def test_keys_into_arguments() -> None:
    view = interaction({"gen_ai.tool.call.arguments": '{"city": {"name": "Paris"}}'})
    assert path("tool_arguments", keys=("city", "name")).get(view) == "Paris"
    assert path("tool_arguments", keys=("town",)).get(view) is None


def test_a_span_without_interaction_has_nil_everywhere() -> None:
    on_spans = access(Path((Field("genai"), Field("kind"))), Interaction.of)
    assert on_spans.get(span({"a": 1})) is None
    assert on_spans.get(span({OPERATION: "chat", INPUT: ""})) == "chat"


@pytest.mark.parametrize("names", [("modle",), ("usage",), ("tokens", "input")])
def test_an_unknown_path_comes_with_choices(names: tuple[str, ...]) -> None:
    with pytest.raises(UnknownPath) as caught:
        path(*names)
    assert caught.value.message == f"unknown path genai.{'.'.join(names)}"
    assert caught.value.choices == tuple(f"genai.{name}" for name in sorted(PATHS))


def test_only_the_last_segment_can_be_indexed() -> None:
    with pytest.raises(UnknownPath) as caught:
        access(Path((Field("genai"), Field("usage", ("x",)), Field("input_tokens"))), Interaction.of)
    assert caught.value.message == 'genai.usage["x"].input_tokens cannot be indexed there'
