"""What a scorer draws follows from its policies alone, with a probability that is fixed before the draw."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from otelevals.scoring.condition import Subject
from otelevals.scoring.configured import configure
from otelevals.scoring.outcome import Evaluation, Target
from otelevals.scoring.sampling import Sampler, draw, drawn_number, samplers
from otelevals.stats.inclusion import Inclusion
from tests.genai.spans import chat, interaction

FAILED = Evaluation("no_pii", "no_pii", "1", Target(b"", b""), 0.0, passed=False)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def sampler(clock: Clock | None = None, **sampling: Any) -> Sampler:
    return Sampler(configure("not_empty", {"sampling": sampling}).rules, clock or Clock())


def subject(evals: dict[str, Evaluation] | None = None, **attributes: Any) -> Subject:
    return Subject(interaction(chat("Paris", **attributes)), evals or {})


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        ({"rate": "5%"}, Inclusion(0.05, "rate")),
        ({"rate": "0.01%"}, Inclusion(0.0001, "rate")),
        ({"rate": 0}, Inclusion(0.0, "rate")),
        ({"rate": 0, "floor": "1%"}, Inclusion(0.01, "floor")),
        ({"rate": "5%", "always": ['genai.model == "m"']}, Inclusion(1.0, 'always genai.model == "m"')),
        ({"rate": "5%", "always": ['not evals["no_pii"].passed']}, Inclusion(1.0, 'always not evals["no_pii"].passed')),
        ({"rate": "5%", "always": ['genai.model == "other"']}, Inclusion(0.05, "rate")),
        ({"rate": 1, "always": ['genai.model == "m"'], "never": ['genai.output == "Paris"']}, Inclusion(0.0, "never")),
        ({"strata": {"by": "tier", "rates": {"gold": "50%"}}}, Inclusion(0.5, "tier=gold")),
        ({"strata": {"by": "level", "rates": {"": "50%"}}}, Inclusion(0.5, "level=")),
        ({"strata": {"by": "tier", "rates": {"silver": "50%"}}}, Inclusion(0.001, "floor")),
        ({"rate": 0, "strata": {"by": "tier", "rates": {"gold": "0.05%"}}}, Inclusion(0.0005, "tier=gold")),
        ({"rate": 0, "strata": {"by": "tier", "rates": {"silver": "50%"}}}, Inclusion(0.0, "rate")),
        ({"rate": "2%", "strata": {"by": "tier", "rates": {"gold": "1%"}}}, Inclusion(0.02, "rate")),
    ],
)
def test_the_policy_counts_that_wants_most(sampling: dict[str, Any], expected: Inclusion) -> None:
    about = subject({"no_pii": FAILED}, **{"gen_ai.request.model": "m", "tier": "gold"})
    assert sampler(**sampling).inclusion(about) == expected


def test_what_is_rare_is_kept_whole_and_what_is_frequent_thinned_out() -> None:
    clock = Clock()
    made = sampler(clock, rate="1%", strata={"by": "tier", "min_per_hour": 10})
    for _ in range(1000):
        frequent = made.inclusion(subject(tier="free"))
    assert made.inclusion(subject(tier="gold")) == Inclusion(1.0, "tier=gold")
    assert frequent.probability == pytest.approx(0.01)
    clock.now += 3600
    assert made.inclusion(subject(tier="free")).probability < 0.1


def test_so_many_a_minute_are_kept() -> None:
    clock = Clock()
    made = sampler(clock, adaptive={"per_minute": 10})
    kept = 0.0
    for _ in range(60):
        for _ in range(100):
            clock.now += 0.6
            kept += made.inclusion(subject()).probability
    assert kept == pytest.approx(600, rel=0.1)


def test_turns_of_a_session_are_drawn_together() -> None:
    by_session = configure("not_empty", {"sampling": {"rate": "5%", "unit": "session"}}).rules
    by_trace = configure("not_empty", {"sampling": {"rate": "5%"}}).rules
    one, other = (interaction(chat(text, **{"gen_ai.conversation.id": "s1"})) for text in ("a", "b"))
    assert drawn_number(by_session, one) == drawn_number(by_session, other) != drawn_number(by_trace, one)
    alone = interaction(chat("a"))
    assert drawn_number(by_session, alone) == drawn_number(by_trace, alone) == draw(alone.span.trace_id)


@given(st.text())
def test_any_session_can_be_drawn(session: str) -> None:
    rules = configure("not_empty", {"sampling": {"unit": "session"}}).rules
    assert 0 <= drawn_number(rules, interaction(chat("a", **{"gen_ai.conversation.id": session}))) < 1


def test_who_scores_all_draws_nothing() -> None:
    rules = {
        name: configure("not_empty", {"sampling": each}).rules for name, each in {"a": {}, "b": {"rate": 1}}.items()
    }
    assert samplers(rules, Clock()) == {}


def test_conditions_on_evaluations_are_dependencies() -> None:
    found = configure("not_empty", {"sampling": {"rate": 0, "always": ['not evals["no_pii"].passed']}})
    assert found.after == {"no_pii"}


@pytest.mark.parametrize(
    ("sampling", "place", "message"),
    [
        ({"rate": 0, "always": ["genai.modle == 1"]}, ("sampling", "always", 0), "unknown path genai.modle"),
        ({"never": ["1 = 2"]}, ("sampling", "never", 0), ""),
        ({"strata": {"by": "x"}}, ("sampling", "strata"), "strata need rates or min_per_hour"),
        (
            {"strata": {"by": "genai.modle", "min_per_hour": 1}},
            ("sampling", "strata", "by"),
            "unknown path genai.modle",
        ),
        ({"strata": {"by": "x", "rates": {"a": 2}}}, ("sampling", "strata", "rates", "a"), "between 0% and 100%"),
        ({"adaptive": {"per_minute": 0}}, ("sampling", "adaptive", "per_minute"), "greater than or equal to 1"),
        ({"always": ["true"]}, ("sampling",), "always needs a rate for the others: 0 for none of them"),
        ({"always": ["true"], "never": ["false"]}, ("sampling",), "always needs a rate for the others"),
        ({"floor": "1%"}, ("sampling",), "floor needs policies that want less of something; the share of all is rate"),
        ({"floor": 0}, ("sampling", "floor"), "greater than 0"),
        ({"unit": "user"}, ("sampling", "unit"), "'trace' or 'session'"),
    ],
)
def test_mistakes_are_named_where_they_are(sampling: Any, place: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        configure("not_empty", {"sampling": sampling})
    (error,) = caught.value.errors()
    assert error["loc"] == place
    assert message in error["msg"]
