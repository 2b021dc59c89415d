"""A scorer is built from its entry in the configuration, or refused with the place and a sentence."""

from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.scoring.condition import Subject
from otelevals.scoring.configured import configure
from otelevals.scoring.registry import find_scorer, scorer_types
from otelevals.scoring.scorer import Scorer
from tests.genai.spans import chat, interaction


def test_short_forms() -> None:
    assert configure("not_empty", None).options.type == "not_empty"
    assert configure("json", "json_valid").options.type == "json_valid"
    assert configure("regex", {"pattern": "a"}).options.type == "regex"


def test_options_of_every_scorer() -> None:
    entry = {
        "type": "not_empty",
        "on": "root",
        "when": 'genai.model == "gpt-4o" and span.kind == SPAN_KIND_UNSPECIFIED',
        "threshold": 0.5,
        "tags": ["cheap"],
        "version": "7",
        "sampling": {"rate": "5%"},
    }
    built = configure("a", entry)
    assert (built.options.sampling.rate, built.version, built.options.tags, built.written) == (
        0.05,
        "7",
        ["cheap"],
        entry,
    )
    assert built.matches(interaction(chat()))
    assert not built.matches(interaction(chat(), parent_span_id=b"\x03" * 8))
    assert built.when is not None
    assert built.when.condition(Subject(interaction(chat(**{"gen_ai.request.model": "gpt-4o"})), {}))
    assert not built.when.condition(Subject(interaction(chat()), {}))


@pytest.mark.parametrize(
    ("on", "operations"),
    [
        ("llm", ["chat", "text_completion"]),
        ("tool", ["execute_tool"]),
        ("retrieval", ["retrieval", "rerank"]),
        ("agent", ["invoke_agent", "invoke_workflow"]),
        ("any", ["chat", "text_completion", "execute_tool", "retrieval", "rerank", "invoke_agent", "invoke_workflow"]),
    ],
)
def test_on_says_which_spans(on: str, operations: list[str]) -> None:
    matches = configure("a", {"type": "not_empty", "on": on}).matches
    known = ["chat", "text_completion", "execute_tool", "retrieval", "rerank", "invoke_agent", "invoke_workflow"]
    assert [name for name in known if matches(interaction({"gen_ai.operation.name": name}))] == operations


def test_the_version_follows_code_and_configuration() -> None:
    def version(**options: Any) -> str:
        return configure("a", {"type": "contains", "values": ["x"], **options}).version

    assert version() == version(on="any", tags=["t"], sampling={"rate": 0.5})
    assert len({version(), version(values=["y"]), version(threshold=0.5), version(match="all")}) == 4
    assert version(version="explicit") == "explicit"


@pytest.mark.parametrize("rate", ["5%", 0.05, " 5 % ", "0.05"])
def test_rates(rate: object) -> None:
    assert configure("not_empty", {"sampling": {"rate": rate}}).options.sampling.rate == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("name", "entry", "place", "sentence"),
    [
        ("a", {"type": "not_empty", "sampling": {"rate": "101%"}}, ("sampling", "rate"), "expected a rate between 0%"),
        (
            "a",
            {"type": "not_empty", "sampling": {"rate": "5 percent"}},
            ("sampling", "rate"),
            "expected a rate such as",
        ),
        ("a", {"type": "not_empty", "sampling": {"rate": True}}, ("sampling", "rate"), "expected a rate such as"),
        ("a", {"type": "not_empty", "sampling": {"rate": "nan"}}, ("sampling", "rate"), "expected a rate such as"),
        ("a", {"type": "not_empty", "on": "lmm"}, ("on",), "Input should be 'llm', 'tool'"),
        ("a", {"type": "not_empty", "when": "genai.kind =="}, ("when",), ""),
        ("a", {"type": "not_empty", "when": "genai.knd == 1"}, ("when",), "unknown path genai.knd (column 1)"),
        (
            "a",
            {"type": "not_empty", "patern": 1},
            ("patern",),
            "unknown option (valid: dimensions, on, pass_if, sampling, tags, threshold, type, version, when",
        ),
        ("a", {"type": "contains"}, ("values",), "Field required"),
    ],
)
def test_errors_with_a_place(name: str, entry: object, place: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        configure(name, entry)
    (error,) = caught.value.errors()
    assert error["loc"] == place
    assert error["msg"].removeprefix("Value error, ").startswith(sentence)


@pytest.mark.parametrize(
    ("name", "entry", "sentence"),
    [
        ("score", None, "'score' is a reserved name (score, name, tags, case, step, capability)"),
        (
            "a",
            "contians",
            f"unknown scorer type 'contians' (valid: {', '.join(scorer_types())}; did you mean contains?)",
        ),
        ("a", 5, "expected nothing, the name of a scorer type, or a mapping of options"),
        ("a", {"type": 5}, "expected `type` to be the name of a scorer type"),
        (
            "9",
            None,
            "'9' is no name for a scorer: letters, digits, _ and -, at most 100, beginning with a letter or _",
        ),
    ],
)
def test_errors_of_the_whole_entry(name: str, entry: object, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        configure(name, entry)
    assert str(caught.value) == sentence


def test_every_installed_type_is_a_scorer() -> None:
    assert all(issubclass(find_scorer(name), Scorer) for name in scorer_types())


def test_all_mistakes_of_an_entry_are_found_at_once() -> None:
    entry = {"type": "regex", "patern": "a", "match": "begin", "sampling": {"rate": 7}, "on": "lmm"}
    with pytest.raises(ValidationError) as caught:
        configure("a", entry)
    assert [error["loc"] for error in caught.value.errors()] == [
        ("patern",),
        ("pattern",),
        ("match",),
        ("on",),
        ("sampling", "rate"),
    ]
