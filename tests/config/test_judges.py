"""The section `judges` and scorers that ask judges: what is wrong is said in sentences, and shows no secret."""

from typing import Any

import pytest
import yaml

from otelevals.api.component import ComponentId
from otelevals.api.registry import Registry
from otelevals.config import InvalidConfiguration, Loaded, load
from otelevals.config.render import render

DEFAULT = "default: {model: m, base_url: 'http://127.0.0.1:1/v1'}"
ASKS = "{type: judge, rubric: helpfulness}"
WHERE = "processors::scorer::scorers::a"
SECRET = "sk-very-secret"


def text(scorer: str = ASKS, judges: str = DEFAULT, service: str = "") -> str:
    return f"""
judges: {{{judges}}}
receivers: {{otlp: {{protocols: {{grpc: }}}}}}
processors: {{scorer: {{scorers: {{a: {scorer}}}}}}}
exporters: {{debug: }}
service: {{{service}pipelines: {{traces: {{receivers: [otlp], processors: [scorer], exporters: [debug]}}}}}}
"""


def loaded(**parts: str) -> Loaded:
    return load([f"yaml:{text(**parts)}"], [], Registry(), {})


def problems(**parts: str) -> list[str]:
    with pytest.raises(InvalidConfiguration) as caught:
        loaded(**parts)
    return [str(problem).partition(" :: ")[2] for problem in caught.value.problems]


def scorer(**parts: str) -> Any:
    config: Any = loaded(**parts).sections["processors"][ComponentId("scorer")].config
    return config.scorers["a"].scorer


def test_a_scorer_asks_the_judge_that_it_names_or_the_default() -> None:
    both = f"{DEFAULT}, other: {{model: 'openai:gpt-5-mini', api_key: x, timeout: 5s, max_attempts: 2}}"
    assert scorer(judges=both).asked.model == "m"
    other = scorer(judges=both, scorer="{type: judge, rubric: helpfulness, judge: other, max_attempts: 7}")
    assert (other.judge_name, other.asked.model, other.asked.timeout, other.asked.max_attempts) == (
        "other",
        "openai:gpt-5-mini",
        5.0,
        7,
    )


def test_a_scorer_may_have_a_judge_of_its_own() -> None:
    own = "{type: judge, rubric: helpfulness, model: n, base_url: 'http://127.0.0.1:2/v1', concurrency: 3}"
    found = scorer(scorer=own, judges="")
    assert (found.judge_name, found.asked.model, found.asked.concurrency) == ("a", "n", 3)


OWN = "rubric: helpfulness, model: n, base_url: 'http://127.0.0.1:1/v1'"
LABELS = "rubric: helpfulness, scale: {labels: {good: 1, bad: 0}}"


NAMES = (
    "answer_relevance, context_precision, correctness, faithfulness, helpfulness, instruction_following, "
    "refusal_appropriate, task_completion, tool_choice, toxicity"
)
UNPRICED = (
    "the judge default: the budget scorer/a is in US dollars, and no price is known for m: give it, as in "
    "`price: {input_per_mtok: 0.25, output_per_mtok: 2}`, or limit tokens or calls"
)
SCALES = "expected boolean, numbers such as 1..5, labels such as {labels: {good: 1, ok: 0.5, bad: 0}}"
NOT_THERE = "there is no judge 'defult' in the section judges (valid: default; did you mean default?)"


@pytest.mark.parametrize(
    ("scorer", "place", "problem"),
    [
        ("rubric: helpfulness, judge: defult", "judge", NOT_THERE),
        (f"{OWN}, judge: default", "judge", "judge and model both say which model is asked; write one of them"),
        ("rubric: helpfulness, concurrency: 3", "concurrency", "a judge of its own: write its model here, too"),
        ("", "rubric", "the option is required"),
        ("rubric: helpfulnes", "rubric", f"unknown rubric 'helpfulnes' (valid: {NAMES}; did you mean helpfulness?)"),
        ("rubric: mine.md", "rubric", "mine.md is not a file in "),
        ("rubric: helpfulness, scale: often", "scale", SCALES),
        (f"{LABELS}, threshold: 2", "threshold", "expected a threshold between 0 and 1, as the scale has them"),
        ("rubric: toxicity, scale: boolean, threshold: 1", "threshold", "a boolean scale has no threshold"),
        ("rubric: helpfulness, examples: [{verdict: perhaps}]", "examples", "example 1: shows nothing of "),
        ("rubric: helpfulness, budget: {usd_per_day: 1}", "", UNPRICED),
        (f"{OWN}, concurrency: 2000", "concurrency", "1000"),
        ("rubric: helpfulness, model: gpt-5-mini", "model", "names no provider: write openai:gpt-5-mini"),
        (f"{OWN}, ca_file: none.pem", "model", "ca_file: there is no file "),
        ("rubric: helpfulness, self_judging: perhaps", "self_judging", "expected one of: warn, skip, allow"),
        ("rubric: helpfulness, budget: {usd_per_week: 1}", "budget::usd_per_week", "unknown option"),
    ],
)
def test_what_is_wrong_with_a_scorer_is_said(scorer: str, place: str, problem: str) -> None:
    (found,) = problems(scorer=f"{{type: judge, {scorer}}}")
    where, _, rest = found.partition(" :: ")
    assert where == (f"{WHERE}::{place}" if place else WHERE)
    assert problem in rest


NONE = "it has no judge: write judge, or model, or a judge named default in the section judges"
KEYLESS = "the judge default: api_key is required for openai, such as ${env:OPENAI_API_KEY}"


@pytest.mark.parametrize(
    ("judges", "expected"),
    [
        ("", f"{WHERE} :: {{…}} :: {NONE}"),
        ("default: {}", "judges::default::model :: (nothing) :: the option is required"),
        ("default: {}", f"{WHERE} :: {{…}} :: the judge default has mistakes"),
        ("default: {model: 'openai:gpt-5-mini'}", f"{WHERE} :: {{…}} :: {KEYLESS}"),
        ("default: {model: m, temprature: 1}", "judges::default::temprature :: temprature :: unknown option"),
    ],
)
def test_what_is_wrong_with_a_judge_is_said(judges: str, expected: str) -> None:
    assert any(expected in problem for problem in problems(judges=judges))


def test_a_judge_of_its_own_is_not_mistaken_for_another() -> None:
    (found,) = problems(scorer=f"{{type: judge, {OWN}}}", judges="a: {model: m, base_url: 'http://127.0.0.1:1/v1'}")
    assert found == f"{WHERE}::model :: n :: the section judges has a judge 'a', too: call this scorer otherwise"


def test_judges_are_a_map() -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        load([f"yaml:{text().replace(f'{{{DEFAULT}}}', '[default]')}"], [], Registry(), {})
    assert "judges :: […] :: expected judges by their names" in str(caught.value.problems[0])


@pytest.mark.parametrize(
    ("judges", "scorer"), [(DEFAULT, ASKS), ("", f"{{type: judge, {OWN}}}")], ids=["in the section", "of its own"]
)
def test_judges_need_the_store(judges: str, scorer: str) -> None:
    found = problems(judges=judges, scorer=scorer, service="store: {enabled: false}, ")
    message = "judges keep their budgets and verdicts in the store, which is switched off"
    assert found == [f"service::store::enabled :: false :: {message}"]


def test_judges_that_nobody_asks_need_nothing() -> None:
    assert loaded(scorer="not_empty", service="store: {enabled: false}, ").warnings == []


@pytest.mark.parametrize(
    "scorer",
    [
        f"{{type: judge, {OWN}, api_key: {SECRET}, headers: {{x-team: {SECRET}}}, judge: default}}",
        f"{{type: judge, {OWN}, api_key: [{SECRET}]}}",
        f"{{type: judge, {OWN}, api_key: '{SECRET}é'}}",
        f"{{type: judge, {OWN}, headers: {{x-team: '{SECRET}é'}}}}",
        f"{{type: judge, {OWN}, api_key: {SECRET}, concurrency: 0}}",
    ],
)
def test_no_mistake_shows_a_secret(scorer: str) -> None:
    found = problems(scorer=scorer, judges=f"{DEFAULT[:-1]}, api_key: {SECRET}}}")
    assert found
    assert SECRET not in "\n".join(found)


def test_what_is_printed_shows_no_secret() -> None:
    own = f"{{type: judge, {OWN}, api_key: {SECRET}, headers: {{x-team: {SECRET}}}}}"
    found = loaded(scorer=own, judges=f"{DEFAULT[:-1]}, api_key: {SECRET}, headers: {{x-team: {SECRET}}}}}")
    shown = render(found.raw, redact=True)
    assert SECRET not in shown
    assert SECRET not in repr(found.sections)
    scorer_ = yaml.safe_load(shown)["processors"]["scorer"]["scorers"]["a"]
    assert (scorer_["api_key"], scorer_["headers"]) == ("[REDACTED]", {"x-team": "[REDACTED]"})


def test_a_scorer_may_have_examples_of_its_own() -> None:
    example = "{input: Hi, output: Hello, explanation: Polite., verdict: helpful}"
    found = scorer(scorer=f"{{type: judge, rubric: helpfulness, examples: [{example}]}}")
    assert [each.answer for each in found.by.examples] == [{"explanation": "Polite.", "verdict": "helpful"}]


def test_the_version_is_that_of_what_is_asked() -> None:
    def version(judges: str = DEFAULT, scorer: str = ASKS) -> str:
        config: Any = loaded(judges=judges, scorer=scorer).sections["processors"][ComponentId("scorer")].config
        found: str = config.scorers["a"].version
        return found

    plain = version()
    assert plain.startswith("helpfulness-1+")
    assert version(judges=DEFAULT.replace(":1/v1", ":2/v1")) == plain
    assert version(judges=f"{DEFAULT[:-1]}, timeout: 5s, concurrency: 3}}") == plain
    others = [
        version(judges=DEFAULT.replace("model: m", "model: n")),
        version(judges=f"{DEFAULT[:-1]}, temperature: 1}}"),
        version(judges=f"{DEFAULT[:-1]}, max_input_chars: 2000}}"),
        version(scorer="{type: judge, rubric: helpfulness, scale: 1..5}"),
        version(scorer="{type: judge, rubric: helpfulness, threshold: 0.5}"),
    ]
    assert len({plain, *others}) == 6
    at_the_scorer = version(scorer="{type: judge, rubric: helpfulness, temperature: 1}")
    assert at_the_scorer == others[1]
