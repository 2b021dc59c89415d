"""An evaluation has the probability with which it is there, whatever becomes known later and whoever it depends on."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any

import pytest

from otelevals.api.evaluation import LEAST_PROBABILITY
from otelevals.genai.interaction import Interaction
from otelevals.scoring.configured import ConfiguredScorer, configure
from otelevals.scoring.outcome import Decision, Evaluation
from otelevals.scoring.runner import Run
from otelevals.scoring.sampling import draw, drawn_number, samplers
from otelevals.stats.inclusion import Inclusion
from tests.genai.spans import chat, interaction

BAD = 'span.attributes["feedback"] == "bad"'
DRAWN: Mapping[str, Inclusion] = MappingProxyType({})


def target(number: int, text: str = "Paris", trace_state: str = "", **said: Any) -> Interaction:
    """Of a trace and a session of its own."""
    said["gen_ai.conversation.id"] = f"s-{number}"
    return interaction(chat(text, **said), trace_id=number.to_bytes(16, "big"), trace_state=trace_state)


def scorer(name: str, sampling: Mapping[str, Any] = MappingProxyType({}), **more: Any) -> ConfiguredScorer:
    return configure(name, {"type": "contains", "values": ["Paris"], **more, "sampling": dict(sampling)})


def run(
    scorers: list[ConfiguredScorer], on: Interaction, drawn: Mapping[str, Inclusion] = DRAWN, pace: float = 1
) -> Run:
    drawing = samplers({each.name: each.rules for each in scorers}, lambda: 0.0)
    made = Run(scorers, on, samplers=drawing, drawn=drawn, pace=lambda _: pace)
    made.go_on(here=True)
    return made


def evaluations(made: Run, name: str) -> list[Evaluation]:
    return [each for outcome in made.outcomes if outcome for each in outcome.evaluations if each.scorer == name]


def numbers(wanted: Callable[[float], bool]) -> Iterator[int]:
    return (number for number in count(1) if wanted(draw(number.to_bytes(16, "big"))))


@pytest.mark.parametrize("drawn", [True, False])
def test_what_is_known_to_be_wanted_later_is_scored_again_for_certain(drawn: bool) -> None:
    number = next(numbers(lambda u: (u < 0.5) == drawn))
    scorers = [scorer("a", {"rate": "50%", "always": [BAD]})]
    first = run(scorers, target(number))
    assert [each.probability for each in evaluations(first, "a")] == [0.5] * drawn
    again = run(scorers, target(number, feedback="bad"), first.drawn)
    assert [(each.probability, each.stratum) for each in evaluations(again, "a")] == [(1.0, f"always {BAD}")]
    taken_back = run(scorers, target(number), again.drawn)
    assert [each.probability for each in evaluations(taken_back, "a")] == [1.0]


def test_what_never_is_to_be_scored_later_is_not_and_what_was_not_may_be() -> None:
    scorers = [scorer("a", {"rate": "75%", "never": [BAD]})]
    number = next(numbers(lambda u: u < 0.75))
    first = run(scorers, target(number))
    again = run(scorers, target(number, feedback="bad"), first.drawn)
    assert [outcome.decision for outcome in again.outcomes if outcome] == [Decision.SAMPLED_OUT]
    third = run(scorers, target(number), again.drawn)
    assert [[each.probability for each in evaluations(one, "a")] for one in (first, third)] == [[0.75]] * 2


def test_a_budget_lowers_what_is_wanted_later_too_but_not_below_what_was_drawn() -> None:
    scorers = [scorer("a", {"rate": "50%", "always": [BAD]})]
    first = run(scorers, target(1))
    paced = [run(scorers, target(1, feedback="bad"), first.drawn, pace).drawn["a"].probability for pace in (0.7, 0.2)]
    assert paced == [0.7, 0.5]


ASKS = 'not evals["a"].passed'
"""Of a scorer that finds what is wrong in half of the traffic, and is asked about a part of it."""


@pytest.mark.parametrize(
    "scorers",
    [
        [scorer("a", {"rate": "40%"}), scorer("b", {"rate": "10%", "always": [ASKS]})],
        [scorer("a", {"rate": "10%"}), scorer("b", {"rate": "40%", "always": [ASKS]})],
        [scorer("a", {"rate": "40%", "unit": "session"}), scorer("b", {"rate": "20%", "always": [ASKS]})],
        [scorer("a", {"rate": "40%"}), scorer("b", {"rate": "20%"}, when='evals["a"].passed != nil')],
        [scorer("a", {"rate": "40%"}), scorer("b", when='evals["a"].passed != nil')],
        [
            scorer("a", {"rate": "40%", "unit": "session"}),
            scorer("b", {"rate": "50%"}, when='evals["a"].passed != nil'),
        ],
        [scorer("a", {"rate": "40%"}), configure("b", {"type": "composite", "of": ["a"], "combine": "all"})],
        [scorer("a", {"rate": "40%"}), scorer("b", {"rate": "20%", "always": [f"{BAD} or {ASKS}"]})],
    ],
)
def test_weights_add_up_to_the_traffic_for_what_passes_and_for_what_fails(scorers: list[ConfiguredScorer]) -> None:
    targets = 3000
    found = {True: 0.0, False: 0.0}
    for number in range(1, targets + 1):
        text, feedback = ("Paris", "London")[number % 2], ("bad", "none")[number % 4 > 1]
        for each in evaluations(run(scorers, target(number, text, feedback=feedback)), "b"):
            found[text == "Paris"] += 1 / each.probability
    assert found == {text: pytest.approx(targets / 2, rel=0.15) for text in (True, False)}


def test_a_condition_that_holds_without_others_is_certain() -> None:
    scorers = [scorer("a", {"rate": "50%"}), scorer("b", {"rate": "10%", "always": [f"{BAD} or {ASKS}"]})]
    for number in (next(numbers(lambda u: u < 0.05)), next(numbers(lambda u: u > 0.6))):
        made = run(scorers, target(number, "London", feedback="bad"))
        assert [each.probability for each in evaluations(made, "b")] == [1.0]


def test_samplers_in_front_are_part_of_it() -> None:
    scorers = [
        scorer("a"),
        scorer("b", {"rate": "50%"}),
        scorer("c", {"rate": "40%", "unit": "session"}, when='evals["b"].passed != nil'),
        scorer("d", {"rate": "10%", "always": ['not evals["b"].passed']}),
        scorer("e", {"rate": 0, "always": [BAD]}),
    ]
    number = next(each for each in numbers(lambda u: u < 0.1) if drawn_number(scorers[2].rules, target(each)) < 0.4)
    on = target(number, "London", "ot=rv:ffffffffffffff;th:c", feedback="bad")
    made = run(scorers, on)
    found = {each.name: evaluations(made, each.name)[0] for each in scorers}
    assert {name: each.probability for name, each in found.items()} == pytest.approx(
        {"a": 0.25, "b": 0.125, "c": 0.05, "d": 0.125, "e": 0.25}
    )
    assert [each.stratum for each in found.values()] == [
        "",
        "rate",
        "rate",
        'always not evals["b"].passed',
        f"always {BAD}",
    ]
    again = run(scorers, on, made.drawn)
    assert [evaluations(again, name)[0].probability for name in found] == [each.probability for each in found.values()]


def test_they_are_part_of_what_failed_too() -> None:
    broken = scorer("a", pass_if="score + label > 1")
    (failed,) = evaluations(run([broken], target(1, trace_state="ot=rv:ffffffffffffff;th:8")), "a")
    assert (failed.error_type, failed.probability) == ("EvaluationError", 0.5)


def test_a_weight_has_a_bound() -> None:
    made = run([scorer("a")], target(1, trace_state="ot=rv:ffffffffffffff;th:ffffffffffffff"))
    assert [each.probability for each in evaluations(made, "a")] == [LEAST_PROBABILITY]
