"""What would be drawn is what is drawn: by the same policies, without a judge being asked."""

from typing import Any

from otelevals.offline.sampled import Draw, Sampling
from otelevals.scoring.configured import configure
from otelevals.scoring.order import in_order
from otelevals.scoring.sampling import draw
from tests.genai.spans import chat
from tests.genai.traces import part, trace


def drawn(scorers: dict[str, Any], *answers: str) -> tuple[list[Draw], Sampling]:
    judges = {"default": None}
    built = in_order({name: configure(name, written, judges=judges) for name, written in scorers.items()})
    sampling = Sampling(built)
    found = [
        each
        for number, text in enumerate(answers)
        for each in sampling.take(trace(part(f"s{number}", chat(text, "why?", tier=text[:4]))))
    ]
    return found, sampling


def test_a_check_decides_what_a_judge_is_always_to_see() -> None:
    sampling = {"rate": 0, "always": ['not evals["json_valid"].passed']}
    judge = {"type": "judge", "model": "m", "base_url": "http://localhost:1/v1", "rubric": "helpfulness"}
    found, made = drawn({"json_valid": None, "helpful": {**judge, "sampling": sampling}}, "{}", "Paris")
    assert [each.chosen for each in found if each.scorer == "helpful"] == [False, True]
    sums = made.found.strata["helpful"]
    assert {policy: (each.targets, each.chosen) for policy, each in sums.items()} == {
        "rate": (1, 0),
        'always not evals["json_valid"].passed': (1, 1),
    }


def test_the_number_and_the_probability_say_why() -> None:
    found, made = drawn({"not_empty": {"sampling": {"rate": 0.5}}}, "Paris")
    (only,) = found
    assert (only.number, only.included.probability) == (draw(only.trace_id), 0.5)
    assert only.chosen == (only.number < 0.5)
    assert made.found.strata["not_empty"]["rate"].expected == 0.5


def test_what_is_not_drawn_from_is_counted_apart() -> None:
    _, made = drawn({"not_empty": {"on": "tool", "sampling": {"rate": 0.5}}}, "Paris")
    assert dict(made.found.others["not_empty"]) == {"wrong_kind": 1}
    assert made.found.strata["not_empty"] == {}


def test_what_is_drawn_and_cannot_be_scored_is_drawn() -> None:
    made = Sampling({"not_empty": configure("not_empty", {"sampling": {"rate": 0.999999}})})
    (only,) = made.take(trace(part("s", chat())))
    assert only.chosen
    sums = made.found.strata["not_empty"]["rate"]
    assert (sums.targets, sums.chosen, sums.expected) == (1, 1, 0.999999)
    assert dict(made.found.unscored["not_empty"]) == {"content_off": 1}
    assert not made.found.others["not_empty"]


def test_strata_are_told_apart() -> None:
    strata = {"by": "tier", "rates": {"gold": 1}, "min_per_hour": 1}
    _, made = drawn({"not_empty": {"sampling": {"strata": strata}}}, "gold", "free", "free", "free")
    sums = made.found.strata["not_empty"]
    assert (sums["tier=gold"].chosen, sums["tier=gold"].expected) == (1, 1.0)
    assert (sums["tier=free"].targets, sums["tier=free"].probability.most) == (3, 1.0)
    assert sums["tier=free"].probability.least < 1
